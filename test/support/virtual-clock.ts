import { instantOf } from '../../shared/calendar/time.ts';

/** A clock that stands still until told. */
export function aVirtualClock(start: string) {
  let present = instantOf(start);
  return {
    now: () => present,
    /** Moves forward by some seconds. */
    advance(seconds: number) {
      present = present.add({ seconds });
    },
    /** Jumps to an instant. */
    set(text: string) {
      present = instantOf(text);
    },
  };
}

import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import type { FieldKind } from './form.ts';
import { parseRoundId, type RoundId } from './round.ts';

/** A longer step is cut: it only reminds its own department of what it wrote. */
const STEP_CHARACTERS_MAX = 120;

/** The lines of one answer, as far as the loop of observing, judging, deciding and acting needs them. */
interface Said {
  readonly initiative: Id;
  readonly round: RoundId;
  readonly said: readonly { readonly kind: FieldKind; readonly value: string }[];
}

/** 次の一手 in one line: what was decided, with who does it and by when in brackets; null where nothing was said. */
export function nextStepOf(said: Said['said']): string | null {
  const wordsOf = (kind: FieldKind) =>
    said
      .find((line) => line.kind === kind)
      ?.value.replace(/\s+/g, ' ')
      .trim()
      .replace(/。$/, '') ?? '';
  const [decided, done] = [wordsOf('decide'), wordsOf('act')];
  if (decided === '') return done === '' ? null : done;
  return done === '' ? decided : `${decided}（${done}）`;
}

/** The step each initiative was last going to take, from the rounds of earlier quarters. */
export function lastStepsBefore(statements: readonly Said[], quarter: QuarterId): Map<Id, string> {
  const at = ({ round }: Said) => quarterIndex(parseRoundId(round).quarter);
  const earlier = statements
    .filter((statement) => at(statement) < quarterIndex(quarter))
    .sort((a, b) => at(a) - at(b));
  return new Map(
    earlier.flatMap(({ initiative, said }): [Id, string][] => {
      const step = nextStepOf(said);
      return step === null ? [] : [[initiative, shorten(step)]];
    }),
  );
}

function shorten(step: string): string {
  const characters = [...step];
  return characters.length <= STEP_CHARACTERS_MAX
    ? step
    : `${characters.slice(0, STEP_CHARACTERS_MAX - 1).join('')}…`;
}

import { type Clock, Temporal } from '../calendar/time.ts';

/** The real present, for deployed functions; everything else is given a clock. */
export const systemClock: Clock = () => Temporal.Now.instant();

import type { Status } from '../progress/judgement.ts';

/** How a status looks wherever it is shown. Shape and word carry the meaning; colour and pattern only repeat it. */
export interface StatusLook {
  readonly icon: string;
  /** 5:1 or more on white. */
  readonly colour: string;
}

const QUIET = { icon: '−', colour: '#4d4d4d' } as const;

export const STATUS_LOOKS: Record<Status, StatusLook> = {
  achieved: { icon: '◎', colour: '#0017c1' },
  'on-track': { icon: '○', colour: '#197a4b' },
  'at-risk': { icon: '△', colour: '#806300' },
  'off-track': { icon: '×', colour: '#a90000' },
  'not-reported': QUIET,
  'under-review': QUIET,
  awaiting: QUIET,
  'not-evaluable': QUIET,
  excluded: QUIET,
};

import type { Initiative, Kpi } from '../../plan/plan.ts';
import type { PathFrame, PathProposal } from './propose-path.ts';
import type { SharesProposal } from './propose-shares.ts';

/** What is proposed for one KPI, with all a person needs to see beside it. */
export interface PathDesk {
  readonly initiative: Initiative;
  readonly kpi: Kpi;
  readonly frame: PathFrame;
  /** By the shares proposed, where those are measured and nobody has approved others. */
  readonly proposal: PathProposal;
  /** Null for anything but a yearly total. */
  readonly shares: SharesProposal | null;
  /** The whole values reported so far, by quarter. */
  readonly totals: Readonly<Record<string, number | null>>;
}

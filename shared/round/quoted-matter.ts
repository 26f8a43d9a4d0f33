import type { PlainDate } from '../calendar/time.ts';
import { DECISION_RESPONSES } from '../decision/responses.ts';
import type { Id } from '../plan/ids.ts';
import type { FieldKind } from './form.ts';

/** The kinds of line that answer for something decided or said elsewhere. */
type MatterKind = Extract<FieldKind, 'decision-response'>;

/** Something decided or said elsewhere about an initiative: quoted in its section of the form, with one line under it. */
export interface QuotedMatter {
  readonly kind: MatterKind;
  /** The matter's own id, which tells its answer from that to another of the same kind. */
  readonly subject: Id;
  /** What stands above the line. */
  readonly quote: string;
}

/** How each kind is asked: the line's name, and what there is to choose from. */
export const MATTER_ANSWERS: Record<
  MatterKind,
  { readonly name: string; readonly choices: readonly string[] }
> = {
  'decision-response': { name: '決定への対応', choices: DECISION_RESPONSES },
};

/** `本部の決定（5/20）　対象を10施設に絞る`: a released decision of the headquarters, which asks for 対応済. */
export function quoteDecision(decision: {
  readonly id: Id;
  readonly on: PlainDate;
  readonly text: string;
}): QuotedMatter {
  const { id, on, text } = decision;
  return {
    kind: 'decision-response',
    subject: id,
    quote: `本部の決定（${on.month}/${on.day}）　${text}`,
  };
}

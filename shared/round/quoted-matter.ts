import type { PlainDate } from '../calendar/time.ts';
import { OPTION_WORDS } from '../decision/case.ts';
import { DECISION_RESPONSES } from '../decision/responses.ts';
import type { SunsetQuestion } from '../decision/self-check.ts';
import { OPINION_RESPONSES } from '../opinion/answer.ts';
import { type Opinion, type OpinionKind, opinionId } from '../opinion/opinion.ts';
import { raisedWords } from '../opinion/words.ts';
import type { Id } from '../plan/ids.ts';
import type { FieldKind } from './form.ts';

/** A longer quotation is cut: the ledger has the whole, and the mail is read by people with little time. */
const QUOTE_CHARACTERS_MAX = 120;

/** Something decided or said elsewhere about an initiative: quoted in its section of the form, its lines under it. */
export interface QuotedMatter {
  readonly kind: keyof typeof MATTER_LINES;
  /** The matter's own id, which tells its answers from those to another of the same kind. */
  readonly subject: Id;
  /** What stands above the first line. */
  readonly quote: string;
}

/** One line that answers for a matter; a choice where it has words to choose from. */
interface MatterLine {
  readonly field: FieldKind;
  readonly label: string;
  readonly choices: readonly string[] | null;
}

/** What a department may wish for an initiative whose end date comes near: what the headquarters chooses from. */
export const SUNSET_WISHES: readonly string[] = Object.values(OPTION_WORDS);

/** How each kind of matter is asked about, line by line. A label and its choices fit one line of a mail. */
export const MATTER_LINES = {
  decision: [{ field: 'decision-response', label: '決定への対応', choices: DECISION_RESPONSES }],
  opinion: [
    { field: 'opinion-response', label: '対応', choices: OPINION_RESPONSES },
    { field: 'opinion-handling', label: '対応方針・反映箇所', choices: null },
  ],
  'self-check': [
    { field: 'sunset-wish', label: '終期後', choices: SUNSET_WISHES },
    { field: 'sunset-reason', label: '自己点検（効果、撤退基準、理由）', choices: null },
  ],
  'last-call': [
    { field: 'sunset-wish', label: '終期後', choices: SUNSET_WISHES },
    { field: 'sunset-steps', label: '終期までにすること', choices: null },
  ],
} as const satisfies Record<string, readonly MatterLine[]>;

/** `本部の決定（5/20）　対象を10施設に絞る`: a released decision of the headquarters, which asks for 対応済. */
export function quoteDecision(decision: {
  readonly id: Id;
  readonly on: PlainDate;
  readonly text: string;
}): QuotedMatter {
  const { id, on, text } = decision;
  return {
    kind: 'decision',
    subject: id,
    quote: `本部の決定（${on.month}/${on.day}）　${text}`,
  };
}

/** The end date that comes near, over the department's own view of it. */
export function quoteSunset({ ask, subject, quote }: SunsetQuestion): QuotedMatter {
  return { kind: ask, subject, quote };
}

const SPEAKERS: Record<OpinionKind, string> = {
  council: '審議会の意見',
  assembly: '議会の質問',
  audit: '監査の指摘',
  public: '市民の意見',
};

/** `審議会の意見（令和5年8月）「…」`: an opinion of the ledger that is not settled. */
export function quoteOpinion({ number, kind, raisedOn, text }: Opinion): QuotedMatter {
  const said = shorten(text.replace(/\s+/g, ' '));
  return {
    kind: 'opinion',
    subject: opinionId(number),
    quote: `${SPEAKERS[kind]}（${raisedWords(raisedOn)}）「${said}」`,
  };
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= QUOTE_CHARACTERS_MAX
    ? text
    : `${characters.slice(0, QUOTE_CHARACTERS_MAX - 1).join('')}…`;
}

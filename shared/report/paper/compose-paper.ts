import { longDate, quarterName } from '../../calendar/japanese-date.ts';
import { dateOf, type PlainDate } from '../../calendar/time.ts';
import type { Opinion } from '../../opinion/opinion.ts';
import { compareCodes } from '../../plan/asked.ts';
import type { Directory } from '../../plan/directory.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Status } from '../../progress/judgement.ts';
import { parseRoundId } from '../../round/round.ts';
import type { EndingLine, HeadquartersPage } from '../headquarters-view.ts';
import { PAGE_WORDS } from '../status-table.ts';
import { withoutDepartments } from './anonymous.ts';
import { moneySections, rankSections } from './money-section.ts';
import { opinionNotes, opinionSection } from './opinion-section.ts';
import { type Paper, type PaperSection, proseSection } from './paper.ts';
import { countSentence, PUBLIC_WORDS, pillarTable } from './status-section.ts';

/** A decision of the headquarters that has been released. */
export interface ReleasedDecision {
  readonly title: string;
  readonly decidedOn: string;
  readonly text: string;
}

/** What a paper is made of: a page that was released, the ledger of the day, and what was decided and released. */
export interface PaperInput {
  readonly plan: Plan;
  readonly directory: Directory;
  /** The day the paper bears; everything in it was so on that day. */
  readonly date: PlainDate;
  readonly page: HeadquartersPage;
  /** When the page was released, and in which version. */
  readonly released: { readonly on: PlainDate; readonly version: number };
  readonly opinions: readonly Opinion[];
  readonly decisions: readonly ReleasedDecision[];
  /** 終わった取り組み, of what may be told outside on the day. */
  readonly endings: readonly EndingLine[];
}

/** 遅れ before やや遅れ, each by code. */
const IN_TROUBLE: readonly Status[] = ['off-track', 'at-risk'];

/**
 * The council's paper (審議会): how the plan stands, pillar by pillar; every initiative in trouble with the reason;
 * what became of every opinion of the council; what was decided and released.
 */
export function composeCouncilPaper(input: PaperInput): Paper {
  const { page, plan } = input;
  const opinions = input.opinions.filter(({ kind }) => kind === 'council');
  return {
    ...headOf(input),
    kind: 'council',
    title: `${plan.title}の進捗状況（${quarterOf(page)}）`,
    addressee: '審議会 資料',
    notes: [...notesOf(page), ...opinionNotes(opinions)],
    sections: numbered([
      proseSection('概況', [countSentence(page.table, PAGE_WORDS)]),
      { heading: '柱ごとの状況', paragraphs: [], table: pillarTable(page.table, PAGE_WORDS) },
      goalSection('5年後の目標（ビジョン）', input, PAGE_WORDS),
      ...moneySections(page.annex.money, 'initiatives'),
      ...rankSections(page.annex.yearRanks),
      troubleSection('遅れている取り組みと理由', input, PAGE_WORDS),
      opinionSection('審議会意見への対応状況', opinions, plan),
      decisionSection('推進本部の決定', input.decisions),
      ...endingSections(input.endings),
    ]),
  };
}

/**
 * The assembly's paper (市議会), shorter: only what is public. Nothing of a decision that has not been released, no
 * name of who has not answered, no opinion that was not published; the secretariat's own words for the headquarters
 * are not taken over, for they may speak of either.
 */
export function composeAssemblyPaper(input: PaperInput): Paper {
  const { page, plan } = input;
  const opinions = input.opinions.filter(({ published }) => published);
  const asked = opinions.filter(({ kind }) => kind === 'assembly');
  return {
    ...headOf(input),
    kind: 'assembly',
    title: `${plan.title}の進捗状況（${quarterOf(page)}）`,
    addressee: '市議会 報告資料',
    notes: [...notesOf(page), ...opinionNotes(opinions)],
    sections: numbered([
      proseSection('概況', [countSentence(page.table, PUBLIC_WORDS)]),
      { heading: '柱ごとの状況', paragraphs: [], table: pillarTable(page.table, PUBLIC_WORDS) },
      goalSection('5年後の目標（ビジョン）', input, PUBLIC_WORDS),
      ...moneySections(page.annex.money, 'pillars'),
      ...rankSections(page.annex.yearRanks),
      proseSection('改善した取り組み', listed(page.improvements.map(improvementWords))),
      troubleSection('遅れている取り組みと理由', input, PUBLIC_WORDS),
      opinionSection('議会でいただいた質問への対応', asked, plan),
      decisionSection('推進本部の決定', input.decisions),
      ...endingSections(input.endings),
    ]),
  };
}

/** The sections in order, numbered: which of them there are depends on what there is to tell. */
function numbered(sections: readonly PaperSection[]): PaperSection[] {
  return sections.map((section, index) => ({ ...section, heading: `${index + 1}　${section.heading}` }));
}

function headOf({ date, released }: PaperInput): Pick<Paper, 'date' | 'basis'> {
  return {
    date: longDate(date),
    basis: `${longDate(released.on)}に発信した本部資料（第${released.version}版）の数字です。`,
  };
}

function quarterOf({ round }: HeadquartersPage): string {
  const { quarter, stage } = parseRoundId(round);
  return `${quarterName(quarter)}${stage === 'final' ? ' 確定値' : ''}`;
}

function notesOf({ provisional, reference, illustrative }: HeadquartersPage): string[] {
  return [
    ...(provisional ? ['数字は速報です。'] : []),
    ...(reference ? ['計画の最初の四半期のため、判定は参考です。'] : []),
    ...(illustrative === 'none' ? [] : ['取り組みの数字は例示であり、実際のものではありません。']),
  ];
}

const listed = (lines: readonly string[]) => (lines.length === 0 ? ['ありません。'] : lines);

function improvementWords({ title, from, to, figures }: HeadquartersPage['improvements'][number]): string {
  const change = `${PUBLIC_WORDS[from]}から${PUBLIC_WORDS[to]}へ`;
  return figures === null ? `${title}　${change}` : `${title}　${change}（${figures}）`;
}

function goalSection(heading: string, { page }: PaperInput, words: Record<Status, string>): PaperSection {
  return {
    heading,
    paragraphs: [],
    table: {
      caption: 'ビジョンの目標',
      columns: ['目標', '計画と実績', '状況'],
      rows: page.goals.map(({ name, comparison, status }) => [
        name,
        comparison.replace(PAGE_WORDS['not-reported'], words['not-reported']),
        status === null ? null : words[status],
      ]),
      total: null,
    },
  };
}

/** Every initiative that is late, not only those the headquarters' page has room for. */
function troubleSection(
  heading: string,
  { page, directory }: PaperInput,
  words: Record<Status, string>,
): PaperSection {
  const late = page.annex.initiatives
    .filter(({ status }) => IN_TROUBLE.includes(status))
    .toSorted(
      (a, b) => IN_TROUBLE.indexOf(a.status) - IN_TROUBLE.indexOf(b.status) || compareCodes(a.code, b.code),
    );
  if (late.length === 0) return proseSection(heading, ['遅れている取り組みはありません。']);
  return {
    heading,
    paragraphs: [],
    table: {
      caption: `${late.length}件`,
      columns: ['番号', '取り組み', '状況', '理由'],
      rows: late.map(({ code, title, status, reason }) => [
        code,
        title,
        words[status],
        withoutDepartments(reason, directory),
      ]),
      total: null,
    },
  };
}

function decisionSection(heading: string, decisions: readonly ReleasedDecision[]): PaperSection {
  return proseSection(
    heading,
    listed(
      decisions.map(({ title, decidedOn, text }) => `${longDate(dateOf(decidedOn))}　${title}：${text}`),
    ),
  );
}

/** What was stopped by a decision, and apart from it what merely ran out; nothing where nothing has ended. */
function endingSections(endings: readonly EndingLine[]): PaperSection[] {
  if (endings.length === 0) return [];
  return [
    {
      heading: '終わった取り組みと理由',
      paragraphs: ['廃止の決定によるもの（積極的廃止）と、期間の満了によるものを分けて示します。'],
      table: {
        caption: `${endings.length}件`,
        columns: ['番号', '取り組み', '終わり方', '時期', '理由'],
        rows: endings.map(({ code, title, how, when, reason }) => [code, title, how, when, reason]),
        total: null,
      },
    },
  ];
}

import { longDate, shortDateTime } from '../calendar/japanese-date.ts';
import { dateOf, type Instant, instantOf } from '../calendar/time.ts';
import { compareCodes } from '../plan/asked.ts';
import { type Directory, departmentName, findDepartment } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Store } from '../ports.ts';
import type { RequestRecord } from '../records.ts';
import { type Inquiry, questionId } from '../round/inquiry.ts';
import type { RoundId } from '../round/round.ts';
import { numberWords } from '../round/text-lines.ts';
import { listAnswers, type StandingAnswer } from './answers/list-answers.ts';
import { isOverdue } from './inquiries.ts';

/** What one department has answered to an inquiry. */
export interface InquiryRow {
  readonly department: Id;
  readonly name: string;
  readonly request: RequestRecord;
  readonly isOverdue: boolean;
  /** By question, in order; null for one not answered. */
  readonly answers: readonly (StandingAnswer | null)[];
  readonly answerer: string | null;
  readonly lastAt: Instant | null;
}

/** Everybody who was asked, in the order of the directory's codes, with what they answered. */
export async function loadInquiryRows(
  store: Store,
  directory: Directory,
  { plan, round, inquiry }: { readonly plan: Id; readonly round: RoundId; readonly inquiry: Inquiry },
  now: Instant,
): Promise<InquiryRow[]> {
  const [requests, answers] = await Promise.all([
    store.list('request', { plan, round }),
    listAnswers(store, { plan, round }),
  ]);
  const byDepartment = Map.groupBy(answers, ({ department }) => department);
  const codeOf = (id: Id) => findDepartment(directory, id)?.code ?? id;
  return requests
    .map(({ value: request }): InquiryRow => {
      const { department } = request;
      const own = byDepartment.get(department) ?? [];
      const answerer = own.find(({ field }) => field.kind === 'answerer')?.field.value;
      const last = own
        .map(({ field }) => field.receivedAt)
        .sort()
        .at(-1);
      return {
        department,
        name: departmentName(directory, department),
        request,
        isOverdue: isOverdue(request, now),
        answers: inquiry.questions.map(
          (_, index) => own.find(({ field }) => field.subject === questionId(round, index)) ?? null,
        ),
        answerer: typeof answerer === 'string' ? answerer : null,
        lastAt: last === undefined ? null : instantOf(last),
      };
    })
    .sort((a, b) => compareCodes(codeOf(a.department), codeOf(b.department)));
}

/** An answer as a person reads it: `32件`, `令和8年9月1日`, the words themselves. */
export function answerWords({ field: { value, unit } }: StandingAnswer): string {
  if (value === null) return '（値なし）';
  if (typeof value === 'number') return `${numberWords(value)}${unit ?? ''}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? longDate(dateOf(value)) : value;
}

/** The answers as a table for a spreadsheet: figures stay figures, a day stays `2026-09-01`. `stateWords` names a request's state. */
export function inquiryTable(
  { questions }: Inquiry,
  rows: readonly InquiryRow[],
  stateWords: (request: RequestRecord) => string,
): (string | number | null)[][] {
  const heads = questions.map((question, index) => {
    const unit = question.answer === 'number' ? `（${question.unit}）` : '';
    return `問${index + 1} ${question.words}${unit}`;
  });
  return [
    ['部署', '状態', '回答期限', '期限超過', '最後の受付', '回答者', ...heads],
    ...rows.map((row) => [
      row.name,
      stateWords(row.request),
      shortDateTime(instantOf(row.request.dueAt)),
      row.isOverdue ? '超過' : null,
      row.lastAt === null ? null : shortDateTime(row.lastAt),
      row.answerer,
      ...row.answers.map((answer) => (answer === null ? null : (answer.field.value ?? '値なし'))),
    ]),
  ];
}

import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, isoUtc } from '../../calendar/time.ts';
import { composeQuestion } from '../../mail/compose-question.ts';
import type { MailText } from '../../mail/wording.ts';
import { departmentName } from '../../plan/directory.ts';
import type { MailWorkshop, Store } from '../../ports.ts';
import { measureWords } from '../../progress/number-words.ts';
import type { RequestRecord } from '../../records.ts';
import { type FormField, fieldKey } from '../../round/form.ts';
import {
  openQuestions,
  QUESTION_MAX_CHARS,
  questionState,
  type ValueQuestion,
} from '../../round/question.ts';
import { isJudged, type RoundId } from '../../round/round.ts';
import type { StoredField } from '../../round/submission.ts';
import { departmentRecipients } from '../../schedule/recipients.ts';
import { sendingMoment } from '../../schedule/sending-days.ts';
import { wordingOf } from '../city-wording.ts';
import { loadAddressBook } from '../load-city.ts';
import { prepareMail } from '../prepare-mail.ts';
import { loadCounting } from './list-questions.ts';
import { loadAskedForm, type OpenRequest } from './open-request.ts';
import { namesOf } from './write-receipt.ts';

/** A request keeps at most so many questions, for each stands in its row. */
const QUESTIONS_MAX = 50;

/** The value somebody asks about: one KPI's, in one department's answer to a round. */
export interface Questioned {
  readonly plan: string;
  readonly round: RoundId;
  readonly department: string;
  readonly kpi: string;
}

/** What is asked, and how it reaches the department. */
export interface QuestionToAsk extends Questioned {
  readonly text: string;
  readonly because: string | null;
  readonly via: 'mail' | 'phone';
}

/** Who acts, when, and by which act. */
export interface QuestionAct {
  readonly city: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/** Why a value is not put under question. */
export type QuestionRefusal =
  | {
      readonly why:
        | 'no-such-value'
        | 'no-value'
        | 'already-open'
        | 'too-many'
        | 'text'
        | 'unreachable'
        | 'conflict';
    }
  /** Not at this hour or day: mails go next at `next`. By phone it may be asked at any time. */
  | { readonly why: 'quiet'; readonly because: string; readonly next: Instant };

/** A question as it would be asked, before anything is stored or sent. */
export interface PreparedQuestion {
  readonly asked: OpenRequest;
  readonly field: FormField;
  readonly stored: StoredField;
  readonly kpiName: string;
  /** Null where it is asked by phone. */
  readonly mail: { readonly to: readonly string[]; readonly content: MailText } | null;
}

export type QuestionPreview =
  | ({ readonly outcome: 'previewed' } & PreparedQuestion)
  | ({ readonly outcome: 'refused' } & QuestionRefusal);
export type AskOutcome =
  | { readonly outcome: 'asked'; readonly question: ValueQuestion; readonly mailedTo: readonly string[] }
  | ({ readonly outcome: 'refused' } & QuestionRefusal);

/** What asking a question would send, or why it cannot be asked. */
export async function previewQuestion(
  store: Store,
  question: QuestionToAsk,
  at: Instant,
): Promise<QuestionPreview> {
  const refuse = (refusal: QuestionRefusal): QuestionPreview => ({ outcome: 'refused', ...refusal });
  const { text, via, kpi } = question;
  if (text.trim() === '' || text.trim().length > QUESTION_MAX_CHARS) return refuse({ why: 'text' });
  const form = isJudged(question.round) ? await loadAskedForm(store, question) : null;
  const field = form?.asked.manifest.fields.find(
    ({ kind, subject }) => subject === kpi && (kind === 'actual' || kind === 'final'),
  );
  if (!form || !field) return refuse({ why: 'no-such-value' });
  const { asked } = form;
  const counting = await loadCounting(store, question);
  const stored = counting?.fields[fieldKey(field)];
  if (stored === undefined || stored.value === null) return refuse({ why: 'no-value' });
  const { questions } = asked.request.value;
  if (openQuestions(questions, counting).some(({ key }) => key === fieldKey(field)))
    return refuse({ why: 'already-open' });
  if (questions.length >= QUESTIONS_MAX) return refuse({ why: 'too-many' });
  const prepared = { asked, field, stored, kpiName: namesOf(asked.city).get(kpi) ?? kpi };
  if (via === 'phone') return { outcome: 'previewed', ...prepared, mail: null };
  const { city, round } = asked;
  const moment = sendingMoment(city.rules, city.calendar, at);
  if (!moment.open) return refuse({ why: 'quiet', because: moment.why, next: moment.next });
  const undeliverable = await loadAddressBook(store);
  const recipients = departmentRecipients(
    { directory: city.directory, undeliverable },
    question.department,
    at,
  );
  if (!recipients.reached) return refuse({ why: 'unreachable' });
  const section = asked.manifest.sections.find(({ initiative }) => initiative === field.initiative);
  const content = composeQuestion({
    round: round.id,
    department: departmentName(city.directory, question.department),
    receiptCode: asked.request.value.receiptCode,
    section: section ? `${section.number} ${section.title}` : '',
    kpi: prepared.kpiName,
    field,
    value:
      typeof stored.value === 'number'
        ? measureWords(stored.value, stored.unit ?? field.number?.unit)
        : stored.value,
    question: text.trim(),
    afterFreeze: round.state === 'frozen',
    wording: wordingOf(city),
  });
  return { outcome: 'previewed', ...prepared, mail: { to: recipients.to, content } };
}

/**
 * Puts a value under question: until the department confirms or corrects it, the KPI is 確認中 and judged by nothing.
 * Request, mail, audit entry and the event that has the initiative judged again are stored together or not at all.
 */
export async function askQuestion(
  { store, workshop }: { readonly store: Store; readonly workshop: MailWorkshop },
  question: QuestionToAsk,
  act: QuestionAct,
): Promise<AskOutcome> {
  const preview = await previewQuestion(store, question, act.at);
  if (preview.outcome === 'refused') return preview;
  const { asked, field, stored, mail } = preview;
  const { request, round, manifest, city } = asked;
  const { plan, department } = question;
  const number = request.value.questions.length + 1;
  const mailId = mail === null ? null : `question/${plan}/${round.id}/${department}/${number}`;
  const put: ValueQuestion = {
    number,
    key: fieldKey(field),
    initiative: stored.initiative ?? field.initiative ?? '',
    subject: question.kpi,
    value: stored.value,
    text: question.text.trim(),
    because: question.because,
    by: act.by,
    at: isoUtc(act.at),
    mail: mailId,
    settled: null,
  };
  const prepared =
    mail === null || mailId === null
      ? null
      : await prepareMail(workshop, {
          id: mailId,
          plan,
          round: round.id,
          department,
          kind: 'question',
          step: 'question',
          to: mail.to,
          cc: [],
          content: mail.content,
          manifest,
          form: null,
          receiptCode: request.value.receiptCode,
          version: null,
          rulesVersion: null,
          scheduledAt: null,
          expiresAt: null,
          at: act.at,
          inReplyTo: null,
          wording: wordingOf(city),
        });
  const next: RequestRecord = { ...request.value, questions: [...request.value.questions, put] };
  const stands = await store.commit({
    writes: [{ kind: 'request', value: next, expected: request.revision }, ...(prepared?.writes ?? [])],
    audit: [traceOf(next, put, act, 'question.asked', null, `${put.value}: ${put.text}`)],
    events: [judgedAgain(next, put, act), ...(prepared ? [prepared.event] : [])],
  });
  return stands === 'committed'
    ? { outcome: 'asked', question: put, mailedTo: mail?.to ?? [] }
    : { outcome: 'refused', why: 'conflict' };
}

/** How the secretariat ends a question that the department did not answer in writing. */
export interface QuestionEnd {
  readonly as: 'confirmed' | 'withdrawn';
  readonly note: string;
}

const DEEDS: Readonly<Record<QuestionEnd['as'], string>> = {
  confirmed: 'question.confirmed',
  withdrawn: 'question.dropped',
};

export type SettleOutcome = 'settled' | 'not-open' | 'note' | 'conflict';

/** Ends a question: confirmed by phone, or withdrawn. A corrected value is entered as an answer, which ends it by itself. */
export async function settleQuestion(
  store: Store,
  key: {
    readonly plan: string;
    readonly round: RoundId;
    readonly department: string;
    readonly number: number;
  },
  { as, note }: QuestionEnd,
  act: QuestionAct,
): Promise<SettleOutcome> {
  if (note.trim() === '' || note.trim().length > QUESTION_MAX_CHARS) return 'note';
  const { plan, round, department, number } = key;
  const [request, counting] = await Promise.all([
    store.get('request', { plan, round, department }),
    loadCounting(store, key),
  ]);
  const question = request?.value.questions.find((one) => one.number === number);
  if (!request || !question || questionState(question, counting) !== 'open') return 'not-open';
  const ended: ValueQuestion = {
    ...question,
    settled: { as, note: note.trim(), by: act.by, at: isoUtc(act.at) },
  };
  const next = {
    ...request.value,
    questions: request.value.questions.map((one) => (one.number === number ? ended : one)),
  };
  const stands = await store.commit({
    writes: [{ kind: 'request', value: next, expected: request.revision }],
    audit: [traceOf(next, ended, act, DEEDS[as], question.text, note.trim())],
    events: [judgedAgain(next, ended, act)],
  });
  return stands === 'committed' ? 'settled' : 'conflict';
}

/** The initiative is judged again, though no answer was recorded. */
function judgedAgain(
  { plan, round, department, version }: RequestRecord,
  { number, initiative, settled }: ValueQuestion,
  { city, at }: QuestionAct,
): OutboxEvent {
  return {
    id: `submission-recorded/question/${plan}/${round}/${department}/${number}/${settled?.as ?? 'asked'}`,
    type: 'submission-recorded.v1',
    city,
    at: isoUtc(at),
    data: { plan, round, department, version, initiatives: [initiative] },
  };
}

function traceOf(
  { round, department }: RequestRecord,
  { subject }: ValueQuestion,
  { by, at, cause }: QuestionAct,
  what: string,
  before: string | null,
  after: string,
) {
  return {
    at: isoUtc(at),
    cause,
    actor: by,
    what,
    subject: `${round}/${department}/${subject}`,
    before,
    after,
  };
}

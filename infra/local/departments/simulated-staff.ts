import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { decodeTag } from '../../../shared/adapters/ses/tag.ts';
import type { BusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { atTokyo, type Instant, instantOf, Temporal, tokyoDate } from '../../../shared/calendar/time.ts';
import { contactsOn, type Directory } from '../../../shared/plan/directory.ts';
import type { SampleScenario } from '../../../shared/plan/sample/sample.ts';
import type { Store } from '../../../shared/ports.ts';
import type { MailRecord } from '../../../shared/records.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { parseRoundId } from '../../../shared/round/round.ts';
import type { SentMail } from '../loopback/outbox.ts';
import { answersOf } from './answers.ts';
import { composeReply, type ReplyToCompose } from './compose-reply.ts';
import { fillForm } from './fill-form.ts';
import { deskOf, habitOf, numberOf } from './habits.ts';

/** Something a simulated person does at a moment. */
export interface StaffAction {
  readonly at: Instant;
  readonly what: string;
  readonly run: () => Promise<void>;
}

export interface StaffOptions {
  readonly store: Store;
  readonly directory: Directory;
  readonly scenario: SampleScenario;
  readonly calendar: BusinessCalendar;
  readonly smtpPort: number;
}

/** A mail as it lies in its receiver's box, with what our own books say of it. */
interface Arrived {
  readonly record: MailRecord;
  readonly sent: SentMail;
}

type Change = Partial<Pick<ReplyToCompose, 'answers' | 'note' | 'placement' | 'headers' | 'from'>>;

/**
 * The people of the sample city: each department reads its mail and answers through the SMTP door in its own way
 * (promptly, late, in parts, in old encodings, in prose, with mistakes, not at all); the secretariat releases.
 */
export function createSimulatedStaff({ store, directory, scenario, calendar, smtpPort }: StaffOptions) {
  // The door lets each new caller wait a tenth of a second, to catch those who talk before they are greeted.
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: 1,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  let counter = 0;

  /** What the receiver of a newly sent mail will do about it. */
  async function react(sent: SentMail): Promise<StaffAction[]> {
    // Nobody has read what came back from everywhere.
    if (sent.returnedBy.length === sent.destinations.length) return [];
    const id = decodeTag(sent.tags['mail-id'] ?? '');
    const found = id === undefined ? null : await store.get('mail', { id });
    if (!found) return [];
    const arrived = { record: found.value, sent };
    return found.value.department === null
      ? secretariat(arrived)
      : department(arrived, found.value.department);
  }

  function secretariat({ record, sent }: Arrived): StaffAction[] {
    // The third quarter's draft is forgotten on the desk until the system asks after it.
    const waits = record.round === '2026Q3' ? 'release-reminder' : 'digest-draft';
    if (record.step !== waits) return [];
    const at = later(sent.sentAt, record.round === '2026Q3' ? 0 : 1, '10:10');
    return [
      {
        at,
        what: `事務局が${record.round}の資料を発信`,
        run: () => reply({ record, sent }, at, { answers: {}, note: '発信' }),
      },
    ];
  }

  function department(arrived: Arrived, id: string): StaffAction[] {
    // What is to be approved is the chief's; a reminder of it lies beside the first and needs no answer of its own.
    if (arrived.record.version !== null) return approver(arrived, id);
    return [...own(arrived, id), ...strangers(arrived, id)];
  }

  /** The chief approves the next morning; once sends an answer back, once leaves it to the deputy. */
  function approver(arrived: Arrived, id: string): StaffAction[] {
    const { record, sent } = arrived;
    if (record.kind !== 'approval') return [];
    const at = later(sent.sentAt, 1, '09:40');
    const isSentBack = record.round === '2026Q2' && record.version === 1;
    const [deputy] = record.cc;
    const address = record.round === '2026Q3' ? deputy : record.to[0];
    const note = isSentBack ? '差戻し 取組内容に、終わった時期も書いてください。' : '承認します。';
    if (address === undefined) return [];
    const from = { address, name: titleOf(address) };
    return [
      {
        at,
        what: `${id} ${record.round} ${isSentBack ? '差戻し' : '承認'}`,
        run: () => reply(arrived, at, { answers: {}, note, from }),
      },
    ];
  }

  function titleOf(address: string): string {
    return directory.contacts.find((contact) => contact.address === address)?.title ?? address;
  }

  /** Now and then a mail is forwarded out of the city hall and answered from there, which proves nothing. */
  function strangers(arrived: Arrived, id: string): StaffAction[] {
    const { record, sent } = arrived;
    if (record.step !== 'request' || numberOf('stranger', id, record.id) % 17 !== 0) return [];
    const at = later(sent.sentAt, 1, '21:30');
    const from = { address: 'somebody@mail.example', name: '私用のアドレス' };
    return [{ at, what: `${id} ${record.round} 市の外から返信`, run: () => reply(arrived, at, { from }) }];
  }

  function own(arrived: Arrived, id: string): StaffAction[] {
    const { record, sent } = arrived;
    const { round, step, manifest } = record;
    if (round === null || manifest === null) return [];
    const { quarter, stage } = parseRoundId(round);
    const isRow = (row: { department: string; quarter: string }) =>
      row.department === id && row.quarter === quarter;
    if (stage === 'regular' && scenario.silences.some(isRow))
      return step === 'request' ? outOfOffice(arrived, id) : [];
    const act = (at: Instant, what: string, change: Change = {}): StaffAction => ({
      at,
      what: `${id} ${round} ${what}`,
      run: () => reply(arrived, at, change),
    });
    const all = answersOf(scenario, id, manifest);
    const minutes = numberOf(id, round) % 45;
    const at = (days: number, hour: string) =>
      later(sent.sentAt, days, `${hour.padStart(2, '0')}:${String(10 + minutes).padStart(2, '0')}`);
    if (stage === 'regular' && scenario.nothingToReport.some(isRow)) {
      return step === 'request'
        ? [act(at(3, '11'), '該当なし', { answers: {}, note: 'お世話になっております。\n該当なし' })]
        : [];
    }
    if (step === 'answer' && record.subject.startsWith('【差戻し'))
      return [act(at(0, '13'), '差戻しに答える')];
    const due = isStep(step, 'due-minus-1');
    switch (habitOf(id, round)) {
      case 'prompt':
        return step === 'request' ? [act(at(2, '14'), '回答')] : [];
      case 'after-first-reminder':
        return isStep(step, 'due-minus-5') || (stage === 'handover' && due) ? [act(at(0, '13'), '回答')] : [];
      case 'on-the-due-day':
        return due ? [act(at(1, '11'), '期限の日に回答')] : [];
      case 'half-then-rest':
        if (step === 'request') return [act(at(3, '15'), '半分を回答', { answers: halfOf(all) })];
        return due ? [act(at(0, '16'), '残りを回答')] : [];
      case 'after-the-due-day':
        return isStep(step, 'due-plus-1') || (stage === 'handover' && due)
          ? [act(at(0, '10'), '期限後に回答')]
          : [];
      case 'after-the-chief-is-told':
        return isStep(step, 'due-plus-3') || (stage === 'handover' && due)
          ? [act(at(0, '15'), '課長に届いてから回答')]
          : [];
      case 'asks-for-more-time':
        if (stage === 'handover') return step === 'request' ? [act(at(2, '14'), '回答')] : [];
        if (step === 'request')
          return [act(at(6, '9'), '延期', { answers: {}, note: `延期 ${dayWords(extendedDay(record))}` })];
        return isStep(step, 'due-minus-1') ? [act(at(0, '15'), '延ばした期限までに回答')] : [];
      case 'writes-prose-first':
        if (step === 'request') {
          const prose = 'お世話になっております。\n第1回の打合せを終え、おおむね予定どおりに進んでいます。';
          return [act(at(3, '10'), '文章で返信', { answers: {}, note: prose }), act(at(7, '10'), '回答')];
        }
        return [];
      case 'makes-a-mistake':
        if (step === 'request')
          return [act(at(4, '14'), '間違えて回答', { answers: withMistake(all, record) })];
        return step === 'answer' && mistaken(all, record) !== null
          ? [
              act(at(0, '16'), '読み取れなかった行を直す', {
                answers: mistaken(all, record) ?? {},
                placement: 'anchors-only',
              }),
            ]
          : [];
    }
  }

  /** A desk that nobody sits at answers by itself; that is no answer. */
  function outOfOffice(arrived: Arrived, id: string): StaffAction[] {
    const at = arrived.sent.sentAt.add({ minutes: 3 });
    const headers = { 'Auto-Submitted': 'auto-replied' };
    return [
      {
        at,
        what: `${id} 不在通知`,
        run: () => reply(arrived, at, { answers: {}, note: '本日は不在にしております。', headers }),
      },
    ];
  }

  /** Later mails of the ladder may carry the day of a moved due date behind their step. */
  function isStep(step: string, name: string): boolean {
    return step === name || step.startsWith(`${name}-`);
  }

  function extendedDay({ round, scheduledAt }: MailRecord) {
    const opened = tokyoDate(instantOf(scheduledAt ?? '2026-07-01T00:00:00Z'));
    const dueIn = round?.endsWith('Q4') ? 12 : 14;
    return calendar.add(opened, dueIn);
  }

  function dayWords(day: { month: number; day: number }): string {
    return `${day.month}/${day.day}`;
  }

  function later(from: Instant, days: number, time: string): Instant {
    const day = days === 0 ? tokyoDate(from) : calendar.add(tokyoDate(from), days);
    const at = atTokyo(day, time);
    return Temporal.Instant.compare(at, from) > 0 ? at : from.add({ minutes: 10 });
  }

  /** Writes a reply as the receiver's mail program would and hands it to the SMTP door. */
  async function reply({ record, sent }: Arrived, at: Instant, change: Change): Promise<void> {
    const raw = readFileSync(sent.file);
    const decoded = decodeMail(raw);
    const [own] = record.to;
    const desk = deskOf(record.department ?? 'secretariat');
    const all =
      record.department && record.manifest ? answersOf(scenario, record.department, record.manifest) : {};
    counter += 1;
    const from = change.from ?? { address: own ?? '', name: nameOf(record) };
    const answers = change.answers ?? all;
    const form = decoded.attachments.find(({ office }) => office !== null);
    const to = decoded.replyTo[0]?.address ?? '';
    const messageId = `<${counter}.${at.epochMilliseconds}@mail.${directory.mailDomain}>`;
    // A department that is sent a form answers on it; a short command or a few words it types all the same.
    if (form?.office && change.note === undefined && change.from === undefined) {
      await transport.sendMail({
        from,
        to,
        subject: `Re: ${decoded.subject}`,
        text: `添付のとおり回答します。\n\n--\n${from.name}\n内線 0000\n`,
        date: new Date(at.epochMilliseconds),
        messageId,
        inReplyTo: decoded.messageId ?? undefined,
        attachments: [
          { filename: form.name ?? '様式.xlsx', content: Buffer.from(await fillForm(form.office, answers)) },
        ],
      });
      return;
    }
    const message = composeReply({
      sent: {
        from: `${decoded.from?.name ?? ''} <${decoded.from?.address ?? ''}>`,
        to: own ?? '',
        subject: decoded.subject,
        text: decoded.text,
        messageId: decoded.messageId,
        at: sent.sentAt,
      },
      from,
      to,
      at,
      messageId,
      ...desk,
      answers,
      signature: `--\n${from.name}\n内線 0000`,
      ...change,
    });
    await transport.sendMail({
      envelope: { from: from.address, to: [to] },
      raw: message,
    });
  }

  function nameOf({ department, to }: MailRecord): string {
    const contact = contactsOn(directory, 'officer', department, Temporal.PlainDate.from('2026-07-01'))[0];
    return contact?.title ?? directory.departments.find(({ id }) => id === department)?.name ?? to[0] ?? '';
  }

  return { react, close: () => transport.close() };
}

/** The first half of the initiatives, as somebody answers who is called away. */
function halfOf(answers: Record<string, string>): Record<string, string> {
  const numbers = [...new Set(Object.keys(answers).map((anchor) => Number(anchor.split('-')[0])))];
  const half = new Set(numbers.slice(0, Math.max(1, Math.floor(numbers.length / 2))));
  return Object.fromEntries(
    Object.entries(answers).filter(([anchor]) => half.has(Number(anchor.split('-')[0]))),
  );
}

/** One choice answered in two words at once, which nobody can read. */
function withMistake(answers: Record<string, string>, record: MailRecord): Record<string, string> {
  const choice = record.manifest?.fields.find(
    ({ kind }) => kind === 'milestone-status' || kind === 'own-rating',
  );
  return choice
    ? { ...answers, [choice.anchor]: choice.kind === 'own-rating' ? '順調、一部遅れ' : 'ほぼ済、一部延期' }
    : answers;
}

/** The lines the receipt asks about again, answered right. */
function mistaken(answers: Record<string, string>, record: MailRecord): Record<string, string> | null {
  const asked = Object.entries(answers).filter(([anchor]) => record.text.includes(`\n【${anchor}】`));
  return asked.length > 0 ? Object.fromEntries(asked) : null;
}

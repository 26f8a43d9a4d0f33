import type { OutboxEvent } from '../../../events/catalogue.ts';
import type { DigestReleasedV1 } from '../../../events/digest-released.v1.ts';
import type { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { quarterShort } from '../../../shared/calendar/japanese-date.ts';
import { type Clock, type Instant, instantOf, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import type { MailText } from '../../../shared/mail/wording.ts';
import type { MailWorkshop, MessageAttachment, Press, Store, Write } from '../../../shared/ports.ts';
import type { DigestRecord, MailRecord } from '../../../shared/records.ts';
import { composeDraftCover } from '../../../shared/report/draft-cover.ts';
import { renderHeadquartersHtml } from '../../../shared/report/headquarters-html.tsx';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { renderHeadquartersText } from '../../../shared/report/headquarters-text.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { summariseProgressBook } from '../../../shared/report/progress-book.ts';
import { summariseSecretariatBook } from '../../../shared/report/secretariat-book.ts';
import { summariseForSecretariat } from '../../../shared/report/secretariat-digest.ts';
import type { SecretariatInput } from '../../../shared/report/secretariat-facts.ts';
import { renderSecretariatHtml } from '../../../shared/report/secretariat-html.tsx';
import { renderSecretariatText } from '../../../shared/report/secretariat-text.ts';
import { RECEIPT_CODE_BYTES, receiptCodeOf } from '../../../shared/round/codes.ts';
import { isJudged, parseRoundId, type Round, RoundId } from '../../../shared/round/round.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type PlannedMail, planMails } from '../../../shared/schedule/planner.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { enclosePapers, missingPapers, PAPER_LOOKS } from '../../../shared/steps/digest-papers.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { loadHeadquartersInput } from '../../../shared/steps/headquarters-input.ts';
import { headquartersMembers } from '../../../shared/steps/headquarters-members.ts';
import { type City, loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { plannedMailId, releasedMailId } from '../../../shared/steps/mail-ids.ts';
import { hashText } from '../../../shared/steps/past-digest.ts';
import { prepareMail } from '../../../shared/steps/prepare-mail.ts';
import { loadProgressBookInput } from '../../../shared/steps/progress-book-input.ts';
import { loadSecretariatInput } from './secretariat-input.ts';

export interface SendDigestDependencies {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly clock: Clock;
  readonly writeBook: Press['writeBook'];
  readonly log: Log;
}

export type SendDigestOutcome = {
  readonly outcome:
    | 'drafted'
    | 'reminded'
    | 'reported'
    | 'sent'
    | 'already-done'
    | 'no-such-round'
    | 'nothing-to-do';
  readonly mails: number;
};

interface Sending {
  readonly id: string;
  readonly kind: MailRecord['kind'];
  readonly step: string;
  readonly to: readonly string[];
  readonly content: MailText;
  readonly attachments?: readonly MessageAttachment[];
  readonly receiptCode: string | null;
  readonly scheduledAt: Instant | null;
  readonly why: string;
}

/** What goes along with the secretariat's digest, and what is said of it. */
interface Enclosed {
  readonly words: string | null;
  readonly attachments: readonly MessageAttachment[];
}

const NOT_ENCLOSED: Enclosed = { words: null, attachments: [] };

const WEEK_WORDS = {
  enclosed: '添付　事務局週次（Excel）：受付状況、見直し判断と、今の進捗管理表',
  missing: '添付できなかった資料　事務局週次（Excel）（作成できなかったため）',
};

/** Whether a digest is the one of the week, and not one of the days around the due date. */
function isWeekly({ rules, calendar }: City, at: Instant): boolean {
  const date = tokyoDate(at);
  const weekday = date.add({ days: rules.secretariat.weekday - date.dayOfWeek });
  return calendar.onOrAfter(weekday).equals(date);
}

/** `R8第1四半期_事務局週次_20260706.xlsx` */
function weekFile({ round, date }: SecretariatInput): Pick<MessageAttachment, 'name' | 'mediaType'> {
  const { ending, mediaType } = PAPER_LOOKS.workbook;
  const day = date.toString().replaceAll('-', '');
  return { name: `${quarterShort(parseRoundId(round).quarter)}_事務局週次_${day}.${ending}`, mediaType };
}

/**
 * Makes the headquarters' page as a draft for the secretariat, reminds them of it, sends it on once they have
 * released it, and mails the secretariat its own digest. Nothing goes to the headquarters unreviewed (decision 19).
 */
export function createSendDigest({ store, workshop, clock, writeBook, log }: SendDigestDependencies) {
  async function send(
    round: Round,
    city: City,
    mail: Sending,
    also: { writes?: readonly Write[]; events?: readonly OutboxEvent[] } = {},
  ): Promise<void> {
    const at = clock();
    const { id, kind, step, to, content, attachments = [], receiptCode, scheduledAt } = mail;
    const prepared = await prepareMail(workshop, {
      id,
      plan: round.plan,
      round: round.id,
      department: null,
      kind,
      step,
      to,
      cc: [],
      content,
      manifest: null,
      form: null,
      attachments,
      receiptCode,
      version: null,
      rulesVersion: round.rulesVersion,
      scheduledAt,
      expiresAt: null,
      at,
      inReplyTo: null,
      wording: wordingOf(city),
    });
    const code: Write[] =
      receiptCode === null
        ? []
        : [{ kind: 'receiptCode', value: { code: receiptCode, mail: id }, expected: null }];
    // A conflict means that another delivery of the same event has just written this mail.
    await store.commit({
      writes: [...(also.writes ?? []), ...code, ...prepared.writes],
      audit: [
        {
          at: isoUtc(at),
          cause: id,
          actor: 'schedule',
          what: `${kind}.sent`,
          subject: `${round.id}/${step}`,
          before: null,
          after: mail.why,
        },
      ],
      events: [prepared.event, ...(also.events ?? [])],
    });
  }

  async function latestDigest(round: Round) {
    const digests = await store.list('digest', { plan: round.plan, round: round.id });
    return digests.toSorted((a, b) => b.value.version - a.value.version)[0] ?? null;
  }

  async function coverOf(
    page: HeadquartersPage,
    city: City,
    at: Instant,
    receiptCode: string,
    remindsOf: Instant | null,
    missing: readonly string[],
  ): Promise<MailText> {
    const members = await headquartersMembers(store, city.directory, at);
    // How a draft is released is asked when it is, so the rules in force count and not those the round opened with.
    const rules = await store.loadDocument('rules', city.plan.id);
    return composeDraftCover({
      page,
      recipients: members.length,
      receiptCode,
      remindsOf: remindsOf ? tokyoDate(remindsOf) : null,
      missing,
      releaseSteps: (rules?.document ?? city.rules).releaseSteps,
    });
  }

  async function draft(round: Round, city: City, mail: PlannedMail): Promise<SendDigestOutcome> {
    if (await latestDigest(round)) return { outcome: 'already-done', mails: 0 };
    const page = summariseForHeadquarters(
      await loadHeadquartersInput(store, city, round, tokyoDate(mail.at)),
    );
    const receiptCode = receiptCodeOf(workshop.random(RECEIPT_CODE_BYTES));
    const record: DigestRecord = {
      plan: round.plan,
      round: round.id,
      version: 1,
      madeAt: isoUtc(clock()),
      reworded: null,
      state: 'draft',
      releasedBy: null,
      releasedAt: null,
      page: JSON.stringify(page),
      subject: page.subject,
      pins: {
        planVersion: city.planVersion,
        rulesVersion: city.rulesVersion,
        directoryVersion: city.directoryVersion,
        textSha256: hashText(renderHeadquartersText(page)),
      },
      notes: [],
    };
    const content = await coverOf(page, city, mail.at, receiptCode, null, []);
    const { kind, step, to, why, at } = mail;
    await send(
      round,
      city,
      { id: plannedMailId(round.plan, mail, at), kind, step, to, content, receiptCode, scheduledAt: at, why },
      {
        writes: [{ kind: 'digest', value: record, expected: null }],
        events: [
          {
            id: `digest-drafted/${round.plan}/${round.id}/${record.version}`,
            type: 'digest-drafted.v1',
            city: workshop.city,
            at: record.madeAt,
            data: { plan: round.plan, round: round.id, version: record.version },
          },
        ],
      },
    );
    return { outcome: 'drafted', mails: 1 };
  }

  async function remindOfRelease(round: Round, city: City, mail: PlannedMail): Promise<SendDigestOutcome> {
    const digest = await latestDigest(round);
    if (digest?.value.state !== 'draft') return { outcome: 'nothing-to-do', mails: 0 };
    const page = HeadquartersPage.parse(JSON.parse(digest.value.page));
    const receiptCode = receiptCodeOf(workshop.random(RECEIPT_CODE_BYTES));
    const missing = await missingPapers(store, digest.value);
    const madeAt = instantOf(digest.value.madeAt);
    const content = await coverOf(page, city, mail.at, receiptCode, madeAt, missing);
    const { kind, step, to, why, at } = mail;
    const id = plannedMailId(round.plan, mail, at);
    if (await store.get('mail', { id })) return { outcome: 'already-done', mails: 0 };
    await send(round, city, { id, kind, step, to, content, receiptCode, scheduledAt: at, why });
    return { outcome: 'reminded', mails: 1 };
  }

  async function report(round: Round, city: City, mail: PlannedMail): Promise<SendDigestOutcome> {
    const { kind, step, to, why, at } = mail;
    const id = plannedMailId(round.plan, mail, null);
    if (await store.get('mail', { id })) return { outcome: 'already-done', mails: 0 };
    const input = await loadSecretariatInput(store, city, round, at, workshop.settings.webOrigin);
    const enclosed = isWeekly(city, at) ? await encloseWeek(round, city, input, at) : NOT_ENCLOSED;
    const digest = summariseForSecretariat(input, enclosed.words);
    const content = {
      subject: digest.subject,
      text: renderSecretariatText(digest),
      html: renderSecretariatHtml(digest),
    };
    const { attachments } = enclosed;
    await send(round, city, {
      id,
      kind,
      step,
      to,
      content,
      attachments,
      receiptCode: null,
      scheduledAt: at,
      why,
    });
    return { outcome: 'reported', mails: 1 };
  }

  /** The workbook of the week. One that cannot be made holds the digest up no more than a paper of a draft does. */
  async function encloseWeek(
    round: Round,
    city: City,
    input: SecretariatInput,
    at: Instant,
  ): Promise<Enclosed> {
    try {
      const span = { date: tokyoDate(at), until: at };
      const parts = isJudged(round.id) ? await loadProgressBookInput(store, city, round, span) : null;
      const progress =
        parts && summariseProgressBook({ page: summariseForHeadquarters(parts.facts), ...parts });
      const bytes = await writeBook(summariseSecretariatBook(input, progress));
      return { words: WEEK_WORDS.enclosed, attachments: [{ ...weekFile(input), bytes }] };
    } catch (error) {
      log.error('workbook.failed', { round: round.id, error });
      return { words: WEEK_WORDS.missing, attachments: [] };
    }
  }

  async function onStep(event: StepFellDueV1['data']): Promise<SendDigestOutcome> {
    const opened = await store.get('round', { plan: event.plan, id: RoundId.parse(event.round) });
    if (!opened) return { outcome: 'no-such-round', mails: 0 };
    const round = opened.value;
    const city = await loadCity(store, event.plan, round);
    const at = instantOf(event.scheduledAt);
    const planned = planMails(await loadWorld(store, city, event.plan), at, at).find(
      (mail) => mail.round === round.id && mail.step === event.step,
    );
    if (!planned) return { outcome: 'nothing-to-do', mails: 0 };
    switch (planned.kind) {
      case 'digest':
        return draft(round, city, planned);
      case 'notice':
        return remindOfRelease(round, city, planned);
      default:
        return report(round, city, planned);
    }
  }

  /** One mail for each member, so that what becomes of it is known for each. */
  async function onReleased({
    plan,
    round: id,
    version,
  }: DigestReleasedV1['data']): Promise<SendDigestOutcome> {
    const opened = await store.get('round', { plan, id: RoundId.parse(id) });
    const digest = await store.get('digest', { plan, round: id, version });
    if (!opened || !digest) return { outcome: 'no-such-round', mails: 0 };
    if (digest.value.state === 'sent') return { outcome: 'already-done', mails: 0 };
    const round = opened.value;
    const city = await loadCity(store, plan, round);
    const page = HeadquartersPage.parse(JSON.parse(digest.value.page));
    const { enclosures, attachments } = await enclosePapers(
      { store, objects: workshop.objects },
      digest.value,
    );
    const content = {
      subject: page.subject,
      text: renderHeadquartersText(page, enclosures),
      html: renderHeadquartersHtml(page, enclosures),
    };
    const members = await headquartersMembers(store, city.directory, clock());
    await eachInTurn(members, async ({ id: member, address }) => {
      const mailId = releasedMailId(plan, round.id, version, member);
      if (await store.get('mail', { id: mailId })) return;
      const why = '本部資料が発信されたため、本部員に送ります。';
      await send(round, city, {
        id: mailId,
        kind: 'digest',
        step: 'digest',
        to: [address],
        content,
        attachments,
        receiptCode: null,
        scheduledAt: null,
        why,
      });
    });
    const audit = {
      at: isoUtc(clock()),
      cause: `digest/${plan}/${round.id}/${version}`,
      actor: 'release',
      what: 'digest.sent',
      subject: round.id,
      before: 'released',
      after: `${members.length}`,
    };
    await store.commit({
      writes: [{ kind: 'digest', value: { ...digest.value, state: 'sent' }, expected: digest.revision }],
      audit: [audit],
      events: [],
    });
    return { outcome: 'sent', mails: members.length };
  }

  return { onStep, onReleased };
}

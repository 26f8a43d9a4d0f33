import { atTokyo, instantOf, isoTokyo, isoUtc, tokyoDate } from '../../shared/calendar/time.ts';
import type { Store } from '../../shared/ports.ts';
import type { MailRecord } from '../../shared/records.ts';
import { type PlannedMail, planMails } from '../../shared/schedule/planner.ts';
import { listMails } from '../../shared/steps/list-mails.ts';
import { loadCity, loadWorld } from '../../shared/steps/load-city.ts';
import { MASKED_CODE, renderPlanned } from '../../shared/steps/render-planned.ts';

export interface PreviewCheck {
  /** Planned mails looked at. */
  readonly compared: number;
  /** What was sent and not previewed, previewed and not sent, or different in any character. */
  readonly differences: string[];
}

/**
 * Compares what was really sent with what the planner says of the same time, mail by mail and, for mails to
 * departments, character by character with key and code masked (decision 15).
 */
export async function checkPreview(store: Store, plan: string): Promise<PreviewCheck> {
  const city = await loadCity(store, plan);
  const world = await loadWorld(store, city, plan, 'all');
  const sent = (await listMails(store)).filter(
    ({ scheduledAt, state }) => scheduledAt !== null && state !== 'dropped',
  );
  const first = sent[0]?.scheduledAt;
  const last = sent.reduce<string | null>(
    (latest, { scheduledAt }) =>
      scheduledAt !== null && (latest === null || scheduledAt > latest) ? scheduledAt : latest,
    null,
  );
  if (!first || last === null) return { compared: 0, differences: ['nothing was sent'] };
  const planned = planMails(world, atTokyo(tokyoDate(instantOf(first)), '00:00'), instantOf(last));
  const records = new Map(sent.map((record) => [identityOfRecord(record), record]));
  const differences: string[] = [];
  for (const mail of planned) {
    const identity = identityOf(mail);
    const record = records.get(identity);
    records.delete(identity);
    if (!record) differences.push(`previewed but not sent: ${identity}`);
    else if (mail.department !== null)
      differences.push(...(await compareText({ store, city, world, planId: plan }, mail, record)));
  }
  differences.push(...[...records.keys()].map((identity) => `sent but not previewed: ${identity}`));
  return { compared: planned.length, differences };
}

function identityOf({ at, kind, step, round, department, to, cc }: PlannedMail): string {
  return [isoTokyo(at), kind, step, round, department ?? '-', to.join(','), cc.join(',')].join(' ');
}

function identityOfRecord({ scheduledAt, kind, step, round, department, to, cc }: MailRecord): string {
  return [
    isoTokyo(instantOf(scheduledAt ?? isoUtc(instantOf('1970-01-01T00:00:00Z')))),
    kind,
    step,
    round,
    department ?? '-',
    to.join(','),
    cc.join(','),
  ].join(' ');
}

async function compareText(
  facts: Parameters<typeof renderPlanned>[0],
  mail: PlannedMail,
  record: MailRecord,
): Promise<string[]> {
  const { content, sheet } = await renderPlanned(facts, mail, MASKED_CODE);
  const masked = (text: string) =>
    record.receiptCode === null ? text : text.replaceAll(record.receiptCode, MASKED_CODE);
  const same = content.subject === masked(record.subject) && content.text === masked(record.text);
  const sameForm = (sheet === null) === (record.formKey === null);
  return [
    ...(same ? [] : [`text differs: ${identityOf(mail)}`]),
    ...(sameForm ? [] : [`one has an attached form, the other not: ${identityOf(mail)}`]),
  ];
}

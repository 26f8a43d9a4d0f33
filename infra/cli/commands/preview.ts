import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIL_KIND_WORDS } from '../../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { atTokyo, dateOf, isoTokyo, type PlainDate, Temporal } from '../../../shared/calendar/time.ts';
import { type PlannedMail, planAbsences, planMails } from '../../../shared/schedule/planner.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';
import { attachmentNames, MASKED_CODE, renderPlanned } from '../../../shared/steps/render-planned.ts';
import { seedSampleCity } from '../../local/seed.ts';
import { LOCAL } from '../../local/settings.ts';
import { type CityNames, namesOf } from '../city-names.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { hostFor, placeOf, type Session, withSession } from '../session.ts';

/** A planned mail with its words, where they were asked for and can be told before the day. */
interface Previewed {
  readonly mail: PlannedMail;
  readonly content: { readonly subject: string; readonly text: string } | null;
  /** The name of the form attached, if any. */
  readonly attachments: readonly string[];
}

interface Preview {
  readonly mails: readonly Previewed[];
  /** Of each department that nothing reaches, a sentence that says so. */
  readonly unreached: readonly string[];
  readonly names: CityNames;
}

interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

export const runPreview: Run = async (given, terminal) => {
  const span = spanOf(given);
  const preview = (await previewStored(given, span)) ?? (await previewSample(given, span, terminal));
  for (const sentence of preview.unreached) terminal.warn(sentence);
  if (given.flag('json'))
    terminal.printJson(preview.mails.map((entry) => viewOf(entry, preview.names, given.flag('render'))));
  else printPreview(preview, span, given, terminal);
  return 0;
};

/** Tokyo days, both included. */
function spanOf(given: Given): Span {
  const from = dayOf(given, 'from');
  const to = dayOf(given, 'to');
  if (Temporal.PlainDate.compare(from, to) <= 0) return { from, to };
  throw new Refusal(
    `--from（${from}）が --to（${to}）より後なので、--to は --from と同じ日か後の日にしてください。`,
  );
}

function dayOf(given: Given, option: 'from' | 'to'): PlainDate {
  const text = given.text(option) ?? '';
  const refusal = new Refusal(
    `--${option} の「${text}」は日付として読めないので、2026-04-01 のように書いてください。`,
  );
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw refusal;
  try {
    return dateOf(text);
  } catch {
    throw refusal;
  }
}

/** Null where the data folder holds no plan yet; a deployed stage has no sample to show instead. */
async function previewStored(given: Given, span: Span): Promise<Preview | null> {
  const place = placeOf(given);
  if (place.kind === 'folder' && !place.exists) return null;
  return withSession(given, async (session) => {
    const isMissing = (await session.store.loadDocument('plan', session.plan)) === null;
    if (!isMissing) return previewOf(session, span, given.flag('render'));
    if (place.kind === 'folder' && given.text('plan') === null) return null;
    throw new Refusal(
      `計画「${session.plan}」は取り込まれていないので、--plan を省くか、「plan import」で取り込んでください。`,
    );
  });
}

/** The sample city in a folder of its own, so that looking ahead changes nothing. */
async function previewSample(given: Given, span: Span, terminal: Terminal): Promise<Preview> {
  terminal.warn('データのフォルダーにまだ計画がないため、見本の市の予定を示します。');
  const folder = mkdtempSync(join(tmpdir(), 'shinchoku-preview-'));
  try {
    return await hostFor(folder, async (session) => {
      await seedSampleCity({ store: session.store, now: session.clock });
      return previewOf({ ...session, plan: LOCAL.plan }, span, given.flag('render'));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function previewOf(
  { store, plan }: Pick<Session, 'store' | 'plan'>,
  { from, to }: Span,
  render: boolean,
): Promise<Preview> {
  const city = await loadCity(store, plan);
  const world = await loadWorld(store, city, plan, 'all');
  const [begin, end] = [atTokyo(from, '00:00'), atTokyo(to, '23:59:59')];
  const mails = planMails(world, begin, end);
  const unreached = planAbsences(world, begin, end).filter(
    ({ reason }) => reason === 'no-address' || reason === 'no-approver' || reason === 'undeliverable',
  );
  const previewed: Previewed[] = [];
  for (const mail of mails) {
    // What goes to the secretariat is made from that day's answers, so that nobody can tell it now.
    const isTellable = render && mail.department !== null;
    const rendered = isTellable
      ? await renderPlanned({ store, city, world, planId: plan }, mail, MASKED_CODE)
      : null;
    previewed.push({
      mail,
      content: rendered?.content ?? null,
      attachments: rendered === null ? [] : attachmentNames(rendered),
    });
  }
  const sentences = new Set(unreached.map(({ why }) => why));
  return { mails: previewed, unreached: [...sentences], names: namesOf(city) };
}

function viewOf({ mail, content, attachments }: Previewed, names: CityNames, render: boolean) {
  const { at, to, cc, kind, step, round, department, initiatives, why } = mail;
  return {
    at: isoTokyo(at),
    to,
    cc,
    kind,
    step,
    round,
    department: department === null ? null : names.departmentCode(department),
    initiatives: initiatives.map(names.initiativeCode),
    why,
    ...(render ? { subject: content?.subject ?? null, text: content?.text ?? null, attachments } : {}),
  };
}

function printPreview({ mails, names }: Preview, { from, to }: Span, given: Given, terminal: Terminal): void {
  for (const { mail, content, attachments } of mails) {
    const { at, to: addresses, cc, kind, round, department, initiatives, why } = mail;
    const whom = department === null ? '事務局' : names.departmentName(department);
    const count = initiatives.length > 0 ? `　${initiatives.length}件` : '';
    terminal.print(`${shortDateTime(at)}　${MAIL_KIND_WORDS[kind]}　${whom}　${roundName(round)}${count}`);
    terminal.print(`　宛先 ${addresses.join('、')}${cc.length > 0 ? `　写し ${cc.join('、')}` : ''}`);
    terminal.print(`　理由 ${why}`);
    if (!given.flag('render')) continue;
    if (attachments.length > 0) terminal.print(`　添付 ${attachments.join('、')}`);
    terminal.print(content ? `　件名 ${content.subject}\n` : '　（内容は、その日の状況から作ります。）');
    if (content) terminal.print(`${content.text.replaceAll(/^(?=.)/gmu, '　　')}\n`);
  }
  const departments = new Set(mails.flatMap(({ mail }) => mail.department ?? []));
  const others = mails.filter(({ mail }) => mail.department === null).length;
  terminal.print(
    `${from}から${to}まで　合計${mails.length}通（${departments.size}部署に${mails.length - others}通、事務局に${others}通）`,
  );
}

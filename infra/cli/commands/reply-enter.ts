import { readFileSync } from 'node:fs';
import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { atTokyo, type Instant, instantOf, Temporal } from '../../../shared/calendar/time.ts';
import type { Department } from '../../../shared/plan/directory.ts';
import { decodeJapanese } from '../../../shared/reply/decode-japanese.ts';
import type { Reading } from '../../../shared/reply/reading.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import {
  createManualEntries,
  type EntryRefusal,
  isClear,
  type ManualEntry,
  readEntry,
} from '../../../shared/steps/answers/manual-entry.ts';
import { loadAskedForm } from '../../../shared/steps/answers/open-request.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { nameGiven, shortId, wordsGiven } from '../held-mails.ts';
import { printable } from '../printable.ts';
import { departmentGiven, readInputFile, requiredRound } from '../read-input.ts';
import { readingLines, readingView } from '../reading-views.ts';
import { type Session, withSession } from '../session.ts';

const STDIN = 0;

/** Enters an answer given by phone or on paper: shows what is understood, and with `--yes` stores it. */
export const runReplyEnter: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const by = nameGiven(given);
  const via = viaGiven(given);
  const text = textGiven(given);
  const { entry, department, reading, entered, follows } = await withSession(given, async (session) => {
    const named = await requiredDepartment(given, session);
    const typed: ManualEntry = {
      request: { round, department: named.id },
      via,
      page: null,
      by,
      saidAt: saidAtGiven(given, session.clock()),
      text,
      reason: wordsGiven(given, 'reason'),
      approvedBy: wordsGiven(given, 'approved-by'),
      isPartial: given.flag('partial'),
    };
    const form = await loadAskedForm(session.store, { plan: session.plan, round, department: named.id });
    if (!form) throw new Refusal(refusalOf({ why: 'not-asked' }, round, named));
    const understood = { entry: typed, department: named, reading: readEntry(form, typed) };
    if (!given.flag('yes')) return { ...understood, entered: null, follows: null };
    const outcome = await createManualEntries(session).enter(typed);
    if (outcome.outcome === 'refused') throw new Refusal(refusalOf(outcome, round, named));
    return { ...understood, entered: outcome, follows: await session.settle() };
  });
  if (given.flag('json')) {
    const view = readingView(reading, ({ subject, number, initiative }) => ({
      initiative,
      kpi: number ? subject : null,
    }));
    const stored = entered && { id: entered.id, changes: entered.changes, mailedTo: entered.mailedTo };
    terminal.printJson({ round, department: department.code, via, by, reading: view, entered: stored });
  } else {
    terminal.print(`${round}　${department.name}　${VIA_WORDS[via]}　${shortDateTime(entry.saidAt)}`);
    for (const line of readingLines(reading)) terminal.print(printable(line));
    if (entered === null) for (const line of nextStep(reading)) terminal.print(line);
    else {
      terminal.print(`登録しました（${by}、番号 ${shortId(entered.id)}）。`);
      for (const { anchor, label, before, after } of entered.changes)
        terminal.print(printable(`　【${anchor}】${label}：${before} → ${after}`));
      terminal.print(
        entered.mailedTo.length > 0
          ? `　受付のメールを送る先　${entered.mailedTo.join('、')}`
          : '　登録された宛先がないため、受付のメールは送りません。',
      );
    }
  }
  if (follows !== null) terminal.warn(follows);
  return 0;
};

const VIA_WORDS = { phone: '電話', paper: '書面' } as const;

function nextStep(reading: Reading): string[] {
  if (reading.fields.length === 0 && reading.command === null)
    return [
      'まだ登録していません。登録できる回答がないので、「【1-B】32」のように番号を付けて書いてください。',
    ];
  return isClear(reading)
    ? ['まだ登録していません。これでよければ、--yes を付けてもう一度実行してください。']
    : [
        'まだ登録していません。「確認」と「読めない行」を直すか、読めたものだけを登録するなら --yes --partial を付けてください。',
      ];
}

function refusalOf(refusal: EntryRefusal, round: RoundId, { name }: Department): string {
  switch (refusal.why) {
    case 'not-asked':
      return `${name}への ${round} の照会はないので、--round と --department を確かめてください。`;
    case 'nothing-to-store':
      return '新しく登録できる回答がないので（番号がないか、同じ値か、より新しい回答があります）、「【1-B】32」のように書いてください。';
    case 'not-clear':
      return '読み取れない行があるので、--yes を付けずに実行して確かめ、直すか、読めたものだけを登録するなら --partial を付けてください。';
    case 'reason-needed':
      return `${round} は締切後なので、訂正の理由を --reason に書いてください。`;
    case 'changed-meanwhile':
      return '同じ行にほかの回答が入ったので、いまの回答を確かめてから、もう一度実行してください。';
    case 'entered-before':
      return '同じ内容がすでに登録されているので、もう一度の登録はしませんでした。';
    case 'busy':
      return '同じ照会が同時に別の操作で変わり続けたので、少し待ってもう一度実行してください。';
  }
}

async function requiredDepartment(given: Given, session: Session): Promise<Department> {
  const department = await departmentGiven(given, session);
  if (department) return department;
  throw new Refusal('--department に部署の番号か名前を書いてください。');
}

function viaGiven(given: Given): 'phone' | 'paper' {
  const text = given.text('via');
  if (text === 'phone' || text === 'paper') return text;
  throw new Refusal(`--via の「${text ?? ''}」は、phone（電話）か paper（書面）にしてください。`);
}

/** The text as typed, in whatever encoding the office's editor saved it. */
function textGiven({ files: [file = '-'] }: Given): string {
  const bytes = file === '-' ? readFileSync(STDIN) : readInputFile(file);
  return decodeJapanese(bytes, null).text;
}

/** `2026-07-14`, `2026-07-14T10:30` (both Tokyo) or an instant with its offset; the present where it was left out. */
function saidAtGiven(given: Given, now: Instant): Instant {
  const text = given.text('at');
  if (text === null) return now;
  const at = instantIn(text.replace(' ', 'T'));
  if (!at)
    throw new Refusal(`--at の「${text}」は日時ではないので、2026-07-14T10:30 のように書いてください。`);
  if (Temporal.Instant.compare(at, now) > 0)
    throw new Refusal(`--at の「${text}」はまだ来ていない日時なので、うかがった日時を書いてください。`);
  return at;
}

function instantIn(text: string): Instant | null {
  try {
    if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return instantOf(text);
    const { year, month, day, hour, minute } = Temporal.PlainDateTime.from(text);
    const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    return atTokyo(Temporal.PlainDate.from({ year, month, day }), time);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

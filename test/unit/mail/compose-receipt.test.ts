import { describe, expect, it } from 'vitest';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import {
  composeHeldNotice,
  composeHelp,
  composeReleased,
  type ReleaseOutcome,
} from '../../../shared/mail/compose-notices.ts';
import {
  type CommandOutcome,
  composeReceipt,
  type ReceiptInput,
} from '../../../shared/mail/compose-receipt.ts';
import type { Judgement } from '../../../shared/progress/judgement.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import type { ReadField } from '../../../shared/reply/reading.ts';
import type { FieldValue } from '../../../shared/round/submission.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { aMail, quotedWith } from '../../support/replies.ts';
import { aForm, CODE, fieldAt, WORDING } from './small-form.ts';

function read(anchor: string, value: FieldValue, parts: Partial<ReadField> = {}): ReadField {
  const field = fieldAt(anchor);
  const unit = field.number?.unit ?? null;
  return { field, value, unit, raw: String(value), confidence: 'high', reason: null, echo: null, ...parts };
}

const behind: Judgement = {
  status: 'at-risk',
  rule: '5',
  reason:
    '基準20台からの増加：計画15台に対し12台（80％、判定基準5）。目標60台まで、残り3四半期であと28台です。',
  ratio: 0.8,
  planned: 35,
  attainment: null,
  requiredPace: null,
  outlook: null,
  tags: [],
};

const TABLETS = [
  read('1-A', '実施中'),
  read('1-B', 32),
  read('1-C', '試行2課で端末の操作研修を実施'),
  read('1-D', '順調'),
];
const OUTSOURCING = [read('2-A', '実施中'), read('2-B', '対象を選定中'), read('2-C', '順調')];

/** A receipt of everything, unless told otherwise. */
function compose(parts: Partial<ReceiptInput> = {}) {
  return composeReceipt({
    round: '2026Q1',
    receiptCode: CODE,
    manifest: aForm().manifest,
    stored: [...TABLETS, ...OUTSOURCING],
    outdated: [],
    ambiguous: [],
    notUnderstood: [],
    blank: [],
    comment: null,
    command: null,
    judgements: new Map(),
    names: new Map(),
    ratingGaps: [],
    answered: 2,
    total: 2,
    ignoredAttachments: [],
    fromForm: false,
    waitsFor: null,
    afterFreeze: false,
    origin: 'reply',
    adoptedFor: null,
    askWhetherYours: false,
    wording: WORDING,
    ...parts,
  });
}

const half: Partial<ReceiptInput> = {
  stored: TABLETS,
  ambiguous: [{ field: fieldAt('2-A'), raw: '【2-A】ほぼ済、一部延期', reason: 'two-values' }],
  blank: [fieldAt('2-B'), fieldAt('2-C')],
  judgements: new Map([['kpi-tablets', behind]]),
  answered: 1,
};

const unwrapped = (text: string) => text.replace(/\n　*/g, '');

describe('the receipt of half an answer', () => {
  it('says in the subject how much of it is there', () => {
    expect(compose(half).subject).toBe('【受付】推進プラン進捗 R8第1四半期 2件中1件［K7F3-9Q2M］');
  });

  it('says what was read, what was not and why, and asks for the rest', () => {
    expect(compose(half).text).toBe(`回答を受け付けました。次のとおり読み取りました。
違うところは、その行だけを書いて返信してください。

■1 現場に持ち出せるタブレット端末の配備
予定の状況　実施中
実績値　32台（前回20台から12台増）
計画との比較（自動計算）　やや遅れ
　基準20台からの増加：計画15台に対し12台（80％、判定基準
　5）。目標60台まで、残り3四半期であと28台です。
取組内容・課題　試行2課で端末の操作研修を実施
所管課の評価　順調

■2 包括管理委託導入の検討　確認が必要な行があります
　受け取った行　「【2-A】ほぼ済、一部延期」
　理由　二つの答えがあります。一つにしてください。
　例　【2-A】予定の状況：済
【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：
まだ空いている行
【2-B】取組内容・課題（2行程度）：
【2-C】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：

【受付番号 K7F3-9Q2M】
【おわり】ここより下は読み取りません

推進本部事務局（企画課）内線 0000
`);
  });

  it('asks no line twice, though it is doubtful and blank at once', () => {
    const { text } = compose({ ...half, blank: [fieldAt('2-A'), fieldAt('2-B')] });
    expect(text.match(/^【2-A】/gm)).toHaveLength(1);
  });

  it('keeps its lines within thirty full-width characters', () => {
    const wide = compose(half)
      .text.split('\n')
      .filter((line) => widthOf(line) > (line.startsWith('【') ? 31 : 30));
    expect(wide).toEqual([]);
  });

  it.each(['> ', '＞', ''])('sent back untouched and quoted with "%s" answers nothing', (mark) => {
    const { text } = compose(half);
    const reading = readReply({
      mail: aMail(quotedWith(mark, text)),
      manifest: aForm().manifest,
      sentText: text,
      receivedAt: instantOf('2026-07-10T10:00:00+09:00'),
    });
    expect([reading.fields, reading.ambiguous, reading.notUnderstood]).toEqual([[], [], []]);
  });

  it('sent back with the missing lines filled answers just those', () => {
    const { text } = compose(half);
    const answers: Record<string, string> = { '2-A': '実施中', '2-B': '候補を10施設に絞った', '2-C': '順調' };
    const filled = text.replace(
      /^【([^】]+)】.*：$/gm,
      (line, anchor: string) => line + (answers[anchor] ?? ''),
    );
    const reading = readReply({
      mail: aMail(quotedWith('> ', filled)),
      manifest: aForm().manifest,
      sentText: text,
      receivedAt: instantOf('2026-07-10T10:00:00+09:00'),
    });
    expect(Object.fromEntries(reading.fields.map(({ field, value }) => [field.anchor, value]))).toEqual(
      answers,
    );
  });
});

describe('the receipt of a whole answer', () => {
  it('says so and holds no form', () => {
    const { subject, text } = compose();
    expect(subject).toBe('【受付】推進プラン進捗 R8第1四半期 2件とも受け付けました［K7F3-9Q2M］');
    expect(unwrapped(text)).toContain('2件すべて回答を受け付けました。ありがとうございました。');
    expect(text).not.toMatch(/^【\d/m);
    expect(text).not.toContain('【おわり】');
    expect(text).not.toContain('まだ空いている行');
  });

  it.each([
    [1, '受け付けました'],
    [2, '2件とも受け付けました'],
    [3, '3件すべて受け付けました'],
  ])('of %i says: %s', (total, words) => {
    expect(compose({ answered: total, total }).subject).toContain(` ${words}［`);
  });

  it('does not ask for what is welcome but not needed', () => {
    expect(compose({ blank: [fieldAt('9-A')] }).text).not.toContain('【9-A】');
  });

  it('still asks about a doubtful line, within a form that ends', () => {
    const ambiguous = [{ field: fieldAt('1-B'), raw: '30か35', reason: 'two-values' as const }];
    const { text } = compose({ stored: OUTSOURCING, ambiguous, blank: [fieldAt('9-A')] });
    expect(text).toMatch(/^【1-B】実績値（台）：$/m);
    expect(text).toContain('【おわり】');
    expect(text).not.toContain('まだ空いている行');
  });
});

describe('a value', () => {
  const line = (value: number, previous: number | null) => {
    const field = fieldAt('1-B');
    const number = { unit: '台', kpiKind: 'level' as const, previous };
    const { text } = compose({ stored: [read('1-B', value, { field: { ...field, number } })] });
    return text.split('\n').find((candidate) => candidate.startsWith('実績値'));
  };

  it.each([
    [32, 20, '実績値　32台（前回20台から12台増）'],
    [18, 20, '実績値　18台（前回20台から2台減）'],
    [20, 20, '実績値　20台（前回と同じ）'],
    [0, 20, '実績値　0台（前回20台から20台減）'],
    [0.3, 0.1, '実績値　0.3台（前回0.1台から0.2台増）'],
    [1234, null, '実績値　1,234台'],
  ])('of %d after %s is said as: %s', (value, previous, said) => {
    expect(line(value, previous)).toBe(said);
  });

  it('of a running total is compared within the year, and with nothing at its beginning', () => {
    const total = (previousInYear: number | null) => {
      const number = { unit: '台', kpiKind: 'cumulative' as const, previous: 80, previousInYear };
      return compose({ stored: [read('1-B', 32, { field: { ...fieldAt('1-B'), number } })] }).text;
    };
    expect(total(null)).toContain('実績値　32台\n');
    expect(total(20)).toContain('実績値　32台（前回20台から12台増）');
  });

  it('is named where the section has several of its kind', () => {
    const manifest = aForm().manifest;
    const twin = { ...fieldAt('1-B'), anchor: '1-E', subject: 'kpi-users' };
    const { text } = compose({
      manifest: { ...manifest, fields: [...manifest.fields, twin] },
      stored: [read('1-B', 32)],
      blank: [twin],
      names: new Map([
        ['kpi-tablets', 'タブレット端末数'],
        ['kpi-users', '利用者数'],
      ]),
      answered: 1,
    });
    expect(text).toContain('実績値（タブレット端末数）　32台');
    expect(text).toContain('まだ空いている行\n　利用者数\n【1-E】実績値（台）：');
  });

  it('that was expressly withheld is said to be none', () => {
    expect(compose({ stored: [read('1-B', null)] }).text).toContain('実績値　値なし');
  });

  it('that was converted is said as it was understood', () => {
    const echo = '1,200千円を1,200,000円と読みました。';
    expect(compose({ stored: [read('1-B', 32, { echo })] }).text).toContain(`　${echo}`);
  });

  it('that looks wrong is kept, said to be kept, and asked about', () => {
    const stored = [read('1-B', 320, { confidence: 'low', reason: 'ten-times-off' })];
    const { text } = compose({ stored });
    expect(text).toContain('■1 現場に持ち出せるタブレット端末の配備');
    expect(unwrapped(text)).toContain('確認が必要な行があります');
    expect(unwrapped(text)).toContain(
      'この値を預かりました。前回と桁が違います。違うときだけ書き直してください。',
    );
  });

  it('of the final round is compared with the plan as well', () => {
    const field = { ...fieldAt('1-B'), kind: 'final' as const, label: '確定した実績値（台）' };
    const judgements = new Map([['kpi-tablets', behind]]);
    const { text } = compose({ round: '2026Q4F', stored: [read('1-B', 32, { field })], judgements });
    expect(text).toContain('確定した実績値　32台');
    expect(text).toContain('計画との比較（自動計算）　やや遅れ');
  });

  it('in several lines is said in one run', () => {
    expect(compose({ stored: [read('1-C', '研修を実施\n  2課で試行')] }).text).toContain(
      '取組内容・課題　研修を実施 2課で試行',
    );
  });
});

describe('a rating better than the comparison', () => {
  it('invites a remark at the line where it belongs', () => {
    const { text } = compose({ ratingGaps: ['1-C'] });
    expect(unwrapped(text)).toContain(
      '評価と計画との比較に差があります。補足があれば【1-C】に書いてください。',
    );
    expect(text.match(/差があります/g)).toHaveLength(1);
  });
});

describe('a short command', () => {
  const answer = (command: CommandOutcome) => {
    const { subject, text } = compose({ stored: [], command, answered: 0 });
    return { subject, text: unwrapped(text) };
  };

  it('to extend is answered with the new date', () => {
    const { subject, text } = answer({ kind: 'extended', until: dateOf('2026-07-24'), movedFrom: null });
    expect(subject).toBe('【受付】推進プラン進捗 R8第1四半期 期限の延長［K7F3-9Q2M］');
    expect(text).toContain('回答期限を令和8年7月24日（金）に延ばしました。');
  });

  it('to extend to a closed day says which day it became and why', () => {
    const moved = { kind: 'extended', until: dateOf('2026-07-21'), movedFrom: dateOf('2026-07-20') } as const;
    expect(answer(moved).text).toContain(
      '回答期限を令和8年7月21日（火）に延ばしました。7/20（月）は閉庁日のため、次の開庁日としました。',
    );
  });

  it('to extend too far is refused with the last day there is, ready to send back', () => {
    const refused = { kind: 'extension-refused', latest: dateOf('2026-07-29'), raw: '8/31' } as const;
    expect(answer(refused).text).toContain(
      '「8/31」までの延長はできません。資料の締切が7/29（水）のため、それまでの日付で「延期 7/29」のように返信してください。',
    );
  });

  it('to extend to no readable date is answered with an example', () => {
    const unclear = { kind: 'extension-unclear', raw: '来月', example: dateOf('2026-07-24') } as const;
    expect(answer(unclear).text).toContain(
      '「来月」の日付を読み取れませんでした。「延期 7/24」のように返信してください。',
    );
  });

  it.each<[CommandOutcome, string]>([
    [{ kind: 'nothing-to-report' }, 'この照会では、これ以上お尋ねしません。'],
    [{ kind: 'hand-over' }, '事務局が連絡先を確認します。回答の期限は変わりません。'],
    [{ kind: 'confirmed' }, '確認のお知らせを受け付けました。'],
    [{ kind: 'not-yours' }, 'このメールでは受け付けられません。事務局にお問い合わせください。'],
  ])('%o is told what came of it', (command, words) => {
    expect(answer(command).text).toContain(words);
  });
});

describe('what was not stored', () => {
  it('is quoted with the reason', () => {
    const notUnderstood = [{ line: '120 順調', reason: 'unanchored' as const }];
    const { text } = compose({ ...half, notUnderstood });
    expect(text).toContain('読み取れなかった行\n　「120 順調」\n');
    expect(unwrapped(text)).toContain('理由　どの行への答えか分かりません。');
  });

  it('because it was a comment is said to be read by people', () => {
    const { text } = compose({
      stored: [],
      comment: 'お世話になっております。\n資料は別途送ります。',
      answered: 0,
    });
    expect(unwrapped(text)).toContain('次の文は、事務局が読みます。「お世話になっております。」');
  });

  it('because nothing was written is said, with how to answer', () => {
    const { text } = compose({ stored: [], answered: 0, blank: aForm().manifest.fields });
    expect(unwrapped(text)).toContain('回答が書かれていませんでした。「：」の後ろに書いて返信してください。');
    expect(text).toMatch(/^【1-A】/m);
  });

  it('because it lay in an attachment is said', () => {
    expect(compose({ ignoredAttachments: ['実績.docx'] }).text).toContain(
      '添付ファイルは開いていません：実績.docx',
    );
  });
});

describe('after the freeze', () => {
  it('says that the secretariat looks at it before it counts', () => {
    expect(unwrapped(compose({ afterFreeze: true }).text)).toContain(
      '回答の締切を過ぎているため、訂正として預かり、事務局が確認してから反映します。',
    );
  });
});

describe('a sender who could not be proved', () => {
  it('is asked, at the registered address, whether it was them', () => {
    expect(unwrapped(compose({ askWhetherYours: true }).text)).toContain(
      'お心当たりがない場合は、事務局にお知らせください。',
    );
  });
});

describe('a reply that is held', () => {
  it('tells the sender that nobody has to do anything', () => {
    const held = composeHeldNotice({
      round: '2026Q1',
      receiptCode: CODE,
      toRegistered: false,
      wording: WORDING,
    });
    expect(held.subject).toBe('【受付】推進プラン進捗 R8第1四半期 事務局で確認します［K7F3-9Q2M］');
    expect(unwrapped(held.text)).toContain(
      '受け付けました。自動で読み取れない箇所があるため、事務局が確認します。返信の必要はありません。',
    );
  });

  it('from a stranger is told to the registered address, not to the stranger', () => {
    const held = composeHeldNotice({ round: null, receiptCode: null, toRegistered: true, wording: WORDING });
    expect(held.subject).toBe('【受付】推進プラン進捗 事務局で確認します');
    expect(unwrapped(held.text)).toContain('登録されていない差出人から、次の照会への返信が届きました。');
  });
});

describe('the other answers', () => {
  it('help a sender whose mail names no request', () => {
    expect(unwrapped(composeHelp(WORDING).text)).toContain(
      '回答は、照会のメールにそのまま返信してください。',
    );
  });

  it('tell the secretariat once how many got the paper, and later that it went already', () => {
    const released = (outcome: ReleaseOutcome) =>
      unwrapped(composeReleased({ round: '2026Q1', recipients: 12, wording: WORDING, outcome }).text);
    expect(released('released')).toContain('本部資料を推進本部の12名に送りました。');
    expect(released('already-released')).toContain('もう一度は送りません。');
    expect(released('confirmed')).toContain(
      '発信者が画面の「本部資料」で発信すると、推進本部の12名に送ります。',
    );
    expect(released('draft-changed')).toContain('概況が書き換えられたため、送っていません。');
  });

  it('never beg leave', () => {
    const texts = [compose(), compose(half), composeHelp(WORDING)].map(({ text }) => text);
    for (const text of texts) expect(text).not.toMatch(/させていただ/);
  });
});

describe('the receipt of an answer that a person let in', () => {
  it.each([
    ['phone', '電話でうかがった回答を、\n事務局が次のとおり記録しました。'],
    ['paper', '書面でいただいた回答を、\n事務局が次のとおり記録しました。'],
    ['checked', '保留していた返信を、\n事務局が確かめて登録しました。'],
  ] as const)('says how it came: %s', (origin, words) => {
    const { text } = compose({ origin });
    expect(text.startsWith(words)).toBe(true);
    expect(text).toContain('違うところは、その行だけを書いて返信してください。');
  });

  it('says that a correction after the freeze was adopted, and why', () => {
    const { text } = compose({ adoptedFor: '集計もれ' });
    expect(text).toContain('締切後の訂正を、事務局が採用しました。');
    expect(text).toContain('訂正の理由　集計もれ');
    expect(compose({ origin: 'phone', adoptedFor: '集計もれ' }).text).toContain(
      '締切後の訂正として扱います。',
    );
  });
});

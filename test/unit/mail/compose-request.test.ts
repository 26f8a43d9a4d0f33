import { describe, expect, it } from 'vitest';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import {
  composeEscalation,
  composeRequest,
  type RequestMailInput,
} from '../../../shared/mail/compose-request.ts';
import { bodyOf } from '../../../shared/mail/wording.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';
import { STANDARD_TEXTS } from '../../../shared/schedule/mail-texts.ts';
import { aDepartment } from '../../support/builders.ts';
import { notJis } from '../report/jis.ts';
import { aForm, CODE, WORDING } from './small-form.ts';

function compose(parts: Partial<RequestMailInput> = {}) {
  return composeRequest({
    round: '2026Q1',
    department: aDepartment(),
    receiptCode: CODE,
    form: aForm(),
    dueAt: instantOf('2026-07-14T17:00:00+09:00'),
    lastCallAt: instantOf('2026-07-22T12:00:00+09:00'),
    extensionExample: dateOf('2026-07-24'),
    days: null,
    hasAnswered: false,
    sentBack: null,
    total: 2,
    inquiry: null,
    hasSheet: false,
    hasDueDate: false,
    wording: WORDING,
    ...parts,
  });
}

/** The lines above the form, without the greeting. */
const openingOf = (text: string) => text.split('■')[0]?.split('\n').slice(2).join('\n').trim();

const body = aDepartment({ kind: 'body', headTitle: '農業委員会事務局長' });

describe('the request', () => {
  it('of round zero has the covering words the secretariat set, under its own mark', () => {
    const registration = { subject: '{計画} {回}の確認', opening: '{計画}の登録内容を\n確かめてください。' };
    const texts = { ...STANDARD_TEXTS, letters: { ...STANDARD_TEXTS.letters, registration } };
    const { subject, text } = compose({ round: '2026Q1Z', wording: { ...WORDING, texts } });
    expect(subject).toContain('【登録内容の確認 7/14（火）まで】推進プラン R8登録内容の確認［');
    expect(text).toContain('推進プランの登録内容を\n確かめてください。');
    const reminder = compose({ round: '2026Q1Z', days: -1, wording: { ...WORDING, texts } });
    expect(reminder.text).not.toContain('確かめてください。');
  });

  it('carries message and date in its subject, and the code at its end', () => {
    expect(compose().subject).toBe('【照会 7/14（火）まで】推進プラン進捗 R8第1四半期［K7F3-9Q2M］');
  });

  it('says what, by when and how, asks, and closes with the short commands', () => {
    expect(compose().text).toBe(`土木管理課長 様（担当者扱い）

推進プランの進行管理のため、令和8年度第1四半期
（4月から6月）の状況を照会します。

回答期限　7月14日（火）17時
回答方法　このメールにそのまま返信し、
　　　　　「：」の後ろに書いてください。
　　　　　全角、半角のどちらでも構いません。
対象　　　2件
【受付番号 K7F3-9Q2M】

■1 現場に持ち出せるタブレット端末の配備
今年度の予定　対象業務の見直し
【1-A】予定の状況（済・実施中・未着手・延期 から1つ）：
指標　タブレット端末数
目標 60台（令和8年度末）　計画 35台（6月末）　前回 20台
【1-B】実績値（台）：
【1-C】取組内容・課題（2行程度）：
【1-D】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：

■2 包括管理委託導入の検討
今年度の予定　対象施設の選定
【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：
数値目標はありません。
【2-B】取組内容・課題（2行程度）：
【2-C】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：

【9-A】回答者：
【9-B】課長確認（済・未 から1つ）：
【おわり】ここより下は読み取りません

実績値と取組内容は公表の対象です。
期限に間に合わないときは「延期 7/24」、
対象がないときは「該当なし」、
担当が変わったときは「担当変更」と返信してください。
画面で回答する場合
https://****/answer/****
推進本部事務局（企画課）内線 0000
`);
  });

  it('says what the secretariat has worded, around the facts and the form, in lines that are not wrapped', () => {
    const { letters } = STANDARD_TEXTS;
    const request = { subject: '{回}の照会（{計画}）', opening: '{四半期}（{期間}）です。\n{依頼}' };
    const texts = {
      greeting: 'お疲れさまです。',
      closing: 'お忙しいなか、よろしくお願いします。',
      contact: '{連絡先}',
      letters: { ...letters, request },
    };
    const { subject, text } = compose({ wording: { ...WORDING, texts } });
    expect(subject).toBe('【照会 7/14（火）まで】R8第1四半期の照会（推進プラン）［K7F3-9Q2M］');
    expect(text).toMatch(
      /^土木管理課長 様（担当者扱い）\n\nお疲れさまです。\n\n令和8年度第1四半期（4月から6月）です。\nを照会します。\n\n回答期限　7月14日（火）17時\n/,
    );
    expect(text).toContain(
      '担当変更」と返信してください。\n画面で回答する場合\nhttps://****/answer/****\nお忙しいなか、よろしくお願いします。\n推進本部事務局',
    );
    expect(notJis(text)).toEqual([]);
  });

  it('asks an independent body, which nobody instructs, and addresses its own head', () => {
    const { text } = compose({ department: body });
    expect(text).toContain('農業委員会事務局長 様（担当者扱い）');
    expect(text).toContain('の状況について、ご回答をお願いします。');
    expect(text).not.toContain('照会します');
  });

  it('for final values says that the accounts have closed', () => {
    const { subject, text } = compose({ round: '2026Q4F', dueAt: instantOf('2027-06-14T17:00:00+09:00') });
    expect(subject).toBe('【照会 6/14（月）まで】推進プラン進捗 R8確定値［K7F3-9Q2M］');
    expect(openingOf(text)).toContain('会計の出納が閉鎖されました。令和8年度確定値を照会します。');
  });

  it('for the handover says who will read it, and offers no commands', () => {
    const { subject, text } = compose({ round: '2026Q4H', dueAt: instantOf('2027-03-25T17:00:00+09:00') });
    expect(subject).toBe('【照会 3/25（木）まで】推進プラン進捗 R8引継ぎ［K7F3-9Q2M］');
    expect(openingOf(text)?.replaceAll('\n', '')).toContain('4月の照会で後任の方にお見せします。');
    expect(text).not.toContain('「延期');
  });
});

describe('the reminders', () => {
  const again = { form: aForm(['2-A', '2-B', '2-C']), hasAnswered: true };

  it('five days before: sent again, with what is still blank and nothing else', () => {
    const { subject, text } = compose({ ...again, days: -5 });
    expect(subject).toBe('【再送 7/14（火）まで】推進プラン進捗 R8第1四半期［K7F3-9Q2M］');
    expect(openingOf(text)).toBe(`令和8年度第1四半期の照会について、
まだ空いている行があります。回答期限まであと5開庁日です。
行き違いの場合はご容赦ください。

回答期限　7月14日（火）17時
回答方法　このメールにそのまま返信し、
　　　　　「：」の後ろに書いてください。
　　　　　全角、半角のどちらでも構いません。
対象　　　1件（2件のうち、空欄があるもの）
【受付番号 K7F3-9Q2M】`);
    expect(text).not.toContain('■1');
  });

  it('to a department that has not answered at all do not speak of blank lines', () => {
    expect(openingOf(compose({ days: -5 }).text)).toContain(
      'まだ回答を受け取っていません。回答期限まであと5開庁日です。',
    );
  });

  it('the day before: due tomorrow, in the subject', () => {
    const { subject, text } = compose({ ...again, days: -1 });
    expect(subject).toBe('【明日期限】推進プラン進捗 R8第1四半期［K7F3-9Q2M］');
    expect(openingOf(text)).toContain('回答期限は明日です。');
  });

  it.each([
    ['after a weekend', '2027-01-18T17:00:00+09:00', '1/18（月）', '1月18日（月）'],
    ['after a holiday', '2026-07-21T17:00:00+09:00', '7/21（火）', '7月21日（火）'],
  ])('the business day before a due date %s: the date, and no 明日', (_, due, short, long) => {
    const { subject, text } = compose({ days: -1, dueAt: instantOf(due) });
    expect(subject).toBe(`【再送 ${short}まで】推進プラン進捗 R8第1四半期［K7F3-9Q2M］`);
    expect(openingOf(text)?.replaceAll('\n', '')).toContain(`回答期限は次の開庁日、${long}です。`);
    expect(text).not.toContain('明日');
  });

  it('the day after: asks without blame, and offers no extension any more', () => {
    const { subject, text } = compose({ days: 1 });
    expect(subject).toBe('【ご確認】推進プラン進捗 R8第1四半期［K7F3-9Q2M］');
    expect(openingOf(text)).toMatch(
      /^令和8年度第1四半期の照会について、\n回答を確認できていません。\n行き違いの場合はご容赦ください。\n期限は7月14日（火）でした。/,
    );
    expect(text).not.toContain('延期 7/24');
    expect(text).not.toContain('回答期限　');
  });

  it('three days after: say why it matters and until when it still counts', () => {
    expect(openingOf(compose({ days: 3 }).text)?.replaceAll('\n', '')).toContain(
      '推進本部の資料を作成するため、7月22日（水）正午までに回答をお願いします。',
    );
    expect(openingOf(compose({ days: 3, department: body }).text)?.replaceAll('\n', '')).toContain(
      '正午までにご回答をお願いします。',
    );
  });

  it('after the due date do not tell a department that answered in part that nothing came', () => {
    expect(compose({ ...again, days: 3 }).text).not.toContain('回答を確認できていません');
  });
});

describe('the escalation', () => {
  const mail = composeEscalation({
    round: '2026Q1',
    head: aDepartment({ headTitle: '都市建設部長' }),
    waiting: [
      { department: aDepartment(), initiatives: 2, isUnapproved: false },
      { department: aDepartment({ name: '建築課' }), initiatives: 1, isUnapproved: true },
    ],
    freezesAt: instantOf('2026-07-29T17:00:00+09:00'),
    wording: WORDING,
  });

  it('is one neutral line, with the sections below it and none of them in the subject', () => {
    expect(mail.subject).toBe('【お知らせ】推進プラン進捗 R8第1四半期 回答待ち3件');
    expect(mail.text).toBe(`都市建設部長 様

推進プランの令和8年度第1四半期の照会で、回答待ちが3件あり、
資料には「回答待ち」と記載します。

　土木管理課　2件
　建築課　1件（決裁待ち）

資料は7月29日（水）の回答までで作成します。このメールへの回
答は必要ありません。行き違いの場合はご容赦ください。

推進本部事務局（企画課）内線 0000
`);
  });
});

describe('a body', () => {
  it('has no line that ends in a space, no wide gaps, and one line feed at its end', () => {
    expect(bodyOf(['', '一行目　', '', '', '', '二行目 ', ''])).toBe('一行目\n\n二行目\n');
  });
});

describe('every mail to a department', () => {
  const mails = [null, -5, -1, 1, 3].flatMap((days) =>
    [aDepartment(), body].flatMap((department) =>
      (['2026Q1', '2026Q4H', '2026Q4F'] as const).map((round) => compose({ days, department, round })),
    ),
  );

  it('keeps its lines within thirty full-width characters', () => {
    const wide = mails.flatMap(({ text }) =>
      text.split('\n').filter((line) => widthOf(line) > (line.startsWith('【') ? 31 : 30)),
    );
    expect(wide).toEqual([]);
  });

  it('can be written in ISO-2022-JP', () => {
    expect(mails.flatMap(({ subject, text }) => notJis(subject + text))).toEqual([]);
  });

  it('neither begs leave nor ends a line in a space', () => {
    for (const { text } of mails) {
      expect(text).not.toMatch(/させていただ/);
      expect(text).not.toMatch(/[ 　]\n/);
    }
  });

  it('has no HTML and exactly one line feed at its end', () => {
    for (const { text, html } of mails) {
      expect(html).toBeNull();
      expect(text).toMatch(/[^\n]\n$/);
    }
  });
});

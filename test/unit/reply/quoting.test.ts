import { describe, expect, it } from 'vitest';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import {
  aMail,
  aManifest,
  aReply,
  askedOf,
  filled,
  quotedWith,
  readMail,
  readText,
  SENT_TEXT,
  valuesOf,
} from '../../support/replies.ts';

const ANSWERS = { '1-A': '実施中', '1-B': '35', '1-C': '研修を実施', '1-D': '順調' };
const VALUES = { '1-A': '実施中', '1-B': 35, '1-C': '研修を実施', '1-D': '順調' };
const FILLED = filled(ANSWERS);
const OUTLOOK = `差出人: 進捗照会 <shinchoku@in.iizuka.example>
送信日時: 2026年7月1日 9:00
宛先: 土木管理課
CC: 道路課
件名: 【照会】推進プラン進捗［K7F3-9Q2M］

`;

describe('where answers stand', () => {
  it('edge 35: inside the template under an Outlook header block without quote marks', () => {
    const reading = readText(`よろしく。\n\n${OUTLOOK}${FILLED}`);
    expect(valuesOf(reading)).toEqual(VALUES);
    expect(reading.comment).toBe('よろしく。');
    expect(reading.receiptCode).toBe('K7F3-9Q2M');
  });

  it('edge 36: in a copy of the template above the empty quoted one', () => {
    expect(valuesOf(readText(`${FILLED}\n\n${OUTLOOK}${SENT_TEXT}`))).toEqual(VALUES);
  });

  it.each([
    ['37', '-----Original Message-----\nFrom: x <a@b.example>\nSent: Wednesday\nTo: y\nSubject: z\n\n'],
    ['38', '-----元のメッセージ-----\n差出人: x\n送信日時: y\n\n'],
    ['38', '----- 引用元メッセージ -----\n'],
    ['39', `________________________________\n${OUTLOOK}`],
    ['40', '2026年5月11日(月) 21:28 山田 <a@b.example>:\n'],
    ['41', '2009/08/26 11:24 に 名前<a@b.example> さんは書きました:\n'],
    ['42', '2026年7月1日(水) 9:00 に Alice <a@b.example> のメッセージ:\n'],
    ['42', '2026/07/01 9:00、名前 <a@b.example>のメール:\n'],
    ['43', '(2014/08/05 3:51), 名前 wrote:\n'],
    ['43', 'On 2024/07/01 9:00, 名前 <\na@b.example> wrote:\n'],
    ['43', '進捗照会 <a@b.example> wrote in\n <0101019@us-east-1.amazonses.com>:\n'],
    ['43', 'On Wed, 1 Jul 2026 09:00:00 +0900\n進捗照会 <a@b.example> wrote:\n'],
    ['41', '"進捗照会 <a@b.example>" さんは 2026/07/01 9:00 に書きま した:\n'],
    ['38', '---- 返信元 ----\n差出人 : x\n日時 : y\n件名 : z\n\n'],
    ['-', '転送されたメッセージ\n'],
  ])('edge %s: behind %j, which is neither comment nor answer', (_edge, introduction) => {
    for (const mark of ['', '> ']) {
      const reading = readText(`${introduction}${quotedWith(mark, FILLED)}`);
      expect(valuesOf(reading)).toEqual(VALUES);
      if (!introduction.startsWith('転送')) expect(reading.comment).toBeNull();
    }
  });

  it.each([
    ['44', '＞'],
    ['45', '| '],
    ['45', ' |'],
    ['47', 'yamada> '],
    ['44', '>'],
    ['44', '  > '],
    ['44', '│'],
  ])('edge %s: inside lines marked with %j', (_edge, mark) => {
    expect(valuesOf(readText(quotedWith(mark, FILLED)))).toEqual(VALUES);
  });

  it('edge 46: above the nested form of last quarter, whose anchors mean something else', () => {
    const last = filled({ '1-B': '99', '2-B': '77' }).replaceAll('K7F3-9Q2M', 'AAAA-2222');
    expect(valuesOf(readText(`${quotedWith('> ', FILLED)}\n>\n${quotedWith('> > ', last)}`))).toEqual(VALUES);
    const blocks = `${FILLED}${OUTLOOK}${SENT_TEXT}${OUTLOOK.replace('K7F3-9Q2M', 'AAAA-2222')}${last}`;
    expect(valuesOf(readText(blocks))).toEqual(VALUES);
  });

  it('edge 46: ignores a form quoted below ours even where its code was deleted', () => {
    const last = filled({ '2-B': '77' }).replace(/^【受付番号.*$/m, '');
    expect(valuesOf(readText(`${quotedWith('> ', FILLED)}\n${quotedWith('> > ', last)}`))).toEqual(VALUES);
  });

  it('edge 46: ignores an older form under a header block without any code', () => {
    const last = filled({ '2-B': '77' }).replace(/^【受付番号.*$/m, '');
    const block = OUTLOOK.replace(/［.*］/, '');
    expect(valuesOf(readText(`${OUTLOOK}${FILLED}${block}${last}`))).toEqual(VALUES);
  });

  it('edge 48: in a line the client wrapped between label and value', () => {
    const wrapped = quotedWith('> ', filled({ '1-D': '順調' })).replace('完了 から1つ', '完\n> 了 から1つ');
    expect(valuesOf(readText(wrapped))).toEqual({ '1-D': '順調' });
    const afterLabel = SENT_TEXT.replace('【1-B】実績値（台）：', '【1-B】実績値（台\n）：35');
    expect(valuesOf(readText(afterLabel))).toEqual({ '1-B': 35 });
  });

  it('edge 48: in a long answer the client wrapped, which is one line again', () => {
    const answer = '試行する二つの課で端末の操作研修を実施し、現場での写真の共有と日報の入力を始めた';
    const wrapped = filled({ '1-C': answer }).replace('操作研修を', '操作研\n修を');
    expect(valuesOf(readText(wrapped))).toEqual({ '1-C': answer });
  });

  it('edge 49: on the line under the anchor', () => {
    const below = quotedWith('> ', SENT_TEXT)
      .replace(/^(> 【1-A】.*)$/m, '$1\n実施中です。')
      .replace(/^(> 【1-B】.*)$/m, '$1\n\n35台\n')
      .replace(/^(> 【1-C】.*)$/m, '$1\n研修を実施した。\n課題は電波。');
    expect(valuesOf(readText(below))).toEqual({
      '1-A': '実施中',
      '1-B': 35,
      '1-C': '研修を実施した。\n課題は電波。',
    });
  });

  it('edge 50: above the anchors', () => {
    const above = quotedWith('> ', SENT_TEXT)
      .replace(/^(> 【1-A】.*)$/m, '実施中\n$1')
      .replace(/^(> 【1-B】.*)$/m, '35台\n$1')
      .replace(/^(> 【1-C】.*)$/m, '研修を実施\n$1')
      .replace(/^(> 【1-D】.*)$/m, '順調\n$1');
    const reading = readText(above);
    expect(valuesOf(reading)).toEqual(VALUES);
    expect(reading.comment).toBeNull();
  });

  it('edge 50: above the anchor, told by the hint between where only one line is answered', () => {
    const above = quotedWith('> ', SENT_TEXT).replace(/^(> 【1-B】.*)$/m, '35台\n$1');
    expect(valuesOf(readText(above))).toEqual({ '1-B': 35 });
    expect(
      valuesOf(
        readText(above.replace('> 目標 60台', '35台\n> 目標 60台').replace('前回 20台\n35台', '前回 20台')),
      ),
    ).toEqual({});
  });

  it('edge 50: asks about a line that may be meant for the anchor above or the one below', () => {
    const between = quotedWith('> ', SENT_TEXT).replace(/^(> 【1-C】.*)$/m, '$1\n順調');
    expect([valuesOf(readText(between)), askedOf(readText(between))]).toEqual([{}, { '1-C': 'unanchored' }]);
    const mark = quotedWith('> ', SENT_TEXT).replace(/^(> 【1-C】.*)$/m, '$1\n○');
    expect([valuesOf(readText(mark)), askedOf(readText(mark))]).toEqual([{}, { '1-C': 'unanchored' }]);
    const prose = quotedWith('> ', SENT_TEXT).replace(/^(> 【1-C】.*)$/m, '$1\n研修を実施');
    expect(valuesOf(readText(prose))).toEqual({ '1-C': '研修を実施' });
    const remark = quotedWith('> ', SENT_TEXT).replace(/^(> 【1-C】.*)$/m, '$1\nまあまあ');
    expect([valuesOf(readText(remark)), askedOf(readText(remark))]).toEqual([{}, { '1-C': 'unanchored' }]);
  });

  it('edge 50: asks about a text where the values above it and those below it read equally badly', () => {
    const between = quotedWith('> ', SENT_TEXT)
      .replace(/^(> 【1-C】.*)$/m, '研修を実施\n$1')
      .replace(/^(> 【1-D】.*)$/m, '検討します\n$1');
    expect([valuesOf(readText(between)), askedOf(readText(between))]).toEqual([
      {},
      { '1-B': 'not-a-number', '1-C': 'unanchored' },
    ]);
  });

  it.each([
    ['on the line below', '【1-A】済\n【1-B】120\n→130\n【1-D】順調'],
    [
      'in a row that the client broke',
      '【1-A】済、【9-A】土木管理課の道路維持係の山田と鈴木と佐藤、【1-B】120\n→130、【1-D】順調',
    ],
  ])('edge 79: never takes the first half of a range whose second half stands %s', (_, typed) => {
    const reading = readText(`${typed}\n\n${quotedWith('> ', SENT_TEXT)}`);
    expect(valuesOf(reading)).toMatchObject({ '1-A': '済', '1-D': '順調' });
    expect(askedOf(reading)).toEqual({ '1-B': 'range-given' });
  });

  it('edge 50: above its anchor, a date that with the anchor’s line looks like an attribution', () => {
    const above = SENT_TEXT.replace(/^(【2-C】.*)$/m, '2026/10/21\n$1');
    expect(valuesOf(readText(above))).toEqual({ '2-C': '2026-10-21' });
    expect(readText('2026年度の予定は次のとおりです：\n来週に連絡').comment).toContain('2026年度の予定');
  });

  it('edge 50: above its anchor, told by the form’s blank line between', () => {
    const above = quotedWith('> ', SENT_TEXT).replace(/^(> 【9-A】.*)$/m, '山田\n$1');
    expect(valuesOf(readText(above))).toEqual({ '9-A': '山田' });
    const unclear = above.replace(/^(> 【9-B】.*)$/m, '検討します\n$1');
    expect(readText(unclear).fields).toEqual([]);
  });

  it('edge 49: does not take the number in a sentence under an anchor for its value', () => {
    const below = SENT_TEXT.replace(
      '【1-B】実績値（台）：',
      '【1-B】実績値（台）：\n研修に参加した職員の全員が40台の端末を試した。',
    );
    expect(readText(below).fields).toEqual([]);
    expect(askedOf(readText(below))).toEqual({ '1-B': 'not-a-number' });
  });

  it('edge 48: joins an answer that was cut at the right edge, be it a number, a word, a bracket or a stop', () => {
    const label = '【1-D】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：';
    const read = (answer: string) => readText(quotedWith('> ', label + answer));
    expect(valuesOf(read('「やや遅れ\n」'))).toEqual({ '1-D': 'やや遅れ' });
    expect(valuesOf(read('○やや遅\nれ'))).toEqual({ '1-D': 'やや遅れ' });
    expect(askedOf(read('全体として順調\nではない'))).toEqual({ '1-D': 'not-a-choice' });
    const row = '1-A：未着手、1-D：遅れです、2-A：済です、2-E：順調です、9-B：済です、1-B：１\n２０、2-B：５';
    expect(valuesOf(readText(row))).toMatchObject({ '1-B': 120, '2-B': 5 });
    const long = `${'研修を実施'.repeat(7)}\n。`;
    expect(valuesOf(readText(filled({ '1-C': long })))).toEqual({ '1-C': long.replace('\n', '') });
  });

  it('edge 48: keeps a line of a typed text that wrapping made begin like a quotation', () => {
    const text = `【1-C】${'研修を実施'.repeat(6)}<b\n>太字</b>と表示`;
    for (const below of ['', `\n\n${OUTLOOK}${SENT_TEXT}`])
      expect(valuesOf(readText(text + below))).toEqual({ '1-C': text.slice(5).replace('\n', '') });
  });

  it('edge 51: not told from bare values, which are asked about and kept', () => {
    const reading = readText('120 順調\n');
    expect(reading.fields).toEqual([]);
    expect(reading.notUnderstood).toEqual([{ line: '120 順調', reason: 'unanchored' }]);
    expect(reading.comment).toBe('120 順調');
    const overForm = readText(`120 順調\n\n${quotedWith('> ', SENT_TEXT)}`);
    expect([overForm.fields, overForm.notUnderstood]).toEqual([reading.fields, reading.notUnderstood]);
  });

  it('edge 52: nowhere in prose, which is kept as a comment', () => {
    const reading = readText('今期は進展がありませんでした。\n来月から動きます。\n');
    expect(reading).toMatchObject({ fields: [], ambiguous: [], notUnderstood: [], command: null });
    expect(reading.comment).toBe('今期は進展がありませんでした。\n来月から動きます。');
  });

  it('edge 53: behind labels whose anchors were deleted', () => {
    expect(valuesOf(readText(FILLED.replace(/【\d-[A-Z]】/g, '')))).toEqual(VALUES);
    expect(valuesOf(readText('■2 包括管理委託導入の検討\n予定の状況：済\n実績値：1,200\n'))).toEqual({
      '2-A': '済',
      '2-B': 1200,
    });
    expect(valuesOf(readText('契約の時期：9月30日\n回答者：山田'))).toEqual({
      '2-C': '2026-09-30',
      '9-A': '山田',
    });
  });

  it('edge 53: behind labels typed over the quotation, whose anchors are all there', () => {
    const typed = '■2 包括管理委託導入の検討\n予定の状況：済\n所管課の評価：順調\n\n回答者：山田\n\n';
    for (const form of [OUTLOOK + SENT_TEXT, quotedWith('> ', SENT_TEXT)])
      expect(valuesOf(readText(typed + form))).toEqual({ '2-A': '済', '2-E': '順調', '9-A': '山田' });
    const below = `${quotedWith('> ', SENT_TEXT)}\n\n実績値：35`;
    expect(readText(below).notUnderstood).toEqual([{ line: '実績値：35', reason: 'unanchored' }]);
    const strange = readText(
      '■2 包括管理委託導入の検討\n予定の状況：済\n■別の取組\n所管課の評価：順調\n契約の時期：9/30',
    );
    expect(valuesOf(strange)).toEqual({ '2-A': '済', '2-C': '2026-09-30' });
    expect(strange.notUnderstood).toEqual([{ line: '所管課の評価：順調', reason: 'unanchored' }]);
  });

  it('edge 53: behind a label that the hint above it tells apart', () => {
    const deleted = SENT_TEXT.replace('【1-B】実績値（台）：', '実績値：35');
    expect(valuesOf(readText(deleted))).toEqual({ '1-B': 35 });
  });

  it('edge 53: not under a label that several initiatives share', () => {
    const reading = readText('実績値：35\n');
    expect(reading.fields).toEqual([]);
    expect(reading.notUnderstood).toEqual([{ line: '実績値：35', reason: 'unanchored' }]);
  });

  it.each([
    ['54', '【1-B】35台\n【1-D】順調'],
    ['54', '1-B 35\n1-D：順調'],
    ['54', '[1-B] 35\n(1-D) 順調'],
    ['60', '【 １－Ｂ 】 実績値 （台） ： ３５\n【1ー D】順調'],
    [
      '60',
      '【\u200b1-B】実績値（台）：\u3000３５\n【１‐Ｄ】　所管課の評価（順調・やや遅れ・遅れ・完了 から１つ） :　順調　',
    ],
    ['58', '1. 【1-B】実績値（台）：35\n2. 【1-D】順調'],
    ['58', '・【1-B】実績値（台）：35\n● 【1-D】順調'],
    ['55', '【1-D】順調\n【1-B】35'],
    ['-', '【1B】35\n【1D】順調'],
    ['-', '【1-B 35\n【1-D順調'],
    ['-', '<1-B> 35\n＜1-D＞順調'],
    ['-', '【1-B】→35\n【1-D】; 順調'],
    ['59', '【1—B】実績値（台）：35\n【1–D】順調'],
  ])('edge %s: behind anchors however they are written: %j', (_edge, text) => {
    expect(valuesOf(readText(text))).toEqual({ '1-B': 35, '1-D': '順調' });
  });

  it.each([
    '1-A：済、1-B：35台、1-D：順調',
    '1-A 済　1-B 35　1-D 順調',
    '【1-A】済【1-B】35台【1-D】順調',
    '【1-A】済、【1-B】35台、【1-D】順調です。',
    '【1-A】「済」、【1-B】 ３５台、【1-D】順調（資料のとおり）',
    '1-A：済、1-B：35台、これは長い行なのでここで端末の幅に達して折り、【\n1-D】順調'.replace(
      '、これは長い行なのでここで端末の幅に達して折り',
      '（これは長い備考なのでここで幅に達する）',
    ),
  ])('in a row on one line: %j', (text) => {
    expect(valuesOf(readText(text))).toEqual({ '1-A': '済', '1-B': 35, '1-D': '順調' });
  });

  it('does not take a building for an anchor', () => {
    const text = '1-B棟の改修を行いました。';
    expect(readText(text)).toMatchObject({ fields: [], ambiguous: [], comment: text });
  });

  it('edge 56: asks about one field answered twice', () => {
    expect(askedOf(readText(`${filled({ '1-B': '35' })}【受付番号 K7F3-9Q2M】\n【1-B】36`))).toEqual({
      '1-B': 'two-values',
    });
    expect(valuesOf(readText('【1-B】35\n【1-B】３５台'))).toEqual({ '1-B': 35 });
  });

  it('edge 57: in either of two pasted copies', () => {
    expect(valuesOf(readText(`${SENT_TEXT}\n${FILLED}`))).toEqual(VALUES);
    expect(valuesOf(readText(`${FILLED}\n${SENT_TEXT}`))).toEqual(VALUES);
  });

  it('prefers what is quoted less', () => {
    const corrected = `【1-B】36\n\n${quotedWith('> ', FILLED)}\n${quotedWith('> > ', filled({ '1-B': '34' }))}`;
    expect(valuesOf(readText(corrected))['1-B']).toBe(36);
    expect(valuesOf(readText(`【1-B】36\n${OUTLOOK}${FILLED}`))['1-B']).toBe(36);
  });

  it('reads lines a gateway ran together', () => {
    expect(valuesOf(readText(FILLED.replace(/\n+/g, ' ')))).toEqual(VALUES);
    const merged = FILLED.replace('：35\n', '：35 ');
    expect(valuesOf(readText(merged))).toEqual(VALUES);
  });

  it('edge 26: asks where plain text and HTML disagree, and takes the one with more answers', () => {
    const both = (plain: string, html: string) =>
      decodeMail(
        new TextEncoder().encode(
          `Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b--\r\n`,
        ),
      );
    const disagree = readMail(both('【1-B】35\r\n【1-D】順調', '<p>【1-B】36</p>'));
    expect([valuesOf(disagree), askedOf(disagree)]).toEqual([{ '1-D': '順調' }, { '1-B': 'two-values' }]);
    expect(valuesOf(readMail(both('ご確認ください', '<p>【1-B】36</p><p>【1-D】順調</p>')))).toEqual({
      '1-B': 36,
      '1-D': '順調',
    });
  });

  it('edges 28 and 31: in a text attachment or a forwarded mail, where the mail itself holds none', () => {
    const attached = (type: string, inner: string) =>
      decodeMail(
        new TextEncoder().encode(
          `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n添付のとおりです。\r\n--b\r\n${type}\r\n\r\n${inner}\r\n--b--\r\n`,
        ),
      );
    const text = 'Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=a.txt';
    const reading = readMail(attached(text, '【1-B】35'));
    expect([valuesOf(reading), reading.comment]).toEqual([{ '1-B': 35 }, '添付のとおりです。']);
    const own = attached(text, '【1-B】35').text.replace('添付のとおりです。', '【1-B】36');
    expect(valuesOf(readMail({ ...attached(text, '【1-B】35'), text: own }))).toEqual({ '1-B': 36 });
    const mail =
      'From: b@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n> 【1-B】実績値（台）：35';
    expect(valuesOf(readMail(attached('Content-Type: message/rfc822', mail)))).toEqual({ '1-B': 35 });
  });
});

describe('what is not an answer', () => {
  it('edge 61: a signature directly after the last comment', () => {
    const reading = readText('【1-C】研修を実施\n--\n土木管理課 山田\nTEL 0948-22-5500\n');
    expect(valuesOf(reading)).toEqual({ '1-C': '研修を実施' });
    expect(reading.comment).toBeNull();
  });

  it('edge 62: the numbers of a company-style signature', () => {
    const signature =
      '━━━━━━━━━━━━\n飯塚市 土木管理課\n主事 山田 太郎\n〒820-8501\nTEL 0948-22-5500（内線1234）\n━━━━━━━━━━━━\n';
    for (const text of [
      `【1-C】研修を実施\n\n${signature}`,
      `${signature}\n${OUTLOOK}${filled({ '1-C': '研修を実施' })}`,
    ]) {
      const reading = readText(text);
      expect(valuesOf(reading)).toEqual({ '1-C': '研修を実施' });
      expect(reading.comment).toBeNull();
    }
    expect(readText(`【1-B】実績値（台）：\n\n${signature}`).fields).toEqual([]);
  });

  it('edge 62: sentences above a signature stay', () => {
    const signature = '主事 山田 太郎\n〒820-8501\nTEL 0948-22-5500\nE-mail a@iizuka.example';
    expect(readText(`\n資料は来週送ります。\n\n${signature}`).comment).toBe('資料は来週送ります。');
    expect(readText(`\n120分\n\n━━━━━━\n${signature}`).comment).toBe('120分');
  });

  it('edge 63: a disclaimer below', () => {
    const reading = readText(
      '【1-C】研修を実施\n\n【機密情報】このメールには機密が含まれます。1通につき2回読むこと。\n',
    );
    expect(valuesOf(reading)).toEqual({ '1-C': '研修を実施' });
  });

  it('edge 61: says that lines without an end mark may be a signature', () => {
    const reading = readText('【1-C】研修を実施\n土木管理課 山田');
    expect(reading.fields[0]).toMatchObject({ confidence: 'low', reason: 'signature-near' });
  });

  it('edge 64: a banner on top and a prefix of the subject', () => {
    const banner =
      '【外部メール】このメールは外部から送信されています。\n※添付ファイルは無害化されました。\n\n';
    const reading = readText(banner + FILLED);
    expect([valuesOf(reading), reading.comment]).toEqual([VALUES, null]);
  });

  it('edge 65: whatever stands below the end mark', () => {
    const reading = readText(
      `${FILLED}\n添付資料1\n【1-C】取組内容・課題（2行程度）：別の話\n【2-B】99\n該当なし\n`,
    );
    expect(valuesOf(reading)).toEqual(VALUES);
    expect(reading.command).toBeNull();
    expect(reading.notUnderstood.map(({ line }) => line)).toEqual([
      '【1-C】取組内容・課題（2行程度）：別の話',
      '【2-B】99',
    ]);
  });

  it('edge 66: what a telephone adds', () => {
    const reading = readText(
      `iPhoneから送信\n\n2026/07/01 9:00、進捗照会 <a@b.example>のメール:\n\n${quotedWith('> ', FILLED)}`,
    );
    expect([valuesOf(reading), reading.comment]).toEqual([VALUES, null]);
  });

  it('edge 67: nothing, where a comment holds what looks like mail', () => {
    const answer = '次を実施\n> 改善1\n-----\nFrom: 現場 の要望\n件名: 改修';
    const reading = readText(filled({ '1-C': answer, '1-D': '順調' }));
    expect(valuesOf(reading)['1-D']).toBe('順調');
    expect(valuesOf(reading)['1-C']).toContain('件名: 改修');
    expect(valuesOf(reading)['1-C']).toContain('-----');
  });

  it('edge 68: another label inside a comment', () => {
    const answer = '【1-B】のとおり増えた。\n実績値：の根拠は台帳。【1-D】も参照';
    const reading = readText(filled({ '1-B': '35', '1-C': answer }));
    expect(valuesOf(reading)).toEqual({ '1-B': 35, '1-C': answer });
  });

  it('an answer for an anchor the form does not have', () => {
    expect(readText('【1-C】研修を実施\n【3-GA。').notUnderstood).toEqual([
      { line: '【3-GA。', reason: 'outside-form' },
    ]);
    const reading = readText('【3-A】済\n【1-B】35');
    expect(valuesOf(reading)).toEqual({ '1-B': 35 });
    expect(reading.notUnderstood).toEqual([{ line: '【3-A】済', reason: 'outside-form' }]);
  });

  it('greetings, which are no comment', () => {
    const reading = readText(
      `推進本部事務局 御中\nお世話になっております。\n土木管理課の山田です。\n標記の件について、下記のとおり回答します。\nよろしくお願いいたします。\n\n${FILLED}`,
    );
    expect([valuesOf(reading), reading.comment]).toEqual([VALUES, null]);
  });

  it('a hint from which words were deleted', () => {
    const shortened = SENT_TEXT.replace('（令和8年度末）　計画 35台（6月末）', '');
    for (const mark of ['', '> ']) {
      expect(readText(quotedWith(mark, shortened))).toMatchObject({
        fields: [],
        ambiguous: [],
        comment: null,
      });
    }
  });

  it('the rest of a form that was cut or run together', () => {
    const nothing = { fields: [], ambiguous: [], comment: null };
    expect(readText(SENT_TEXT.replace(/\n+/g, ' '))).toMatchObject(nothing);
    expect(readText(quotedWith('> ', SENT_TEXT.replace('後ろに書いてください。', '後ろに')))).toMatchObject(
      nothing,
    );
  });

  it('anchors that a text mentions', () => {
    const answer = '内訳は【1-A】済、【1-B】35台';
    expect(valuesOf(readText(filled({ '1-C': answer })))).toEqual({ '1-C': answer });
  });

  it('a label without a colon, where anchors are at hand', () => {
    const reading = readText('【1-B】35\n\n契約の時期 は未定です\n');
    expect([valuesOf(reading), reading.comment]).toEqual([{ '1-B': 35 }, '契約の時期 は未定です']);
  });

  it('the comment of an older form', () => {
    const last = filled({ '1-B': '9' })
      .replace(/^(■2.*)$/m, '$1\n去年の話です。')
      .replaceAll('K7F3-9Q2M', 'AAAA-2222');
    const reading = readText(`${FILLED}\n${OUTLOOK.replace('K7F3-9Q2M', 'AAAA-2222')}${last}`);
    expect([valuesOf(reading), reading.comment]).toEqual([VALUES, null]);
  });

  it('a remark under a number, which is kept as a comment', () => {
    const reading = readText(filled({ '1-B': '35\n（うち5台は予備機として保管）' }));
    expect([valuesOf(reading), reading.comment]).toEqual([{ '1-B': 35 }, '（うち5台は予備機として保管）']);
  });
});

describe('what others wrote', () => {
  it('edge 88: is no comment of the one who answers', () => {
    const forwarded = `遅れてすみません。\n\n${OUTLOOK}山田さん\n期限までにお願いします。\n\n${OUTLOOK}${FILLED}`;
    const reading = readText(forwarded);
    expect([valuesOf(reading), reading.comment]).toEqual([VALUES, '遅れてすみません。']);
  });
});

describe('a mail of many shapes', () => {
  it('edge 93: gives the code it was answered under, from the subject or any header block', () => {
    expect(readMail(aMail('済', ['X: y'])).receiptCode).toBeNull();
    expect(readMail(decodeMail(aReply({ client: 'phone', note: '確認' }))).receiptCode).toBe('K7F3-9Q2M');
    const other = SENT_TEXT.replaceAll('K7F3-9Q2M', 'AAAA-2222');
    const reading = readText(filled({ '1-B': '35' }, other));
    expect([reading.receiptCode, reading.fields, reading.blank.length]).toEqual(['AAAA-2222', [], 12]);
  });

  it('edge 32: takes nothing from a mail beyond the limits', () => {
    const reading = readText(`【1-B】35\n${'行\n'.repeat(6000)}`);
    expect([reading.fields, reading.blank.length]).toEqual([[], 12]);
  });

  it('reads the small form of a receipt, whose other lines are the template', () => {
    const receipt = `回答を受け付けました。次のとおり読み取りました。

■1 現場に持ち出せるタブレット端末の配備
予定の状況　実施中
実績値　32台（前回20台から12台増）

■2 包括管理委託導入の検討　確認が必要な行があります
　受け取った行　「【2-A】ほぼ済、一部延期」
　理由　二つの答えがあります。一つにしてください。
　例　【2-A】予定の状況：済
【2-A】予定の状況（済・実施中・未着手・延期 から1つ）：
まだ空いている行
【2-D】取組内容・課題（2行程度）：
【受付番号 K7F3-9Q2M】
【おわり】ここより下は読み取りません
`;
    const options = { sentText: receipt, manifest: aManifest() };
    const nothing = { fields: [], ambiguous: [], comment: null };
    expect(readText(receipt.replace(/\n+/g, ' '), options)).toMatchObject(nothing);
    for (const mark of ['', '> ', '＞']) {
      expect(readText(quotedWith(mark, receipt), options)).toMatchObject(nothing);
      const wrapped = receipt
        .replace('予定の状況：済', '予定の状況：\n済')
        .replace('一部延期」', '一部\n延期」');
      expect(readText(quotedWith(mark, wrapped), options)).toMatchObject(nothing);
      const answered = quotedWith(mark, receipt.replace(/^(【2-A】.*)$/m, '$1実施中'));
      expect(valuesOf(readText(answered, options))).toEqual({ '2-A': '実施中' });
    }
  });
});

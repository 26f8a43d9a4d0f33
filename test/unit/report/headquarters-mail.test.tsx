import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { toMailable } from '../../../shared/mail/mailable.ts';
import { composeDraftCover } from '../../../shared/report/draft-cover.ts';
import { renderHeadquartersHtml } from '../../../shared/report/headquarters-html.tsx';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { renderHeadquartersText } from '../../../shared/report/headquarters-text.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { cellsOf, LINE_CELLS } from '../../../shared/report/plain-text.ts';
import { notJis } from './jis.ts';
import { expectMailSafe, figuresOf, wordsOf } from './mail-html.ts';
import { aDirectory, anInput, aPlan, aSheet, aStanding, aStatus, aTellingInput } from './small-city.ts';

const page = summariseForHeadquarters(aTellingInput());
const text = renderHeadquartersText(page);
const html = renderHeadquartersHtml(page);

/** Everything before the annex. */
const beforeAnnex = (words: string) => words.slice(0, words.search(/(^|\s)別紙\s/));

describe('the page of a small city as text', () => {
  it('reads like this', () => {
    expect(beforeAnnex(text)).toBe(`行政経営戦略推進本部員 各位
令和8年7月30日　推進本部事務局　庁内限り（速報・参考）
状況の色分けは、最初の2回は参考です。

概況
　8件のうち達成は1件、順調は3件で、順調は前回より4件減りまし
　た。
　遅れは1件で、「人」の取組です。

ご判断をお願いする事項
　1 庁内コンテスト：3四半期続けて遅れ（令和7年度第3四半期か
　　ら）。撤退基準に該当し、見直し判断の対象です（自動的に廃
　　止とはなりません）。継続・改善・縮小・廃止・統合 から、
　　8/20（木）の本部会議でご判断ください。
　2 窓口予約システム：終期は令和8年12月末です。予算要求の前
　　に、続けるかどうかの判断が必要です。8/20（木）の本部会議
　　でご判断ください。

状況（かっこは前回との差）
　　　　達成　 順調　 やや遅れ　遅れ　回答待ち　対象外
　人　　0　　　1　　　0　　　　 1　　 0　　　　 0
　情報　1(+1)　1(-1)　0　　　　 0　　 0　　　　 0
　財政　0　　　1(-1)　1(+1)　　 0　　 0　　　　 0
　施設　0　　　0(-2)　0　　　　 0　　 1(+1)　　 1(+1)
　計　　1(+1)　3(-4)　1(+1)　　 1　　 1(+1)　　 1(+1)

推移
　R7第3四半期からR8第1四半期まで：順調は3件のまま、遅れは1件
　のままです。各四半期の件数は別紙5のとおりです。

5年後の目標（ビジョン）
　時間外労働　年間計画68,000時間に対し3か月で16,600時間
　　順調
　手続き時間　計画12分に対し13分（見込み）　やや遅れ
　資格取得者　目標値は未設定、実績は時期前

対応が必要な取組
　1 庁内コンテスト　遅れ（所管課の評価は順調）
　　実施した提案：計画6件に対し3件（50％、判定基準5）
　　次の対応　提案の募集を全課に広げる。　(1)周知は8月から
　　9月に行う。
　2 債権管理の強化　やや遅れ（前回は順調）
　　徴収額：一部の課を除く値で、計画1,200万円に対し1,000万円
　　（83.3％、判定基準5）
　　次の対応　分納誓約の再交渉を8月末までに終える。

改善した取組
　1 タブレット端末の配備　やや遅れから達成へ
　　確認時間　14分から11分へ（計画12分）

本部の決定への対応　2件中1件対応済、1件回答待ち
見直し判断・終期（6か月以内）　2件
回答待ち　1件、ほかに一部の課が回答待ちの取組1件（事務局で調
　整中）

----------------------------------------`);
  });

  it('names departments in the annex, and nowhere before it nor in the subject', () => {
    const names = aDirectory().departments.map(({ name }) => name);
    for (const name of names) {
      expect(page.subject).not.toContain(name);
      expect(beforeAnnex(text)).not.toContain(name);
      expect(beforeAnnex(wordsOf(html))).not.toContain(name);
    }
    expect(text).toContain('　土木管理課　包括管理委託');
    expect(wordsOf(html)).toContain('建築課');
  });

  it('keeps to its line width and to the characters of ISO-2022-JP', () => {
    expect(text.split('\n').filter((line) => cellsOf(line) > LINE_CELLS)).toEqual([]);
    expect(notJis(text + page.subject)).toEqual([]);
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  it('does so whatever a department writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (narrative) => {
        const changed = [aStanding({ initiative: 'floor', judgement: aStatus('off-track'), narrative })];
        const written = renderHeadquartersText(summariseForHeadquarters(anInput({ changed })));
        expect(notJis(written)).toEqual([]);
        expect(written.split('\n').filter((line) => cellsOf(line) > LINE_CELLS)).toEqual([]);
      }),
    );
  });
});

describe('the page as HTML', () => {
  it('uses only what every mail client shows', () => {
    expectMailSafe(html);
  });

  it('carries the very figures of the text', () => {
    const spoken = wordsOf(html).replaceAll(page.subject, '');
    expect(figuresOf(toMailable(spoken))).toEqual(figuresOf(text));
  });

  it('carries them with the chart and what is enclosed, and reads the same without pictures', () => {
    const enclosures = {
      chart: { source: 'cid:chart', width: 560, height: 170 },
      attached: ['本部資料（PDF）'],
      missing: ['進捗管理表（Excel）'],
    };
    const written = renderHeadquartersHtml(page, enclosures);
    expectMailSafe(written);
    const told = renderHeadquartersText(page, enclosures);
    const spoken = wordsOf(written).replaceAll(page.subject, '');
    expect(figuresOf(toMailable(spoken))).toEqual(figuresOf(told));
    for (const words of [told, spoken]) {
      expect(words).toContain('添付　本部資料（PDF）');
      expect(words).toContain('添付できなかった資料　進捗管理表（Excel）');
    }
  });

  it('shows a status by shape and word, not by colour alone', () => {
    for (const mark of ['◎ 達成', '○ 順調', '△ やや遅れ', '× 遅れ', '− 回答待ち']) {
      expect(wordsOf(html)).toContain(mark);
    }
  });

  it('takes what a department writes for words, never for markup', () => {
    const changed = [
      aStanding({
        initiative: 'floor',
        judgement: aStatus('off-track'),
        narrative: '<img src=x onerror=alert(1)> & "引用"',
      }),
    ];
    const written = renderHeadquartersHtml(summariseForHeadquarters(anInput({ changed })));
    expectMailSafe(written);
    expect(wordsOf(written)).toContain('<img src=x onerror=alert(1)> & "引用"');
  });

  it('stays below the size at which mail clients cut, for sixty initiatives', () => {
    const plan = aPlan({
      initiatives: Array.from({ length: 60 }, (_, index) =>
        aSheet({
          id: `i-${index}`,
          code: `1-${index + 1}`,
          title: `取組の名前は長いことがあります${index}`,
          direction: 'work',
          sunset: '2029-03-31',
        }),
      ),
    });
    expectMailSafe(renderHeadquartersHtml(summariseForHeadquarters(anInput({ plan }))));
  });
});

describe('a page stored as a draft', () => {
  it('is rendered again to the character', () => {
    const stored = HeadquartersPage.parse(JSON.parse(JSON.stringify(page)));
    expect(renderHeadquartersText(stored)).toBe(text);
    expect(renderHeadquartersHtml(stored)).toBe(html);
  });

  it('marks invented data once where all are, item by item where some are', () => {
    const all = { ...page, illustrative: 'all' as const };
    const some = {
      ...page,
      illustrative: 'some' as const,
      concerns: page.concerns.map((concern, index) => ({ ...concern, illustrative: index === 0 })),
    };
    for (const render of [
      renderHeadquartersText,
      (draft: HeadquartersPage) => wordsOf(renderHeadquartersHtml(draft)),
    ]) {
      expect(render(page)).not.toContain('例示');
      expect(render(all)).toContain('すべて例示です');
      expect(render(all)).not.toContain('（例示）');
      expect(render(some)).toContain('庁内コンテスト（例示）');
      expect(render(some)).not.toContain('債権管理の強化（例示）');
    }
  });
});

describe('the mail that carries a draft to the secretariat', () => {
  const cover = composeDraftCover({
    page,
    recipients: 11,
    receiptCode: 'K7F3-9Q2M',
    remindsOf: null,
    missing: [],
    releaseSteps: 'one',
  });

  it('says how to release it and that nothing has left', () => {
    expect(cover.text.startsWith('本部資料の案ができました。まだ本部員には送っていません。\n')).toBe(true);
    expect(cover.text).toContain('「発信」とだけ返信すると、本部員11名に送ります。');
    expect(cover.subject).toBe('【案 発信前】R8第1四半期 順調3件・遅れ1件、ご判断2件［K7F3-9Q2M］');
  });

  it('shows the page below to the character', () => {
    expect(cover.text.endsWith(`${'-'.repeat(40)}\n${text}`)).toBe(true);
    const sheet = html.slice(html.indexOf('<h1'), html.lastIndexOf('</div>'));
    expect(cover.html).toContain(sheet);
  });

  it('reads the same as text and as HTML, and in every mail client', () => {
    expectMailSafe(cover.html);
    expect(notJis(cover.text + cover.subject)).toEqual([]);
    expect(wordsOf(cover.html)).toContain('「発信」とだけ返信すると、本部員11名に送ります。');
  });

  it('reminds of a draft that has not been released', () => {
    const again = composeDraftCover({
      page,
      recipients: 11,
      receiptCode: 'K7F3-9Q2M',
      remindsOf: dateOf('2026-07-30'),
      missing: ['本部資料（PDF）'],
      releaseSteps: 'two',
    });
    expect(again.subject).toContain('【再送 発信前】');
    expect(again.text).toContain('「発信」とだけ返信すると、確認済にします。');
    expect(again.text).toContain('7/30（木）に作成した本部資料の案が、まだ発信されていません。');
    expect(again.text.replaceAll('\n', '')).toContain('本部資料（PDF）を作成できていません。');
    expect(cover.text).not.toContain('作成できていません');
  });
});

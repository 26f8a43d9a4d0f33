import Excel from 'exceljs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import { atTokyo, dateOf } from '../../../shared/calendar/time.ts';
import { toMailable } from '../../../shared/mail/mailable.ts';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { cellsOf, LINE_CELLS } from '../../../shared/report/plain-text.ts';
import { summariseProgressBook } from '../../../shared/report/progress-book.ts';
import { summariseSecretariatBook } from '../../../shared/report/secretariat-book.ts';
import { SecretariatDigest, summariseForSecretariat } from '../../../shared/report/secretariat-digest.ts';
import type { SecretariatInput } from '../../../shared/report/secretariat-facts.ts';
import { renderSecretariatHtml } from '../../../shared/report/secretariat-html.tsx';
import { renderSecretariatText } from '../../../shared/report/secretariat-text.ts';
import type { UpcomingMail } from '../../../shared/report/upcoming-mails.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { type ComingEscalation, isEscalation } from '../../../shared/schedule/escalations.ts';
import { aCase } from '../decision/builders.ts';
import { notJis } from './jis.ts';
import { expectMailSafe, figuresOf, wordsOf } from './mail-html.ts';
import { aDirectory, aPlan, aStatus, aTellingInput } from './small-city.ts';

const at = (day: string, time: string) => atTokyo(dateOf(day), time);

function aMail(over: Partial<UpcomingMail>): UpcomingMail {
  return {
    at: at('2026-07-17', '09:00'),
    cc: [],
    kind: 'overdue',
    step: 'due-plus-3',
    department: 'jinji',
    waiting: [],
    ...over,
  };
}

function anEscalation(over: Partial<ComingEscalation>): ComingEscalation {
  return {
    at: at('2026-07-17', '09:00'),
    round: RoundId.parse('2026Q1'),
    step: 'due-plus-3',
    department: 'jinji',
    head: null,
    isApproval: false,
    to: ['officer@small.example'],
    cc: ['chief@small.example'],
    hold: null,
    ...over,
  };
}

function anInput(over: Partial<SecretariatInput> = {}): SecretariatInput {
  return {
    plan: aPlan(),
    directory: aDirectory(),
    round: RoundId.parse('2026Q1'),
    date: dateOf('2026-07-16'),
    since: at('2026-07-15', '09:00'),
    requests: [
      { department: 'jinji', state: 'submitted', reminders: 0, undelivered: false },
      { department: 'zaisei', state: 'nothing-to-report', reminders: 1, undelivered: false },
      { department: 'doboku', state: 'partial', reminders: 2, undelivered: false },
      { department: 'kenchiku', state: 'outstanding', reminders: 3, undelivered: true },
      { department: 'nogyo', state: 'outstanding', reminders: 3, undelivered: false },
    ],
    overdue: [
      { department: 'doboku', dueAt: '2026-07-14T08:00:00.000Z', isPartial: true },
      { department: 'kenchiku', dueAt: '2026-07-14T08:00:00.000Z', isPartial: false },
    ],
    approvals: [],
    arrivals: [
      { department: 'jinji', answered: 2, asked: 2 },
      { department: 'doboku', answered: 1, asked: 3 },
    ],
    held: [
      {
        department: null,
        receivedAt: at('2026-07-15', '16:20'),
        reason: '送信元のアドレスが登録と違います。',
      },
      {
        department: 'doboku',
        receivedAt: at('2026-07-16', '08:05'),
        reason: '【2-A】に二つの答えがあります。',
      },
    ],
    undeliverable: [
      {
        department: 'nogyo',
        role: 'officer',
        title: null,
        address: 'nogyo@small.example',
        since: at('2026-07-01', '09:01'),
        reason: '宛先のアドレスがありません。',
      },
      {
        department: 'kenchiku',
        role: 'officer',
        title: '建築課 担当者',
        address: 'kenchiku@small.example',
        since: at('2026-07-15', '09:02'),
        reason: '受信者が迷惑メールとして届け出ました。',
      },
    ],
    unreached: ['nogyo'],
    checks: [],
    lateSteps: [],
    lateMails: [],
    changes: [
      {
        initiative: 'arrears',
        from: 'on-track',
        judgement: aStatus('at-risk', {
          reason: '徴収額：計画1,200万円に対し1,000万円（83.3％、判定基準5）',
        }),
      },
      { initiative: 'floor', from: null, judgement: aStatus('on-track') },
    ],
    sent: 48,
    problems: [
      { kind: 'undelivered', department: 'kenchiku', mail: '再送', reason: '宛先がありません（550）' },
      { kind: 'withheld', department: 'zaisei', mail: '再送', reason: '送信の直前に回答が届きました。' },
    ],
    escalations: [
      anEscalation({ department: 'nogyo' }),
      anEscalation({ department: 'kenchiku', step: 'due-plus-7', head: 'kensetsu-bu' }),
      anEscalation({
        department: 'jinji',
        hold: { by: 'jimukyoku@small.example', reason: '電話で確認済み' },
      }),
    ],
    webOrigin: 'https://console.small.example',
    upcoming: [
      aMail({ department: 'nogyo', cc: ['chief@small.example'] }),
      aMail({
        department: 'kensetsu-bu',
        kind: 'escalation',
        step: 'due-plus-7',
        waiting: ['kenchiku', 'doboku'],
      }),
      aMail({ kind: 'reminder', step: 'due-minus-5' }),
      aMail({ kind: 'reminder', step: 'due-minus-5', department: 'zaisei' }),
      aMail({ kind: 'secretariat-digest', step: 'digest', department: null }),
    ],
    drafts: [{ round: RoundId.parse('2026Q1'), madeOn: dateOf('2026-07-15'), missing: [] }],
    cases: [],
    ...over,
  };
}

const digest = summariseForSecretariat(anInput());
const text = renderSecretariatText(digest);
const html = renderSecretariatHtml(digest);

describe('the secretariat’s digest', () => {
  it('asks to look at entries only where there is something, kind by kind, and says it is no appraisal', () => {
    const sectionOf = (checks: SecretariatInput['checks']) =>
      summariseForSecretariat(anInput({ checks })).sections.find(({ key }) => key === 'checks');
    expect(sectionOf([])).toBeUndefined();
    const found = sectionOf([
      { kind: '前回と同じ記述', text: '記述が同じです。' },
      { kind: '前回と同じ記述', text: 'こちらも同じです。' },
      { kind: '大きな変動', text: '値が大きく変わっています。' },
    ]);
    expect(found?.lines.map(({ label }) => label)).toEqual(['前回と同じ記述（2件）', '大きな変動（1件）']);
    expect(found?.note).toContain('課の評価には使いません。');
  });

  it('lists every case before the headquarters with its age, its decider and its day', () => {
    const cases = Array.from({ length: 12 }, (_, index) =>
      aCase({
        initiative: index === 0 ? 'contest' : `gone-${index}`,
        openedAt: '2026-07-02T00:00:00.000Z',
        dueOn: index === 0 ? '2026-07-10' : '2026-08-28',
        state: index === 1 ? 'decided' : 'open',
      }),
    );
    const found = summariseForSecretariat(anInput({ cases })).sections.find(({ key }) => key === 'cases');
    expect(found).toMatchObject({ more: 0 });
    expect(found?.lines).toHaveLength(12);
    expect(found?.lines[0]).toEqual({
      label: '1-1-2 庁内コンテスト',
      text: '判断待ち　期限7/10（金）を過ぎています　決定者 行政経営戦略推進本部　開いてから14日　3四半期続けて遅れ',
    });
    expect(found?.lines.at(-1)?.text).toMatch(/^決定済み（公表前）　期限8\/28（金）　/);
    expect(summariseForSecretariat(anInput()).sections.some(({ key }) => key === 'cases')).toBe(false);
  });

  it('is a workbook once a week, with the tables of the quarter behind its own', async () => {
    const facts = aTellingInput();
    const progress = summariseProgressBook({
      page: summariseForHeadquarters(facts),
      facts,
      past: [],
      sent: [],
    });
    const book = summariseSecretariatBook(anInput({ cases: [aCase({ initiative: 'contest' })] }), progress);
    const read = new Excel.Workbook();
    await read.xlsx.load(new Uint8Array(await writeBook(book)).buffer);
    const names = read.worksheets.map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual(['受付状況', '確認待ち', '見直し判断', '記入内容の確認', '概況']);
    expect(read.getWorksheet('受付状況')?.getRow(6).values).toEqual([
      undefined,
      '土木管理課',
      '一部回答',
      new Date('2026-07-14T17:00:00Z'),
      2,
    ]);
    expect(read.getWorksheet('見直し判断')?.getRow(4).getCell(5).value).toBe(-12);
    expect(summariseSecretariatBook(anInput(), null).sheets).toHaveLength(4);
  });

  it('reads like this', () => {
    expect(text).toBe(`令和8年7月16日　R8第1四半期の受付と送信の状況

お願いすること
　確認待ちの回答　2件
　発信待ちの資料　1件
　課長、部局長に届く送信予定　2件
　届いていない送信　1件
　届かない連絡先　2件

受付状況（課の数）
　　　　　　　依頼　回答済　一部　未回答　督促回数　不達
　総務部　　　2　　 2　　　 0　　 0　　　 1　　　　 0
　都市建設部　2　　 0　　　 1　　 1　　　 5　　　　 1
　農業委員会　1　　 0　　　 0　　 1　　　 3　　　　 0
　計　　　　　5　　 2　　　 1　　 2　　　 9　　　　 1

期限を過ぎて回答待ちの課
　期限7/14（火）　土木管理課（一部回答）、建築課

確認待ちの回答
　送信元を確認できません　7/15（水）16時20分　送信元のアドレ
　　スが登録と違います。
　土木管理課　7/16（木）8時5分　【2-A】に二つの答えがありま
　　す。
　「held show」で確かめ、採用か差戻しを選んでください。

届かない連絡先
　農業委員会　担当者　nogyo@small.example　7/1（水）から不達
　　宛先のアドレスがありません。送れる連絡先がありません。電
　　話などで確かめてください。
　建築課　担当者　kenchiku@small.example　7/15（水）から不達
　　受信者が迷惑メールとして届け出ました。ほかの連絡先に送り
　　ます。
　連絡先を正しいものに改めてください。同じアドレスに届くよう
　になったときは、送信を再開してください（contacts clear）。

新着の回答（7/15（水）9時から）
　全件（1課）　人事課
　一部（1課）　土木管理課（3件中1件）

状況の変化
　3-1-1 債権管理の強化　順調からやや遅れへ　徴収額：計画
　　1,200万円に対し1,000万円（83.3％、判定基準5）
　4-1-1 施設総量の最適化　順調　指標：計画10件に対し9件
　　（90％、判定基準5）

送信の結果（7/15（水）9時から）
　送信　48件、不達1件（建築課）、送信を見合わせ1件
　不達　建築課　再送　宛先がありません（550）
　送信を見合わせ　財政課　再送　送信の直前に回答が届きまし
　　た。

次の開庁日までの送信予定
　★7/17（金）9時　ご確認（課長に写し）　農業委員会
　★7/17（金）9時　部局長へのお知らせ　都市建設部長
　　（回答待ち：建築課、土木管理課）
　7/17（金）9時　見送り　人事課　期限の3開庁日後の送信
　　（jimukyoku@small.example、電話で確認済み）
　7/17（金）9時　再送　2通
　★は課長、部局長に届きます。部署ごとに見送るときは、次の画
　面で選んでください。
https://console.small.example/console/escalations

発信待ちの資料
　本部資料（R8第1四半期）　7/15（水）作成、発信前
　案のメールに「発信」と返信すると、本部員に送ります。

未設定の項目
　ビジョン「資格取得者」の目標値　9/30（水）まで
　撤退基準　9/30（水）まで　8件（1-1-1、1-1-2、2-1-1、
　　2-1-2、3-1-1、3-1-2、4-1-1、4-1-2）
　見直し方針　12/28（月）まで　8件（1-1-1、1-1-2、2-1-1、
　　2-1-2、3-1-1、3-1-2、4-1-1、4-1-2）
`);
  });

  it('tells what did not happen and what was read late, only where there is any', () => {
    const keys = (over: Partial<SecretariatInput>) =>
      summariseForSecretariat(anInput(over)).sections.map(({ key }) => key);
    expect(keys({})).not.toContain('late-steps');
    const round = RoundId.parse('2026Q1');
    const late = anInput({
      lateSteps: [
        {
          round,
          step: 'due-plus-3',
          dueAt: at('2026-07-15', '09:00'),
          foundAt: at('2026-07-15', '09:15'),
          isGivenUp: false,
        },
        {
          round,
          step: 'secretariat-digest',
          dueAt: at('2026-07-13', '09:00'),
          foundAt: at('2026-07-15', '09:15'),
          isGivenUp: true,
        },
      ],
      lateMails: [
        {
          department: 'jinji',
          receivedAt: at('2026-07-15', '14:13'),
          foundAt: at('2026-07-15', '14:30'),
          isRead: true,
        },
        {
          department: null,
          receivedAt: at('2026-07-15', '15:00'),
          foundAt: at('2026-07-15', '15:15'),
          isRead: false,
        },
      ],
    });
    const told = renderSecretariatText(summariseForSecretariat(late));
    expect(told).toContain(`
動かなかった予定
　R8第1四半期　期限の3開庁日後の送信　7/15（水）9時の予定で
　　した。7/15（水）9時15分に行いました。
　R8第1四半期　受付状況のお知らせ　7/13（月）9時の予定でし
　　た。1開庁日以上遅れたため、行いませんでした。
　行わなかったものは、要るときに電話などで補ってください。

取り込みが遅れたメール
　人事課　7/15（水）14時13分に届き、7/15（水）14時30分に取り
　　込みました。
　送信元を確認できません　7/15（水）15時に届きましたが、まだ
　　読み取れていません。
`);
    expect(notJis(told)).toEqual([]);
  });

  it('leads its subject with what has come in and what waits', () => {
    expect(digest.subject).toBe('【進捗事務局】R8第1四半期 回答2/5課、確認待ち2件');
    expect(summariseForSecretariat(anInput({ held: [] })).subject).toContain('確認待ちなし');
    const round = RoundId.parse('2026Q4F');
    expect(cellsOf(summariseForSecretariat(anInput({ round })).subject)).toBeLessThanOrEqual(60);
  });

  it('counts every request once, by bureau and in all', () => {
    const states = fc.constantFrom(
      'outstanding',
      'partial',
      'awaiting-approval',
      'submitted',
      'nothing-to-report',
    );
    const departments = fc.constantFrom(...aDirectory().departments.map(({ id }) => id), 'gone');
    const request = fc.record({
      department: departments,
      state: states,
      reminders: fc.integer({ min: 0, max: 5 }),
      undelivered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const { rows, total } = summariseForSecretariat(anInput({ requests })).reception;
        expect(total.asked).toBe(requests.length);
        for (const row of [...rows, total]) {
          expect(row.answered + row.partial + row.awaitingApproval + row.outstanding).toBe(row.asked);
        }
        for (const key of ['asked', 'answered', 'reminders', 'undelivered'] as const) {
          expect(rows.reduce((sum, row) => sum + row[key], 0)).toBe(total[key]);
        }
      }),
    );
  });

  it('stays short when much happens, and says how much it leaves out', () => {
    const held = Array.from({ length: 30 }, () => ({
      department: 'jinji',
      receivedAt: at('2026-07-16', '08:00'),
      reason: '長い理由。'.repeat(100),
    }));
    const long = summariseForSecretariat(anInput({ held }));
    const section = long.sections.find(({ key }) => key === 'held');
    expect([section?.lines.length, section?.more]).toEqual([10, 20]);
    expect(renderSecretariatText(long)).toContain('ほか20件');
    expect(renderSecretariatText(long).split('\n').length).toBeLessThan(115);
  });

  it('says so in one line where there is nothing to say', () => {
    const nothing = { arrivals: [], held: [], changes: [], problems: [], drafts: [] };
    const nothingToCome = { upcoming: [], escalations: [] };
    const quiet = renderSecretariatText(
      summariseForSecretariat(
        anInput({ ...nothing, ...nothingToCome, undeliverable: [], unreached: [], since: null }),
      ),
    );
    expect(quiet).toContain('\nお願いすること　ありません\n');
    expect(quiet).toContain('\n新着の回答　ありません\n');
    expect(quiet).not.toContain('★');
  });

  it('lists what is unset, the earliest deadline first, and says which has passed', () => {
    const lines =
      summariseForSecretariat(anInput({ date: dateOf('2026-10-01') })).sections.at(-1)?.lines ?? [];
    expect(lines.map(({ label }) => label)).toEqual([
      'ビジョン「資格取得者」の目標値',
      '撤退基準',
      '見直し方針',
    ]);
    expect(lines[0]?.text).toBe('9/30（水）まで、期限を過ぎています');
    expect(lines[2]?.text).toMatch(/^12\/28（月）まで　8件（1-1-1、/);
  });

  it('tells what no longer leaves because somebody is not reached, and who has no contact at all', () => {
    const dead = { since: at('2026-07-01', '09:01'), reason: '届きません。', address: 'dead@small.example' };
    const undeliverable = [
      { ...dead, department: 'doboku', role: 'chief', title: null },
      { ...dead, department: 'kensetsu-bu', role: 'head', title: null },
      { ...dead, department: null, role: 'headquarters', title: '本部員（総務部長）' },
      { ...dead, department: null, role: 'secretariat', title: null },
    ] as const;
    const input = anInput({ undeliverable, unreached: ['nogyo'] });
    const section = summariseForSecretariat(input).sections.find(({ key }) => key === 'undeliverable');
    expect(section?.lines.map(({ label, text: said }) => `${label}　${said}`)).toEqual([
      '土木管理課　課長　dead@small.example　7/1（水）から不達　届きません。写しは送りません。',
      '都市建設部　部局長　dead@small.example　7/1（水）から不達　届きません。部局長へのお知らせは送りません。',
      '本部員（総務部長）　dead@small.example　7/1（水）から不達　届きません。本部資料は送りません。',
      '推進本部事務局　dead@small.example　7/1（水）から不達　届きません。送り続けます。',
      '農業委員会　連絡先が登録されていません。電話などで確かめてください。',
    ]);
  });

  it('tells which answers wait for their approval, how long, and where nobody can be asked', () => {
    const input = anInput();
    const waiting = summariseForSecretariat(
      anInput({
        requests: input.requests.map((request) =>
          request.department === 'kenchiku' || request.department === 'nogyo'
            ? { ...request, state: 'awaiting-approval' }
            : request,
        ),
        approvals: [
          { department: 'kenchiku', since: at('2026-07-10', '15:20'), days: 6, isAsked: true },
          { department: 'nogyo', since: at('2026-07-15', '10:00'), days: 1, isAsked: false },
        ],
      }),
    );
    expect(renderSecretariatText(waiting)).toContain(`決裁待ちの課
　建築課　7/10（金）15時20分から6日
　農業委員会　7/15（水）10時から1日　課長、代決者のどちらに
　　も届きません。連絡先を登録してください。
　締切までに承認がないと、未決裁になります。`);
    expect(waiting.reception.total).toMatchObject({ outstanding: 0, awaitingApproval: 2 });
    expect(renderSecretariatText(waiting)).toContain('一部　決裁待　未回答　督促　不達');
    const lines = renderSecretariatText(waiting).split('\n');
    expect(lines.filter((line) => cellsOf(line) > LINE_CELLS)).toEqual([]);
    expect(renderSecretariatHtml(waiting)).toContain('決裁待');
  });

  it('leads to no page where there is none, and says nothing of holding where nothing reaches a chief or a head', () => {
    const sectionOf = (over: Partial<SecretariatInput>) =>
      summariseForSecretariat(anInput(over)).sections.find(({ key }) => key === 'upcoming');
    const alone = sectionOf({ webOrigin: null });
    expect(alone?.link).toBeNull();
    expect(alone?.note).toContain('「escalation hold」');
    expect(sectionOf({ escalations: [] })).toMatchObject({ note: null, link: null });
  });

  it('knows an escalation from a plain reminder', () => {
    expect(isEscalation(aMail({ kind: 'escalation' }))).toBe(true);
    expect(isEscalation(aMail({ kind: 'overdue', cc: ['chief@small.example'] }))).toBe(true);
    expect(isEscalation(aMail({ kind: 'overdue' }))).toBe(false);
    expect(isEscalation(aMail({ kind: 'request', cc: ['chief@small.example'] }))).toBe(false);
  });
});

describe('the digest as a mail', () => {
  it('keeps to the line width and to the characters of ISO-2022-JP', () => {
    expect(notJis(text + digest.subject)).toEqual([]);
    expect(text.split('\n').filter((line) => cellsOf(line) > LINE_CELLS)).toEqual([]);
  });

  it('is safe HTML that says the same figures', () => {
    // The address of the console is said in words and fetches nothing.
    expectMailSafe(html.replace('https://console.small.example/console/escalations', ''));
    const spoken = wordsOf(html).replaceAll(digest.subject, '');
    expect(figuresOf(toMailable(spoken))).toEqual(figuresOf(text));
  });

  it('is plain data that renders the same when read again', () => {
    const stored = SecretariatDigest.parse(JSON.parse(JSON.stringify(digest)));
    expect(renderSecretariatText(stored)).toBe(text);
    expect(renderSecretariatHtml(stored)).toBe(html);
  });
});

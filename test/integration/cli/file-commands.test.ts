import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { answerOf, runHere, runShinchoku } from './run-shinchoku.ts';

const FORM = [
  '土木管理課長 様（担当者扱い）',
  '',
  '【受付番号 K7F3-9Q2M】',
  '',
  '■1 タブレット端末の配備',
  '目標 60台（令和8年度末）　計画 35台（6月末）　前回 20台',
  '【1-A】実績値（台）：',
  '【1-B】所管課の評価（順調・やや遅れ・遅れ・完了 から1つ）：',
  '',
  '【9-A】回答者：',
  '【おわり】ここより下は読み取りません',
];

const encodedWord = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

/** A mail in UTF-8 under the name `name`. */
function aMail(folder: string, name: string, body: readonly string[], headers: readonly string[] = []) {
  const file = join(folder, name);
  const head = [
    `From: ${encodedWord('山田')} <yamada@iizuka.example>`,
    `Subject: ${encodedWord('回答')} [K7F3-9Q2M]`,
    'Message-ID: <1@iizuka.example>',
    'Date: Fri, 03 Jul 2026 10:00:00 +0900',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    ...headers,
  ];
  writeFileSync(file, [...head, '', ...body, ''].join('\r\n'));
  return file;
}

/** The form with something typed behind a line's colon, quoted as a client quotes it. */
const answered = (answers: Record<string, string>) =>
  FORM.map((line) => `> ${line}${answers[/^【(.{3})】/.exec(line)?.[1] ?? ''] ?? ''}`);

describe('the command line as a whole', () => {
  it('lists every command, and explains each', async () => {
    const all = await runShinchoku(['--help']);
    const one = await runShinchoku(['progress', 'evaluate', '--help']);

    expect(all).toMatchObject({ code: 0, stderr: '' });
    for (const name of [
      'plan check',
      'plan import',
      'preview',
      'mail decode',
      'reply read',
      'schedule apply',
    ])
      expect(all.stdout).toContain(name);
    expect(one.stdout).toContain('progress evaluate FILE.json');
    expect(one.stdout).toContain('--json');
  });

  it.each([
    { says: 'no command', args: [], names: 'コマンド' },
    { says: 'an unknown command', args: ['plan', 'chek'], names: 'plan check・plan import' },
    { says: 'an unknown option', args: ['mails', '--stat', 'sent'], names: '--stat' },
    { says: 'an option that is missing', args: ['status'], names: '--round ROUND' },
    { says: 'an empty option', args: ['status', '--round='], names: '--round' },
    { says: 'too many files', args: ['plan', 'check', 'a', 'b'], names: '2個' },
    { says: 'a file that is not there', args: ['mail', 'decode', '/no/such.eml'], names: '/no/such.eml' },
    { says: 'a folder for a file', args: ['mail', 'decode', '/'], names: '「/」はフォルダー' },
    { says: 'a round that is none', args: ['status', '--round', 'Q1'], names: '2026Q4F' },
    {
      says: 'a day that is none',
      args: ['preview', '--from', '2026-02-30', '--to', '2026-03-01'],
      names: '--from',
    },
    {
      says: 'days the wrong way round',
      args: ['preview', '--from', '2026-03-02', '--to', '2026-03-01'],
      names: '--to',
    },
    { says: 'a data folder that is not there', args: ['mails', '--data', '/no/such'], names: '/no/such' },
    { says: 'a stage that is none', args: ['mails', '--stage', 'no-such'], names: 'stages/no-such.yaml' },
    { says: 'outputs of no stage', args: ['mails', '--outputs', 'x.json'], names: '--stage' },
    {
      says: 'a stage and a data folder at once',
      args: ['mails', '--stage', 'sample', '--data', '.local'],
      names: '--data',
    },
    {
      says: 'a stage where a command works on files',
      args: ['mail', 'decode', 'a.eml', '--stage', 'sample'],
      names: '--stage',
    },
    {
      says: 'to export to anything but a workbook',
      args: ['plan', 'export', 'plan.csv', '--data', '/no/such'],
      names: '.xlsx',
    },
    { says: 'a state that is none', args: ['mails', '--state', 'lost'], names: 'bounced' },
  ])('refuses $says with one sentence and exit code 2', async ({ args, names }) => {
    const { code, printed, answers, warned } = await runHere(args);

    expect(code).toBe(2);
    expect([...printed, ...answers]).toEqual([]);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain(names);
    expect(warned[0]).toMatch(/^[^。\n]+。$/);
  });

  it('ends the process with the code, the sentence on standard error alone', async () => {
    const { code, stdout, stderr } = await runShinchoku(['mail', 'decode', '/no/such.eml', '--json']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^「\/no\/such.eml」.+。\n$/);
  });
});

describe('mail decode', () => {
  it('shows one mail as one object', async () => {
    const file = aMail(aTemporaryFolder(), 'a.eml', ['実績値は３２台、ﾃｽﾄです。']);

    expect(await answerOf(['mail', 'decode', file])).toEqual({
      from: 'yamada@iizuka.example',
      subject: '回答 [K7F3-9Q2M]',
      text: '実績値は３２台、ﾃｽﾄです。\r\n',
      charset: 'utf-8',
      auto: false,
      messageId: '<1@iizuka.example>',
      attachments: [],
    });
  });

  it('shows several mails as a list, each with its file', async () => {
    const folder = aTemporaryFolder();
    const plain = aMail(folder, 'a.eml', ['本文']);
    const auto = aMail(folder, 'b.eml', ['不在です'], ['Auto-Submitted: auto-replied']);

    const answer = await answerOf(['mail', 'decode', plain, auto]);

    expect(answer).toMatchObject([
      { file: plain, auto: false },
      { file: auto, auto: true },
    ]);
  });

  it('prints nothing on standard output where one of the files is missing', async () => {
    const file = aMail(aTemporaryFolder(), 'a.eml', ['本文']);

    const { code, stdout } = await runShinchoku(['mail', 'decode', file, `${file}.missing`, '--json']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('refuses a file over 40 MB', async () => {
    const file = join(aTemporaryFolder(), 'large.eml');
    writeFileSync(file, Buffer.alloc(41 * 1024 * 1024));

    const { code, stderr } = await runShinchoku(['mail', 'decode', file]);

    expect(code).toBe(2);
    expect(stderr).toContain('40MB');
  });
});

describe('reply read', () => {
  it('says what would be stored, by anchor and title', async () => {
    const folder = aTemporaryFolder();
    const sent = aMail(folder, 'sent.eml', FORM);
    const reply = aMail(folder, 'reply.eml', answered({ '1-A': '３２台', '9-A': '飯塚' }));

    const about = { initiative: 'タブレット端末の配備', kpi: null };
    expect(await answerOf(['reply', 'read', reply, '--sent', sent])).toEqual({
      receiptCode: 'K7F3-9Q2M',
      auto: false,
      fields: [
        {
          ...about,
          anchor: '1-A',
          field: 'actual',
          value: 32,
          unit: '台',
          raw: '３２台',
          confidence: 'high',
        },
        {
          anchor: '9-A',
          initiative: null,
          kpi: null,
          field: 'answerer',
          value: '飯塚',
          unit: null,
          raw: '飯塚',
          confidence: 'high',
        },
      ],
      ambiguous: [],
      notUnderstood: [],
      blank: ['1-B'],
      comment: null,
      command: null,
    });
  });

  it('keeps an implausible value with low confidence, and an unclear one apart with its reason', async () => {
    const folder = aTemporaryFolder();
    const sent = aMail(folder, 'sent.eml', FORM);
    const far = aMail(folder, 'far.eml', answered({ '1-A': '3200台' }));
    const vague = aMail(folder, 'vague.eml', answered({ '1-B': 'まあまあ' }));

    const answer = await answerOf(['reply', 'read', far, vague, '--sent', sent]);

    expect(answer).toMatchObject([
      { file: far, fields: [{ anchor: '1-A', value: 3200, confidence: 'low' }], ambiguous: [] },
      { file: vague, fields: [], ambiguous: [{ anchor: '1-B', raw: 'まあまあ', reason: 'not-a-choice' }] },
    ]);
  });

  it('stores nothing of an automatic mail, whatever it quotes', async () => {
    const folder = aTemporaryFolder();
    const sent = aMail(folder, 'sent.eml', FORM);
    const auto = aMail(folder, 'auto.eml', answered({ '1-A': '32' }), ['Auto-Submitted: auto-replied']);

    expect(await answerOf(['reply', 'read', auto, '--sent', sent])).toMatchObject({
      auto: true,
      fields: [],
      blank: ['1-A', '1-B', '9-A'],
    });
  });

  it('refuses a sent mail without a form', async () => {
    const file = aMail(aTemporaryFolder(), 'a.eml', ['ふつうのメール']);

    const { code, stderr } = await runShinchoku(['reply', 'read', file, '--sent', file]);

    expect(code).toBe(2);
    expect(stderr).toContain('【1-A】');
  });
});

describe('progress evaluate', () => {
  const overtime = {
    kpi: {
      kind: 'level',
      polarity: 'down',
      baseline: { value: 73000, at: '2025Q4' },
      targets: { 2026: 68000 },
    },
    actuals: { '2026Q1': 71000 },
    asOf: '2026Q1',
  };
  const aFile = (content: unknown) => {
    const file = join(aTemporaryFolder(), 'kpi.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };

  it('judges one KPI as one object', async () => {
    const answer = await answerOf(['progress', 'evaluate', aFile(overtime)]);

    expect(Object.keys(answer)).toEqual([
      'status',
      'rule',
      'reason',
      'ratio',
      'planned',
      'attainment',
      'requiredPace',
      'outlook',
      'tags',
      'isGuide',
    ]);
    expect(answer).toMatchObject({ status: 'on-track', ratio: 1.6, planned: 71750 });
  });

  it('judges a list in the same order', async () => {
    const missing = { ...overtime, actuals: {} };

    const answer = await answerOf(['progress', 'evaluate', aFile([missing, overtime])]);

    expect(answer).toMatchObject([{ status: 'not-reported' }, { status: 'on-track' }]);
  });

  it.each([
    { says: 'text that is no JSON', content: '{"kpi": ', names: 'JSON' },
    { says: 'a value that is none', content: { ...overtime, asOf: '2026Q5' }, names: 'asOf' },
    { says: 'a wrong entry of a list', content: [overtime, { ...overtime, kpi: {} }], names: '[1].kpi.kind' },
    { says: 'an unknown field', content: { ...overtime, target: 1 }, names: 'target' },
  ])('refuses $says, naming the place', async ({ content, names }) => {
    const { code, stdout, stderr } = await runShinchoku(['progress', 'evaluate', aFile(content), '--json']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(names);
    expect(stderr.match(/。/g)).toHaveLength(1);
  });
});

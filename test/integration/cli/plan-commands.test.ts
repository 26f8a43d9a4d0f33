import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { answerHere, answerOf, runHere, runShinchoku } from './run-shinchoku.ts';
import { aPlanFile, SAMPLE_PLAN } from './sample-files.ts';

const SAMPLE_FOLDER = fileURLToPath(new URL('../../../shared/plan/sample/', import.meta.url));
/** One initiative of the sample city's departments and directions, in the words of the sample. */
const A_SOUND_TABLE =
  '番号,取り組み名,方向性,取組方針,所管部署,目指す姿\n1-1-9,試しの取組,1-1,進める,財政課,よくなる\n';

describe('plan check', () => {
  it('finds nothing wrong with the sample plan and its directory', async () => {
    const { code, stdout, stderr } = await runShinchoku(['plan', 'check', aPlanFile(aTemporaryFolder())]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('問題はありません。');
  });

  it('names every fault by its path and exits 1', async () => {
    const file = aPlanFile(aTemporaryFolder(), (text) =>
      text.replace('kind: cumulative', 'kind: heap').replace('id: gyosei-keiei-bu,', 'id: X,'),
    );

    const human = await runShinchoku(['plan', 'check', file]);
    const json = await runShinchoku(['plan', 'check', file, '--json']);

    expect(human.code).toBe(1);
    expect(human.stdout).toContain('vision.goals[0].kind: 「heap」');
    expect(human.stdout).toContain('directory.departments[0].id: 「X」');
    expect(human.stderr.match(/。/g)).toHaveLength(1);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false });
  });

  it('names the row of a table that leaves out the rest of the plan', async () => {
    const file = join(aTemporaryFolder(), 'plan.csv');
    writeFileSync(
      file,
      '番号,取り組み名,方向性,取組方針,所管部署,目指す姿\n1-1-9,試しの取組,1-1,進める,ない課,よくなる\n',
    );

    const { code, stdout } = await runShinchoku(['plan', 'check', file, '--data', '/no/such']);

    expect(code).toBe(1);
    expect(stdout).toContain('2行目「所管部署」: 「ない課」');
    expect(stdout).toContain('見本の市');
  });

  it.each([
    { says: 'a table whose rows are sound', name: 'plan.csv', content: A_SOUND_TABLE },
    {
      says: 'a document without departments',
      name: 'plan.yaml',
      content: readFileSync(`${SAMPLE_FOLDER}plan.yaml`, 'utf8'),
    },
  ])('refuses with the import $says, where nothing is stored yet', async ({ name, content }) => {
    const folder = aTemporaryFolder();
    const file = join(folder, name);
    writeFileSync(file, content);
    const nowhere = ['--data', join(folder, 'none')];

    const checked = await runHere(['plan', 'check', file, ...nowhere]);
    const imported = await runHere(['plan', 'import', file, '--dry-run', ...nowhere]);

    expect([checked.code, imported.code]).toEqual([1, 2]);
    const [where = ''] = /最初は (.+?):/u.exec(imported.warned[0] ?? '')?.slice(1) ?? [];
    expect(checked.printed.some((line) => line.startsWith(`${where}: `))).toBe(true);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('takes the departments that lie beside a plan of two documents, and so does the import', async () => {
    const nowhere = ['--data', join(aTemporaryFolder(), 'none')];

    const checked = await runHere(['plan', 'check', `${SAMPLE_FOLDER}plan.yaml`, ...nowhere]);
    const imported = await answerHere([
      'plan',
      'import',
      `${SAMPLE_FOLDER}plan.yaml`,
      '--dry-run',
      ...nowhere,
    ]);

    expect(checked.code).toBe(0);
    expect(checked.printed.join('\n')).toContain('directory.yaml');
    expect(imported.directory.departments.added.length).toBeGreaterThan(20);
  });

  it.each([
    { says: 'a kind of file it does not read', name: 'plan.docx', content: 'x', names: '.xlsx' },
    { says: 'broken YAML', name: 'plan.yaml', content: 'id: [\n', names: 'YAML' },
    { says: 'an empty file', name: 'plan.csv', content: '', names: '空' },
  ])('refuses $says', async ({ name, content, names }) => {
    const file = join(aTemporaryFolder(), name);
    writeFileSync(file, content);

    const { code, stdout, stderr } = await runShinchoku(['plan', 'check', file]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(names);
    expect(stderr.match(/。/g)).toHaveLength(1);
  });
});

describe('plan import', () => {
  it('shows in a dry run what an empty system would get, and makes none', async () => {
    const folder = aTemporaryFolder();
    const data = join(folder, 'data');

    const answer = await answerOf(['plan', 'import', aPlanFile(folder), '--dry-run', '--data', data]);

    expect(answer).toMatchObject({ plan: SAMPLE_PLAN, applied: false });
    expect(answer.changes.length).toBeGreaterThan(20);
    expect(existsSync(data)).toBe(false);
  });

  it('imports, and the plan it imported is the one previewed', async () => {
    const folder = aTemporaryFolder();
    const data = join(folder, 'data');
    const file = aPlanFile(folder, (text) => text.replace(`id: ${SAMPLE_PLAN}`, 'id: our-plan'));

    const first = await answerHere(['plan', 'import', file, '--data', data]);
    const again = await runHere(['plan', 'import', file, '--data', data]);
    const schedules = await answerHere(['schedule', 'list', '--data', data]);
    const mails = await answerHere(['preview', '--from', '2026-07-01', '--to', '2026-07-01', '--data', data]);

    expect(first).toMatchObject({ plan: 'our-plan', applied: true, version: 1 });
    expect(again.printed).toContain('すでに同じ内容が取り込まれています。');
    expect(schedules).toMatchObject({ create: [], remove: [] });
    expect(schedules.schedules[0]).toMatchObject({ at: '2026-07-01T09:00:00+09:00', state: 'standing' });
    expect(mails).toHaveLength(20);
  }, 120_000);

  it('refuses a plan with faults as a whole', async () => {
    const folder = aTemporaryFolder();
    const data = join(folder, 'data');
    const file = aPlanFile(folder, (text) => text.replace('kind: cumulative', 'kind: heap'));

    const { code, stdout, stderr } = await runShinchoku([
      'plan',
      'import',
      file,
      '--dry-run',
      '--data',
      data,
    ]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('vision.goals[0].kind');
    expect(stderr.match(/。/g)).toHaveLength(1);
  });
});

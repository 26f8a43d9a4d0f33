/**
 * Takes each guard of the reader out in turn, in a copy of the project, and shows the test that fails for it:
 * `npm run guards [-- parts of names or files]`. Ends with 1 if a guard is missed by nobody.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GUARDS, type Guard } from '../support/guards.ts';
import { printTable } from './replies/print-table.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
/** What the tests of the reader import, and what the test runner reads. */
const COPIED = [
  'events',
  'functions',
  'infra',
  'shared',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guards-'));
  for (const name of COPIED) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

interface TestReport {
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The name of the first test that fails, or null where all pass. */
async function firstFailure(folder: string, tests: readonly string[]): Promise<string | null> {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const options = ['--project', 'unit', '--bail', '1', '--reporter', 'json', '--outputFile', report];
  const run = spawn(
    process.execPath,
    [join(PROJECT, 'node_modules/vitest/vitest.mjs'), 'run', ...options, ...tests],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
  await new Promise((resolve) => run.once('exit', resolve));
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as TestReport;
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  const [broken] = testResults.flatMap(({ message }) => message || []);
  return failed[0] ?? broken ?? null;
}

async function withoutGuard(
  folder: string,
  { file, snippet, without, tests }: Guard,
): Promise<string | null> {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(snippet, () => without),
  );
  try {
    return await firstFailure(folder, tests);
  } finally {
    writeFileSync(path, text);
  }
}

const wanted = process.argv.slice(2);
const chosen = GUARDS.filter(
  ({ name, file }) => wanted.length === 0 || wanted.some((words) => `${name} ${file}`.includes(words)),
);
const folder = copyProject();
try {
  const whole = await firstFailure(folder, [...new Set(chosen.flatMap(({ tests }) => tests))]);
  if (whole !== null) throw new Error(`the tests do not pass with every guard in place: ${whole}`);
  const rows = [];
  for (const guard of chosen) {
    const killer = await withoutGuard(folder, guard);
    rows.push({
      guard: guard.name,
      in: guard.file.replace('shared/reply/', ''),
      'killed by': killer ?? 'NOTHING',
    });
    console.error(`${killer === null ? 'SURVIVES' : 'killed'}: ${guard.name}`);
  }
  printTable(rows);
  const survivors = rows.filter((row) => row['killed by'] === 'NOTHING').length;
  console.log(`\n${rows.length} guards, ${survivors} missed by nobody`);
  process.exitCode = survivors === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

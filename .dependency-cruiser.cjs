// Who may import whom. The table stands in README.md ("The rooms"); this file is that table, executable.
// Rules are layered: a room may import the rooms listed before it, never the ones after.
const rules = [
  'calendar',
  'plan',
  'opinion',
  'progress',
  'decision',
  'round',
  'reply',
  'schedule',
  'mail',
  'report',
];
const anyRule = `^shared/(${rules.join('|')})/`;
const pureLibraries = ['zod', 'temporal-polyfill', 'japanese-holidays'];
const extraLibraries = { mail: ['hono'], report: ['hono'] };

const ruleRoom = (room, index) => ({
  name: `rules-${room}`,
  comment: `shared/${room} is pure: it may import the rooms below it, event types and the libraries decided for it.`,
  severity: 'error',
  from: { path: `^shared/${room}/` },
  to: {
    pathNot: [
      `^shared/(${rules.slice(0, index + 1).join('|')})/`,
      '^events/',
      ...[...pureLibraries, ...(extraLibraries[room] ?? [])].map((name) => `node_modules/${name}/`),
    ],
  },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'events-know-zod-only',
      severity: 'error',
      from: { path: '^events/' },
      to: { pathNot: ['^events/', 'node_modules/zod/'] },
    },
    ...rules.map(ruleRoom),
    {
      name: 'ports-know-rules-only',
      severity: 'error',
      from: { path: ['^shared/(ports|records)\\.ts$', '^shared/records/'] },
      to: { pathNot: [anyRule, '^events/', '^shared/records(/|\\.ts$)', 'node_modules/zod/'] },
    },
    {
      name: 'steps-know-rules-and-ports',
      comment: 'shared/steps is work that two functions share: it reaches the world through ports only.',
      severity: 'error',
      from: { path: '^shared/steps/' },
      to: {
        pathNot: [
          anyRule,
          '^events/',
          '^shared/(ports|records)\\.ts$',
          '^shared/records/',
          '^shared/steps/',
          '^node:crypto$',
          '^crypto$',
        ],
      },
    },
    {
      name: 'aws-sdk-in-adapters-only',
      severity: 'error',
      from: { pathNot: ['^shared/adapters/', '^test/', '^infra/local/'] },
      to: { path: 'node_modules/@aws-sdk/' },
    },
    {
      name: 'adapters-do-not-know-functions',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: ['^functions/', '^infra/'] },
    },
    {
      name: 'adapters-do-not-know-runtime',
      severity: 'error',
      from: { path: '^shared/adapters/' },
      to: { path: '^shared/runtime/' },
    },
    {
      name: 'runtime-knows-events-and-its-libraries',
      severity: 'error',
      from: { path: '^shared/runtime/' },
      to: { path: ['^shared/adapters/', '^shared/steps/', '^shared/ports\\.ts$'] },
    },
    {
      name: 'functions-do-not-know-each-other',
      severity: 'error',
      from: { path: '^functions/([^/]+/[^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-do-not-know-infra',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^infra/' },
    },
  ],
  // A run that sees no module checks nothing, so the graph must at least hold what every door leads to.
  required: [
    {
      name: 'the-graph-is-seen',
      module: { path: '^functions/collect/receive-reply/handler\\.ts$' },
      to: { path: '^shared/runtime/queue\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};

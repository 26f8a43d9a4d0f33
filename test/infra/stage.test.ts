import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadStage, StageError } from '../../infra/config/stage.ts';

const GOOD = `
city: small
plan: small-plan
account: '123456789012'
region: ap-northeast-1
mail: { domain: in.small.example, from: ask@in.small.example, ruleSetOwner: a }
identity: { issuer: cognito }
retention: { rawMailYears: 5, reportYears: 10, logDays: 180 }
`;

type Tree = { [key: string]: Tree | string | number | undefined };

/** A folder of stage files: `a` good unless said otherwise. */
function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stages-'));
  for (const [name, text] of Object.entries({ a: GOOD, ...files }))
    writeFileSync(join(folder, `${name}.yaml`), text);
  return folder;
}

/** The good stage with one thing changed. */
function changed(change: (stage: Tree) => void): string {
  const stage = parse(GOOD);
  change(stage);
  return stringify(stage);
}

function faultsOf(files: Record<string, string>, name = 'a'): readonly string[] {
  try {
    loadStage(name, aFolder(files));
  } catch (error) {
    if (error instanceof StageError) return error.faults;
    throw error;
  }
  return [];
}

describe('a stage file', () => {
  it('is read whole', () => {
    expect(loadStage('a', aFolder({}))).toMatchObject({
      name: 'a',
      account: '123456789012',
      mail: { domain: 'in.small.example' },
      retention: { logDays: 180 },
    });
  });

  it('of the sample needs no argument and no other file', () => {
    expect(loadStage('sample')).toMatchObject({ region: 'ap-northeast-1', account: '000000000000' });
  });

  it.each<[string, (stage: Tree) => void, string]>([
    [
      'a missing domain',
      (stage) => delete (stage.mail as Tree).domain,
      'stage a: mail.domain is missing, expected the domain that receives replies, as in in.example.lg.jp',
    ],
    [
      'an account id that is too short',
      (stage) => Object.assign(stage, { account: '1234' }),
      'stage a: account is "1234", expected the twelve digits of an AWS account id, in quotes',
    ],
    [
      'an account id that YAML took for a number',
      (stage) => Object.assign(stage, { account: 123456789012 }),
      'stage a: account is 123456789012, expected the twelve digits of an AWS account id, in quotes',
    ],
    [
      'an unknown key',
      (stage) => Object.assign(stage.mail as Tree, { domian: 'x' }),
      'stage a: the key mail.domian is not known, remove or correct it',
    ],
    [
      'a part left out',
      (stage) => delete stage.retention,
      'stage a: retention is missing, expected the keys rawMailYears, reportYears and logDays',
    ],
    [
      'a number of days CloudWatch does not know',
      (stage) => Object.assign(stage.retention as Tree, { logDays: 100 }),
      'stage a: retention.logDays is 100, expected one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653',
    ],
    [
      'a sender outside the domain',
      (stage) => Object.assign(stage.mail as Tree, { from: 'ask@elsewhere.example' }),
      'stage a: mail.from is "ask@elsewhere.example", expected the fixed sender, an address at mail.domain',
    ],
    [
      'an issuer without https',
      (stage) => Object.assign(stage.identity as Tree, { issuer: 'http://login.example' }),
      'stage a: identity.issuer is "http://login.example", expected either cognito or the https address of an OpenID Connect issuer',
    ],
    [
      'a secret of its own for the user pool',
      (stage) => Object.assign(stage.identity as Tree, { clientSecret: 'city/sign-in' }),
      'stage a: identity.clientSecret is "city/sign-in", expected generated for cognito, for an issuer of your own the name of a secret of Secrets Manager',
    ],
    [
      'an owner that is no stage',
      (stage) => Object.assign(stage.mail as Tree, { ruleSetOwner: 'gone' }),
      'stage a: mail.ruleSetOwner is "gone", expected the name of a stage that exists',
    ],
  ])('with %s is refused in one sentence', (_, change, sentence) => {
    expect(faultsOf({ a: changed(change) })).toEqual([sentence]);
  });

  it('with several faults names each', () => {
    const faults = faultsOf({ a: changed((stage) => Object.assign(stage, { account: '1', plan: 'A B' })) });
    expect(faults).toHaveLength(2);
  });

  it.each([
    ['', 'stage a: the file does not hold a stage, expected keys and values'],
    ['a: [1', /^stage a: the file is not YAML: /],
  ])('that holds %j is refused in one sentence', (text, sentence) => {
    const faults = faultsOf({ a: text });
    expect(faults).toEqual([sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence]);
  });

  it('that is not there is refused with those that are', () => {
    expect(faultsOf({ b: GOOD }, 'c')).toEqual(['there is no stage "c": expected one of a, b']);
  });

  it('clashes with one of the same account and region that names another owner of the rule set', () => {
    const b = changed((stage) => Object.assign(stage.mail as Tree, { ruleSetOwner: 'b' }));
    expect(faultsOf({ b })).toEqual([
      'stage a: mail.ruleSetOwner is "a", but stage b of the same account and region says "b", expected the same in both, for only one rule set is active',
    ]);
  });

  it('may share the rule set, and leaves stages of other accounts and regions alone', () => {
    const other = (stage: Tree) => Object.assign(stage.mail as Tree, { ruleSetOwner: 'c' });
    const c = changed((stage) => {
      other(stage);
      stage.region = 'us-east-1';
    });
    expect(faultsOf({ b: GOOD, c })).toEqual([]);
  });
});

describe('the CDK app', () => {
  it('tells a fault of the stage in one sentence and without a stack trace', async () => {
    const told = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ stage: 'nowhere' }) };
      execFile(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { env }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(told).toEqual({ code: 2, stderr: 'there is no stage "nowhere": expected one of sample\n' });
  });
});

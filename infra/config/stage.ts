import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';

const STAGES_FOLDER = fileURLToPath(new URL('stages', import.meta.url));

/** The stage that is meant where none is named. */
export const SAMPLE_STAGE = 'sample';

/** What CloudWatch takes as the retention of a log group. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] as const;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}$/;

/** A text of one form; what it should look like is said the same way whether it is missing or wrong. */
const text = (pattern: RegExp, expectation: string) =>
  z.string({ error: expectation }).regex(pattern, { error: expectation });

const number = (min: number, max: number, expectation: string) =>
  z.int({ error: expectation }).min(min, { error: expectation }).max(max, { error: expectation });

const RULE_SET_OWNER = text(
  /^[a-z][a-z0-9-]{0,19}$/,
  'the name of the stage that owns the receipt rule set of this account and region, mostly this stage itself',
);
const ACCOUNT = text(/^\d{12}$/, 'the twelve digits of an AWS account id, in quotes');
const REGION = text(/^[a-z]{2}-[a-z]+-\d$/, 'a region in which SES receives mail, as in ap-northeast-1');

/** The user pool makes the secret of its client itself. */
export const GENERATED_SECRET = 'generated';

const StageFile = z
  .strictObject(
    {
      city: text(/^[a-z][a-z0-9-]{0,39}$/, 'a short name in small letters, as in iizuka'),
      plan: text(/^[a-z0-9][a-z0-9-]{0,59}$/, "the plan's id, as in iizuka-plan-r6"),
      account: ACCOUNT,
      region: REGION,
      mail: z.strictObject(
        {
          domain: text(DOMAIN, 'the domain that receives replies, as in in.example.lg.jp'),
          from: z.email({ error: 'the fixed sender, an address at mail.domain' }),
          ruleSetOwner: RULE_SET_OWNER,
        },
        { error: 'the keys domain, from and ruleSetOwner' },
      ),
      identity: z.strictObject(
        {
          issuer: text(
            /^(cognito|https:\/\/[^\s?#]+)$/,
            'either cognito or the https address of an OpenID Connect issuer',
          ),
          /** Our id at the city's own issuer; the user pool gives one by itself. */
          clientId: text(/^\S{1,200}$/, 'our client id at the issuer').optional(),
          /**
           * For a confidential client: the name of a secret of Secrets Manager in this account and region, which holds the
           * client's secret and nothing else; for the user pool `generated`. Left out, the client is a public one.
           */
          clientSecret: text(
            /^[A-Za-z0-9/_+=.@-]{1,200}$/,
            'the name of a secret of Secrets Manager',
          ).optional(),
          /** Where that issuer's identity token names the groups. */
          rolesClaim: text(/^\S{1,100}$/, 'the claim that names the groups, as in roles').optional(),
        },
        { error: 'the key issuer, and for an issuer of your own clientId and rolesClaim' },
      ),
      retention: z.strictObject(
        {
          rawMailYears: number(1, 30, 'whole years from 1 to 30'),
          reportYears: number(1, 50, 'whole years from 1 to 50'),
          logDays: z.literal([...LOG_DAYS], { error: `one of ${LOG_DAYS.join(', ')}` }),
        },
        { error: 'the keys rawMailYears, reportYears and logDays' },
      ),
      /** Who is told of alarms; nobody where left out. */
      alarmsTo: z.email({ error: 'one mail address, or nothing at all' }).optional(),
    },
    { error: 'keys and values' },
  )
  .refine(({ mail }) => mail.from.endsWith(`@${mail.domain}`), {
    path: ['mail', 'from'],
    error: 'the fixed sender, an address at mail.domain',
  })
  .refine(({ identity: { issuer, clientId } }) => !issuer.startsWith('https:') || clientId !== undefined, {
    path: ['identity', 'clientId'],
    error: 'our client id at the issuer',
  })
  .refine(
    ({ identity: { issuer, clientSecret } }) =>
      clientSecret === undefined || (issuer === 'cognito') === (clientSecret === GENERATED_SECRET),
    {
      path: ['identity', 'clientSecret'],
      error: `${GENERATED_SECRET} for cognito, for an issuer of your own the name of a secret of Secrets Manager`,
    },
  );

/** Everything that differs from one stage to the next. */
export type Stage = z.infer<typeof StageFile> & { readonly name: string };

/** A stage file that cannot be used: one sentence for each fault, with the key and what was expected there. */
export class StageError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'StageError';
    this.faults = faults;
  }
}

/** The stages there are. */
export function listStages(folder: string = STAGES_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** Reads one stage, and looks at the others only for what they share with it. Throws a StageError. */
export function loadStage(name: string, folder: string = STAGES_FOLDER): Stage {
  const names = listStages(folder);
  if (!names.includes(name))
    throw new StageError([`there is no stage "${name}": expected one of ${names.join(', ') || 'none yet'}`]);
  const raw = readStageFile(folder, name);
  const parsed = StageFile.safeParse(raw);
  if (!parsed.success)
    throw new StageError(
      parsed.error.issues.flatMap((issue) =>
        sentencesOf(issue, raw).map((fault) => `stage ${name}: ${fault}`),
      ),
    );
  const stage = { ...parsed.data, name };
  const clashes = clashesOf(stage, names, folder);
  if (clashes.length > 0) throw new StageError(clashes);
  return stage;
}

function readStageFile(folder: string, name: string): unknown {
  try {
    return parse(readFileSync(join(folder, `${name}.yaml`), 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new StageError([`stage ${name}: the file is not YAML: ${why}`]);
  }
}

function sentencesOf(issue: z.core.$ZodIssue, raw: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `the key ${[...path, key].join('.')} is not known, remove or correct it`);
  const key = path.join('.');
  if (key === '') return [`the file does not hold a stage, expected ${issue.message}`];
  const found = path.reduce<unknown>(valueAt, raw);
  if (found === undefined) return [`${key} is missing, expected ${issue.message}`];
  return [`${key} is ${JSON.stringify(found)}, expected ${issue.message}`];
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([k]) => k === key)?.[1]
    : undefined;
}

/** What another stage must have for a clash to be seen; its other faults are its own affair. */
const Neighbour = z.object({
  account: ACCOUNT,
  region: REGION,
  mail: z.object({ ruleSetOwner: RULE_SET_OWNER }),
});

/**
 * SES works by one receipt rule set per account and region, so stages that share both must agree whose it is:
 * otherwise activating one would silence the other.
 */
function clashesOf(stage: Stage, names: readonly string[], folder: string): string[] {
  const { account, region, mail } = stage;
  const faults: string[] = [];
  for (const name of names.filter((other) => other !== stage.name)) {
    const { data: other } = Neighbour.safeParse(readStageFile(folder, name));
    if (other?.account !== account || other.region !== region) continue;
    if (other.mail.ruleSetOwner !== mail.ruleSetOwner)
      faults.push(
        `stage ${stage.name}: mail.ruleSetOwner is "${mail.ruleSetOwner}", but stage ${name} of the same account ` +
          `and region says "${other.mail.ruleSetOwner}", expected the same in both, for only one rule set is active`,
      );
  }
  if (mail.ruleSetOwner !== stage.name && !names.includes(mail.ruleSetOwner))
    faults.push(
      `stage ${stage.name}: mail.ruleSetOwner is "${mail.ruleSetOwner}", expected the name of a stage that exists`,
    );
  return faults;
}

import * as z from 'zod';

const Name = z.string().min(1);

/** The environment keys functions know, each with what it holds; a function picks those it needs. */
export const CONFIG_KEYS = {
  CITY: Name,
  PLAN: Name,
  TABLE_NAME: Name,
  BUCKET_NAME: Name,
  REPLY_DOMAIN: Name,
  FROM_ADDRESS: z.email(),
  CONFIGURATION_SET: Name,
  SCHEDULE_GROUP: Name,
  SCHEDULE_ROLE_ARN: Name,
  SCHEDULE_DEAD_LETTER_ARN: Name,
  OPEN_ROUND_QUEUE_ARN: Name,
  REMIND_QUEUE_ARN: Name,
  EVALUATE_PROGRESS_QUEUE_ARN: Name,
  SEND_DIGEST_QUEUE_ARN: Name,
  PLAN_SCHEDULES_QUEUE_ARN: Name,
  /** Where browsers find the pages, without a slash at the end. */
  WEB_ORIGIN: z.url().regex(/[^/]$/),
  SIGN_IN_ISSUER: z.url(),
  SIGN_IN_CLIENT: Name,
  /** What the client's secret is called where secrets are kept; `none` where the client has none. Never the secret itself. */
  SIGN_IN_SECRET: Name.transform((name) => (name === 'none' ? null : name)),
  /** The claim that names somebody's groups. */
  SIGN_IN_ROLES_CLAIM: Name,
} as const;

/** The environment lacks something a function needs; every missing key is named at once. */
class ConfigError extends Error {
  constructor(issues: readonly string[]) {
    super(`the environment is not complete: ${issues.join('; ')}`);
    this.name = 'ConfigError';
  }
}

/** Reads a function's configuration from the environment given to it. Never called at import of a rule. */
export function loadConfig<S extends z.ZodType>(
  schema: S,
  environment: Record<string, string | undefined>,
): z.infer<S> {
  const parsed = schema.safeParse(environment);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return parsed.data;
}

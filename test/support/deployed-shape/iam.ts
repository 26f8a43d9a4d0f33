import * as z from 'zod';
import { conditionsHold, matches } from './iam-conditions.ts';

const OneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** Whom a statement of a resource's policy speaks of, by kind. */
interface Principals {
  readonly AWS: readonly string[];
  readonly Service: readonly string[];
  readonly Federated: readonly string[];
}

const Principals = z.union([
  z.literal('*').transform((): Principals => ({ AWS: ['*'], Service: [], Federated: [] })),
  z.object({
    AWS: OneOrMany.default([]),
    Service: OneOrMany.default([]),
    Federated: OneOrMany.default([]),
  }),
]);

const StatementJson = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: Principals.optional(),
  Action: OneOrMany.optional(),
  NotAction: OneOrMany.optional(),
  Resource: OneOrMany.optional(),
  NotResource: OneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

const PolicyDocument = z.object({
  Version: z.literal('2012-10-17').optional(),
  Statement: z.union([StatementJson, z.array(StatementJson)]).transform((value) => [value].flat()),
});

/** One statement of a policy, and the policy it stands in. */
export type Statement = z.infer<typeof StatementJson> & { readonly policy: string };

/** Reads a policy document. Throws for anything this harness would not evaluate. */
export function readPolicy(document: unknown, policy: string): Statement[] {
  return PolicyDocument.parse(document).Statement.map((statement) => ({ ...statement, policy }));
}

/** Who calls. */
export type Caller =
  | { readonly kind: 'role'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string };

/** The values of condition keys; a key that is not here is not in the request. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One thing asked for: one action on one resource. */
export interface AccessRequest {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** The policies that have a say. */
export interface Policies {
  /** Of the calling role; none for a service. */
  readonly identity: readonly Statement[];
  /** On the resource itself: queue, topic, bucket or key policy, or a role's trust policy. */
  readonly resource: readonly Statement[];
}

export type Decision =
  | { readonly allowed: true; readonly by: Statement }
  | { readonly allowed: false; readonly why: 'denied' | 'not-allowed' };

/** Services whose resource policy must agree even within the account; elsewhere either side is enough. */
const RESOURCE_DECIDES = ['kms:', 'sts:'];

/**
 * Decides one request within one account as IAM does: an explicit deny wins; a service needs the resource's policy;
 * a role needs its own policy or the resource's, and for a key the key's policy, which may hand the decision to the
 * account. Source: "Policy evaluation logic" in the IAM user guide.
 */
export function decide(request: AccessRequest, { identity, resource }: Policies): Decision {
  const own = identity.filter((statement) => appliesTo(statement, request));
  const theirs = resource.filter(
    (statement) => appliesTo(statement, request) && namesCaller(statement, request.caller) !== 'no',
  );
  if ([...own, ...theirs].some(({ Effect }) => Effect === 'Deny')) return { allowed: false, why: 'denied' };
  const ownAllow = request.caller.kind === 'role' ? own[0] : undefined;
  const direct = theirs.find((statement) => namesCaller(statement, request.caller) === 'yes');
  const delegated = theirs.some((statement) => namesCaller(statement, request.caller) === 'account');
  const resourceDecides = RESOURCE_DECIDES.some((prefix) => request.action.startsWith(prefix));
  const by = direct ?? (ownAllow && (!resourceDecides || delegated) ? ownAllow : undefined);
  return by ? { allowed: true, by } : { allowed: false, why: 'not-allowed' };
}

/** Whether a statement speaks of this action, resource and context; whom it names is another question. */
function appliesTo(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  if (Action && !Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))) return false;
  if (NotAction?.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))) return false;
  if (Resource && !Resource.some((pattern) => matches(pattern, resource))) return false;
  if (NotResource?.some((pattern) => matches(pattern, resource))) return false;
  return conditionsHold(Condition, context);
}

/** `account`: the statement names the account, which lets the account's own policies decide. */
function namesCaller({ Principal }: Statement, caller: Caller): 'yes' | 'account' | 'no' {
  if (!Principal) return 'no';
  if (Principal.AWS.includes('*')) return 'yes';
  if (caller.kind === 'service') return Principal.Service.includes(caller.service) ? 'yes' : 'no';
  if (Principal.AWS.includes(caller.arn)) return 'yes';
  const account = [caller.account, `arn:aws:iam::${caller.account}:root`];
  return Principal.AWS.some((principal) => account.includes(principal)) ? 'account' : 'no';
}

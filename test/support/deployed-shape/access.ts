import { type Call, createKeyring } from './encryption.ts';
import { type Caller, type Context, type Decision, decide, type Policies, type Statement } from './iam.ts';
import { type Role, readResourcePolicies, readRoles } from './roles.ts';
import type { Deployment } from './template.ts';

/** Whether a function made the call itself, or the platform did in the role's or its own name. */
export type Origin = 'function' | 'platform';

/** One call as it was made; the same call made again only counts. */
export interface RecordedCall extends Call {
  readonly caller: Caller;
  readonly origin: Origin;
  readonly allowed: boolean;
  count: number;
}

/** A call the templates do not allow. */
export interface Refusal {
  readonly caller: Caller;
  readonly call: Call;
  readonly why: Extract<Decision, { allowed: false }>['why'];
}

export type Access = ReturnType<typeof createAccess>;

/** Decides every call by the policies of the templates, and keeps a record of all of them. */
export function createAccess(deployment: Deployment) {
  const roles = readRoles(deployment);
  const resourcePolicies = readResourcePolicies(deployment);
  const keysFor = createKeyring(deployment);
  const record = new Map<string, RecordedCall>();
  const refusals: Refusal[] = [];
  const changed = new Map<string, readonly Statement[]>();

  const roleOf = (arn: string): Role => {
    const role = roles.get(arn);
    if (!role) throw new RangeError(`the templates hold no role ${arn}`);
    return role;
  };

  /** The policies that have a say in a call, those of the role possibly others than the template's. */
  function policiesOf(caller: Caller, { action, resource }: Call, identity?: readonly Statement[]): Policies {
    const own = caller.kind === 'role' ? roleOf(caller.arn).statements : [];
    const trust = action === 'sts:AssumeRole' ? roles.get(resource)?.trust : undefined;
    const onResource = resourcePolicies.get(
      action.startsWith('s3:') ? (resource.split('/')[0] ?? '') : resource,
    );
    return { identity: identity ?? own, resource: trust ?? onResource ?? [] };
  }

  /** What IAM says of one call, without a record of it. */
  function judge(caller: Caller, call: Call, identity?: readonly Statement[]): Decision {
    return decide({ caller, ...call }, policiesOf(caller, call, identity));
  }

  return {
    deployment,
    roles,
    judge,
    /** The caller a role is. */
    caller: (arn: string): Caller => ({ kind: 'role', arn: roleOf(arn).arn, account: deployment.account }),
    /** Asks for calls that belong together: all are allowed, or the first that is not is told. */
    ask(caller: Caller, calls: readonly Call[], origin: Origin): Refusal | undefined {
      const all = calls
        .flatMap((call) => [call, ...keysFor(call)])
        .map(withCommonKeys(caller, deployment.account));
      for (const call of all) {
        const identity = caller.kind === 'role' ? changed.get(caller.arn) : undefined;
        const decision = judge(caller, call, identity);
        const key = JSON.stringify([caller, call, origin, decision.allowed]);
        const known = record.get(key);
        if (known) known.count += 1;
        else record.set(key, { caller, ...call, origin, allowed: decision.allowed, count: 1 });
        if (!decision.allowed) {
          const refusal = { caller, call, why: decision.why };
          refusals.push(refusal);
          return refusal;
        }
      }
      return undefined;
    },
    /** Lets a role do only this until `restore`. */
    restrict: (arn: string, statements: readonly Statement[]) =>
      void changed.set(roleOf(arn).arn, statements),
    restore: (arn: string) => void changed.delete(arn),
    calls: (): readonly RecordedCall[] => [...record.values()],
    refusals: (): readonly Refusal[] => refusals,
  };
}

/** Keys that are in every request. Calls go over TLS on AWS; here they stay on the loopback, which is as private. */
function withCommonKeys(caller: Caller, account: string) {
  const common: Context =
    caller.kind === 'role'
      ? {
          'aws:SecureTransport': 'true',
          'aws:PrincipalArn': caller.arn,
          'aws:PrincipalAccount': caller.account,
          'aws:PrincipalIsAWSService': 'false',
          'aws:ResourceAccount': account,
        }
      : {
          'aws:SecureTransport': 'true',
          'aws:PrincipalIsAWSService': 'true',
          'aws:ResourceAccount': account,
        };
  return (call: Call): Call => ({ ...call, context: { ...common, ...call.context } });
}

/** A refusal in the words AWS uses. */
export function wordsOf({ caller, call, why }: Refusal): string {
  const who =
    caller.kind === 'role'
      ? caller.arn.replace(':iam::', ':sts::').replace(':role/', ':assumed-role/').concat('/harness')
      : caller.service;
  const because =
    why === 'denied'
      ? 'with an explicit deny'
      : `because no identity-based policy allows the ${call.action} action`;
  return `User: ${who} is not authorized to perform: ${call.action} on resource: ${call.resource} ${because}`;
}

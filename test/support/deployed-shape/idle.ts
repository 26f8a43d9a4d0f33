import type { Access, RecordedCall } from './access.ts';
import type { Statement } from './iam.ts';
import type { Role } from './roles.ts';

/** One thing taken away from a role: a whole statement, one action of it, or one resource of it. */
export interface Removal {
  readonly role: Role;
  /** As in `RemindDeployedRole: ReadTable dynamodb:GetItem`. */
  readonly name: string;
  readonly actions: readonly string[];
  /** What the role may do without it. */
  readonly left: readonly Statement[];
}

/** What a removal breaks of the calls that were really made. */
export interface RemovalResult extends Removal {
  /** `nothing`: the permission is idle. `platform`: only the platform itself needs it, acting in the role's name. */
  readonly breaks: 'function' | 'platform' | 'nothing';
  /** The first call that would be refused. */
  readonly call: RecordedCall | undefined;
}

/** Every way to take one thing away from what a role is allowed. */
export function removalsFrom(role: Role): Removal[] {
  return role.statements.flatMap((statement, index) => {
    if (statement.Effect !== 'Allow') return [];
    const { Action = [], Resource = [], Sid = String(index) } = statement;
    const removal = (what: string, actions: readonly string[], put: readonly Statement[]): Removal => ({
      role,
      name: `${role.logicalId}: ${[Sid, what].filter((word) => word !== '').join(' ')}`,
      actions,
      left: role.statements.toSpliced(index, 1, ...put),
    });
    const one = (all: readonly string[], part: string) => all.filter((other) => other !== part);
    return [
      removal('', Action, []),
      ...(Action.length < 2
        ? []
        : Action.map((action) => removal(action, [action], [{ ...statement, Action: one(Action, action) }]))),
      ...(Resource.length < 2
        ? []
        : Resource.map((arn) =>
            removal(`on ${arn}`, Action, [{ ...statement, Resource: one(Resource, arn) }]),
          )),
    ];
  });
}

/** Replays the allowed calls of a run, without making them, against each role with one thing taken away. */
export function replayRemovals(access: Access): RemovalResult[] {
  return [...access.roles.values()].flatMap((role) => {
    const calls = access
      .calls()
      .filter(({ caller, allowed }) => allowed && caller.kind === 'role' && caller.arn === role.arn);
    return removalsFrom(role).map((removal): RemovalResult => {
      const broken = calls.filter((call) => !access.judge(call.caller, call, removal.left).allowed);
      const call = broken.find(({ origin }) => origin === 'function') ?? broken[0];
      return { ...removal, call, breaks: call?.origin ?? 'nothing' };
    });
  });
}

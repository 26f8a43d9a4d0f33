/** Reading a synthesized template in tests: resources, statements, references. */

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties are looked at from many sides, in tests only.
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}

export type Resources = ReadonlyMap<string, Resource>;

export function resourcesOf(template: Record<string, unknown>): Resources {
  return new Map(Object.entries(template.Resources as Record<string, Resource>));
}

export const ofType = (resources: Resources, type: string) =>
  [...resources].filter(([, { Type }]) => Type === type).map(([id, resource]) => ({ id, ...resource }));

/** The logical id that a `Ref` or `Fn::GetAtt` points to; undefined for anything else. */
export function referredBy(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = Object(value);
  return Ref ?? attribute?.[0];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Every statement of a role's own policies, with the logical id of the policy. */
export function roleStatements(resources: Resources): (Statement & { policy: string; roles: string[] })[] {
  return ofType(resources, 'AWS::IAM::Policy').flatMap(({ id, Properties }) =>
    Properties.PolicyDocument.Statement.map((statement: Statement) => ({
      ...statement,
      policy: id,
      roles: Properties.Roles.map(referredBy),
    })),
  );
}

/** Every statement of a resource's policy: queues, topics, buckets, keys. */
export function resourceStatements(resources: Resources): (Statement & { policy: string })[] {
  return [...resources].flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::Role') return [];
    const document = Properties?.PolicyDocument ?? Properties?.KeyPolicy;
    return (document?.Statement ?? []).map((statement: Statement) => ({ ...statement, policy: id }));
  });
}

export const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** A value as text, with what CloudFormation fills in later as `<…>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = Object(value);
  if (parts['Fn::Join']) return parts['Fn::Join'][1].map(textOf).join(parts['Fn::Join'][0]);
  if (parts['Fn::ImportValue']) return `<${textOf(parts['Fn::ImportValue'])}>`;
  // An address has to look like one.
  if (parts['Fn::GetAtt']?.[1] === 'ApiEndpoint') return 'https://api.example';
  if (parts['Fn::GetAtt']) return `<${parts['Fn::GetAtt'].join('.')}>`;
  if (parts.Ref) return `<${parts.Ref}>`;
  return JSON.stringify(value);
}

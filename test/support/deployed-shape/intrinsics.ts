import * as z from 'zod';

/** One template as CloudFormation reads it; what the harness has no use for is left aside. */
export const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Condition: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Condition: z.string().optional(),
        Value: z.unknown(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

/** What an intrinsic function may ask of the stack it stands in. */
export interface StackFacts {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  exported(name: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
  condition(name: string): boolean;
}

/** Stands for AWS::NoValue until the property or list entry that holds it is removed. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A template says something this harness does not know; it refuses rather than guess. */
class UnknownIntrinsicError extends Error {
  constructor(what: string) {
    super(`the template uses ${what}, which the harness does not know`);
    this.name = 'UnknownIntrinsicError';
  }
}

/** Replaces every intrinsic function inside a value. What is plain stays as it is. */
export function resolve(value: unknown, facts: StackFacts): unknown {
  if (Array.isArray(value))
    return value.map((part) => resolve(part, facts)).filter((part) => part !== NO_VALUE);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return call(first[0], first[1], facts);
  }
  return Object.fromEntries(
    entries.flatMap(([name, part]) => {
      const resolved = resolve(part, facts);
      return resolved === NO_VALUE ? [] : [[name, resolved]];
    }),
  );
}

function call(name: string, argument: unknown, facts: StackFacts): unknown {
  const inner = (part: unknown) => resolve(part, facts);
  const text = (part: unknown) => textOf(inner(part), name);
  const list = () => listOf(argument, name);
  switch (name) {
    case 'Ref':
      return facts.ref(textOf(argument, name));
    case 'Fn::GetAtt': {
      const parts = typeof argument === 'string' ? argument.split('.') : list().map(text);
      return facts.attribute(parts[0] ?? '', parts.slice(1).join('.'));
    }
    case 'Fn::Join': {
      const [separator, parts] = list();
      return listOf(inner(parts), name)
        .map((part) => textOf(part, name))
        .join(text(separator));
    }
    case 'Fn::Sub':
      return substitute(argument, facts);
    case 'Fn::ImportValue':
      return facts.exported(text(argument));
    case 'Fn::Select': {
      const [index, parts] = list();
      return inner(listOf(inner(parts), name)[Number(inner(index))]);
    }
    case 'Fn::Split': {
      const [separator, whole] = list();
      return text(whole).split(text(separator));
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = list().map(text);
      return facts.mapping(map ?? '', first ?? '', second ?? '');
    }
    case 'Fn::Base64':
      return Buffer.from(text(argument)).toString('base64');
    case 'Fn::If': {
      const [condition, yes, no] = list();
      return inner(facts.condition(textOf(condition, name)) ? yes : no);
    }
    default:
      throw new UnknownIntrinsicError(name);
  }
}

/** `${Name}`, `${Resource.Attribute}`, and `${!Literal}` for a text that only looks like one. */
function substitute(argument: unknown, facts: StackFacts): string {
  const [pattern, extra] = typeof argument === 'string' ? [argument, {}] : listOf(argument, 'Fn::Sub');
  const values = isRecord(extra) ? extra : {};
  return textOf(pattern, 'Fn::Sub').replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in values) return textOf(resolve(values[name], facts), whole);
    const [id = '', ...attribute] = name.split('.');
    const value = attribute.length > 0 ? facts.attribute(id, attribute.join('.')) : facts.ref(name);
    return textOf(value, whole);
  });
}

/** Whether a condition of the template holds. */
export function holds(condition: unknown, facts: StackFacts): boolean {
  if (!isRecord(condition)) throw new UnknownIntrinsicError(`the condition ${JSON.stringify(condition)}`);
  const [name, argument] = Object.entries(condition)[0] ?? ['', null];
  const parts = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Condition':
      return facts.condition(textOf(argument, name));
    case 'Fn::Equals':
      return JSON.stringify(resolve(parts[0], facts)) === JSON.stringify(resolve(parts[1], facts));
    case 'Fn::Not':
      return !holds(parts[0], facts);
    case 'Fn::And':
      return parts.every((part) => holds(part, facts));
    case 'Fn::Or':
      return parts.some((part) => holds(part, facts));
    default:
      throw new UnknownIntrinsicError(name);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${where} needs a text and got ${JSON.stringify(value)}`);
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${where} needs a list and got ${JSON.stringify(value)}`);
  return value;
}

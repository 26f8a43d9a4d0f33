import { isRecord } from './intrinsics.ts';

/**
 * Whether an event matches a pattern of EventBridge (rules and pipes share the language). Throws for an operator
 * that is not known here: a filter passed over would let everything through, or nothing.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isRecord(pattern))
    throw new TypeError(`an event pattern is an object, not ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') {
      if (!Array.isArray(wanted)) throw new TypeError('$or takes a list of patterns');
      return wanted.some((part) => matchesPattern(part, event));
    }
    const value = isRecord(event) ? event[key] : undefined;
    return Array.isArray(wanted) ? matchesAny(wanted, value) : matchesPattern(wanted, value);
  });
}

/** A list in the pattern are alternatives; a list in the event matches with any of its entries. */
function matchesAny(alternatives: readonly unknown[], value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  return alternatives.some((matcher) =>
    isRecord(matcher) ? matchesFilter(matcher, value, values) : values.some((one) => one === matcher),
  );
}

function matchesFilter(
  matcher: Record<string, unknown>,
  value: unknown,
  values: readonly unknown[],
): boolean {
  const [operator = '', operand] = Object.entries(matcher)[0] ?? [];
  const anyText = (test: (text: string) => boolean) =>
    values.some((one) => typeof one === 'string' && test(one));
  switch (operator) {
    case 'prefix':
      return anyText((text) => text.startsWith(String(operand)));
    case 'suffix':
      return anyText((text) => text.endsWith(String(operand)));
    case 'equals-ignore-case':
      return anyText((text) => text.toLowerCase() === String(operand).toLowerCase());
    case 'wildcard': {
      const source = String(operand)
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*');
      return anyText((text) => new RegExp(`^${source}$`, 's').test(text));
    }
    case 'exists':
      return (value !== undefined) === operand;
    case 'anything-but': {
      const refused = [operand].flat();
      return value !== undefined && values.every((one) => !refused.some((other) => other === one));
    }
    case 'numeric':
      return values.some((one) => typeof one === 'number' && isWithin(one, [operand].flat()));
    default:
      throw new RangeError(`the pattern operator ${operator} is not known here`);
  }
}

function isWithin(value: number, bounds: readonly unknown[]): boolean {
  for (let index = 0; index < bounds.length; index += 2) {
    const bound = Number(bounds[index + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    };
    const comparison = String(bounds[index]);
    const result = Object.entries(holds).find(([name]) => name === comparison)?.[1];
    if (result === undefined) throw new RangeError(`the comparison ${comparison} is not known here`);
    if (!result) return false;
  }
  return true;
}

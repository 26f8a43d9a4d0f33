type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Context = Readonly<Record<string, string | readonly string[]>>;

/** How one value in the request compares with one value in the policy. */
type Comparison = (asked: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, { readonly test: Comparison; readonly negated?: boolean }>> = {
  StringEquals: { test: (asked, wanted) => asked === wanted },
  StringNotEquals: { test: (asked, wanted) => asked === wanted, negated: true },
  StringEqualsIgnoreCase: { test: (asked, wanted) => asked.toLowerCase() === wanted.toLowerCase() },
  StringLike: { test: (asked, wanted) => matches(wanted, asked) },
  StringNotLike: { test: (asked, wanted) => matches(wanted, asked), negated: true },
  ArnEquals: { test: arnLike },
  ArnLike: { test: arnLike },
  ArnNotEquals: { test: arnLike, negated: true },
  ArnNotLike: { test: arnLike, negated: true },
  Bool: { test: (asked, wanted) => asked.toLowerCase() === wanted.toLowerCase() },
  NumericEquals: { test: (asked, wanted) => Number(asked) === Number(wanted) },
  NumericLessThan: { test: (asked, wanted) => Number(asked) < Number(wanted) },
  NumericLessThanEquals: { test: (asked, wanted) => Number(asked) <= Number(wanted) },
};

/**
 * Whether every condition of a statement holds; several values of one key are alternatives. Throws for an operator
 * that is not known: a condition passed over would be a door left open.
 */
export function conditionsHold(conditions: Conditions, context: Context): boolean {
  // Condition keys are case-insensitive.
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      conditionHolds(operator, values.get(key.toLowerCase()), [wanted].flat().map(String)),
    ),
  );
}

function conditionHolds(
  operator: string,
  asked: readonly string[] | undefined,
  wanted: readonly string[],
): boolean {
  const [, set, base = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return wanted.includes(String(asked === undefined));
  const comparison = COMPARISONS[base];
  if (!comparison) throw new RangeError(`the condition operator ${operator} is not known here`);
  const { test, negated = false } = comparison;
  const passes = (value: string) => wanted.some((candidate) => test(value, candidate)) !== negated;
  if (asked === undefined) {
    // A negated comparison holds where there is nothing to compare; so does "all of none".
    return negated || ifExists !== undefined || set === 'ForAllValues:';
  }
  return set === 'ForAllValues:' ? asked.every(passes) : asked.some(passes);
}

/** ARNs are compared part by part, and a wildcard does not reach over the first five colons. */
function arnLike(asked: string, wanted: string): boolean {
  const split = (arn: string) => {
    const parts = arn.split(':');
    return [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  const patterns = split(wanted);
  return split(asked).every((part, index) => matches(patterns[index] ?? '', part));
}

const PATTERNS = new Map<string, RegExp>();

/** IAM's wildcards: `*` for any text, `?` for one character. Refuses policy variables. */
export function matches(pattern: string, text: string): boolean {
  if (/\$\{(?![*?$]\})/.test(pattern))
    throw new RangeError(`policy variables are not known here: ${pattern}`);
  let expression = PATTERNS.get(pattern);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, 's');
    PATTERNS.set(pattern, expression);
  }
  return expression.test(text);
}

import type { RuleFault } from '../../../../shared/schedule/check-rules.ts';
import { hourWords } from '../../../../shared/schedule/describe-rules.ts';
import { ScheduleRules } from '../../../../shared/schedule/rules.ts';

/** One line of the form in which the rhythm of the regular rounds is edited. */
export interface RuleField {
  /** The name of the rule, as `checkRules` names it. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type: 'time' | 'number';
}

/** The lines of the form with the rules as they stand. A blank step of the ladder is left out. */
export function fieldsOf(rules: ScheduleRules): RuleField[] {
  const { regular } = rules;
  const { due } = regular;
  return [
    { name: 'sendAt', label: '送る時刻', value: rules.sendAt, type: 'time' },
    { name: 'dueAt', label: '期限の時刻', value: rules.dueAt, type: 'time' },
    ...(due.on === 'nth-business-day'
      ? [
          {
            name: 'regular.due',
            label: '期限（翌月の第何開庁日）',
            value: String(due.n),
            type: 'number',
          } as const,
        ]
      : []),
    ...regular.ladder.map(
      ({ days, kind, copyChief }, index): RuleField => ({
        name: `regular.ladder.${index}.days`,
        label: `${index + 1}回目の${kind === 'escalation' ? '部局長への連絡' : '再送'}${copyChief ? '（課長に写し）' : ''}：期限から何開庁日後（前は−。空欄でやめる）`,
        value: String(days),
        type: 'number',
      }),
    ),
    {
      name: 'regular.freezesAfter',
      label: '締切（期限から何開庁日後）',
      value: String(regular.freezesAfter),
      type: 'number',
    },
  ];
}

/** What the form says, on top of the rules in force; or the fields that hold no value a rule can have. */
export function readRulesForm(
  form: Readonly<Record<string, unknown>>,
  base: ScheduleRules,
): { readonly rules: ScheduleRules } | { readonly faults: readonly RuleFault[] } {
  const textOf = (name: string, otherwise: string) => {
    const value = form[name];
    return typeof value === 'string' ? value.trim() : otherwise;
  };
  const { regular } = base;
  const ladder = regular.ladder.flatMap((step, index) => {
    const text = textOf(`regular.ladder.${index}.days`, String(step.days));
    return text === '' ? [] : [{ ...step, days: Number(text) }];
  });
  const due =
    regular.due.on === 'nth-business-day'
      ? { ...regular.due, n: Number(textOf('regular.due', String(regular.due.n))) }
      : regular.due;
  const freezesAfter = Number(textOf('regular.freezesAfter', String(regular.freezesAfter)));
  const read = ScheduleRules.safeParse({
    ...base,
    sendAt: textOf('sendAt', base.sendAt),
    dueAt: textOf('dueAt', base.dueAt),
    regular: { ...regular, due, ladder, freezesAfter },
  });
  if (read.success) return { rules: read.data };
  return {
    faults: read.error.issues.map(({ path }) => ({
      field: path.join('.').replace(/^regular\.due\.n$/, 'regular.due'),
      message: '使えない値です。時刻は「09:00」の形、日数は30までの整数（0を除く）で書いてください。',
      nearest: null,
    })),
  };
}

/** `いちばん近い値は8です。` */
export function nearestWords({ nearest }: RuleFault): string {
  if (nearest === null) return '';
  const words = typeof nearest === 'number' ? String(nearest) : hourWords(nearest);
  return `使える最も近い値は${words}です。`;
}

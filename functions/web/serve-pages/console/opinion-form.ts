import { Opinion, type OpinionObject } from '../../../../shared/opinion/opinion.ts';

/** The fields of the form of one opinion, as texts. */
const NAMES = [
  'kind',
  'meeting',
  'raisedOn',
  'text',
  'object',
  'class',
  'reason',
  'policy',
  'department',
  'due',
  'where',
  'before',
  'after',
  'published',
  'why',
] as const;
export type FormName = (typeof NAMES)[number];
export type OpinionFields = Record<FormName, string>;

/** A field that holds nothing it may hold, in a sentence. */
export interface FormFault {
  readonly field: FormName;
  readonly message: string;
}

/** What the form says of an opinion as it stands; of none, the blanks of a new one. */
export function fieldsOf(opinion: Opinion | null): OpinionFields {
  return {
    kind: opinion?.kind ?? 'council',
    meeting: opinion?.meeting ?? '',
    raisedOn: opinion?.raisedOn ?? '',
    text: opinion?.text ?? '',
    object: objectValue(opinion?.object ?? { level: 'plan' }),
    class: opinion?.class ?? 'later',
    reason: opinion?.reason ?? '',
    policy: opinion?.policy ?? '',
    department: opinion?.department ?? '',
    due: opinion?.due ?? '',
    where: opinion?.reflected?.where ?? '',
    before: opinion?.reflected?.before ?? '',
    after: opinion?.reflected?.after ?? '',
    published: opinion?.published ? 'yes' : '',
    why: '',
  };
}

/** `plan`, `vision`, or the initiative's id behind a mark that no level has. */
export function objectValue(object: OpinionObject): string {
  return object.level === 'initiative' ? `:${object.initiative}` : object.level;
}

/** What a person typed, every field of the form, absent ones blank. */
export function typedFields(form: Readonly<Record<string, unknown>>): OpinionFields {
  const typed = (name: FormName) => {
    const value = form[name];
    // A browser sends the line ends of a letter.
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  };
  const fields = fieldsOf(null);
  for (const name of NAMES) fields[name] = typed(name);
  return fields;
}

const EXPECTED: Partial<Record<string, { field: FormName; message: string }>> = {
  meeting: { field: 'meeting', message: '会議などの名称を、120字までで書いてください。' },
  raisedOn: {
    field: 'raisedOn',
    message: '「2026-07-14」か、日が分からないときは「2026-07」と書いてください。',
  },
  text: { field: 'text', message: '意見を、2000字までで書いてください。' },
  due: { field: 'due', message: '期限は「2026-09-30」のように書いてください。' },
  object: { field: 'object', message: '対象を選んでください。' },
  reflected: { field: 'where', message: '反映箇所を、120字までで書いてください。' },
  reason: { field: 'reason', message: '理由は2000字までで書いてください。' },
  policy: { field: 'policy', message: '対応方針は2000字までで書いてください。' },
};

/** The opinion the form says, or the fields that hold nothing it may hold. What the form does not show is `kept`. */
export function readOpinionForm(
  fields: OpinionFields,
  kept: Pick<Opinion, 'number' | 'illustrative'>,
): { readonly opinion: Opinion } | { readonly faults: readonly FormFault[] } {
  const orNull = (text: string) => (text === '' ? null : text);
  const { object, where, before, after } = fields;
  const isReflected = where !== '' || before !== '' || after !== '';
  const read = Opinion.safeParse({
    number: kept.number,
    illustrative: kept.illustrative,
    kind: fields.kind,
    meeting: fields.meeting,
    raisedOn: fields.raisedOn,
    text: fields.text,
    object: object.startsWith(':') ? { level: 'initiative', initiative: object.slice(1) } : { level: object },
    class: fields.class,
    reason: orNull(fields.reason),
    policy: orNull(fields.policy),
    department: orNull(fields.department),
    due: orNull(fields.due),
    reflected: isReflected ? { where, before: orNull(before), after: orNull(after) } : null,
    published: fields.published === 'yes',
  });
  if (read.success) return { opinion: read.data };
  const parts = new Set(read.error.issues.map(({ path }) => String(path[0])));
  return {
    faults: [...parts].map(
      (part) => EXPECTED[part] ?? { field: 'class', message: '使えない値です。選び直してください。' },
    ),
  };
}

/** Where on the form a fault of the ledger's rules is shown. */
export function fieldOfFault(field: string): FormName {
  if (field === 'reflected') return 'where';
  return NAMES.find((name) => name === field) ?? 'text';
}

import { type FormField, type FormManifest, fieldKey } from '../../../../shared/round/form.ts';
import { answerId, type EntryFault, type SentForm, typedIn } from './answers.ts';

/** What stands beside a line: by its anchor what helps to answer it, by its key what was answered so far. */
export interface LineFacts {
  readonly hints: ReadonlyMap<string, readonly string[]>;
  readonly current: ReadonlyMap<string, string>;
  /** By key what the secretariat asked about a value that is under question. */
  readonly questions?: ReadonlyMap<string, string>;
}

interface FieldsProps {
  readonly fields: readonly FormField[];
  readonly facts: LineFacts;
  readonly form: SentForm;
  readonly faults: readonly EntryFault[];
}

/** The lines of the form, initiative by initiative. */
export function AnswerSections({
  sections,
  fields,
  ...rest
}: FieldsProps & { sections: FormManifest['sections'] }) {
  return (
    <>
      {sections.map(({ number, title, initiative }) => (
        <fieldset>
          <legend>
            {number} {title}
          </legend>
          {(rest.facts.hints.get(String(number)) ?? []).map((hint) => (
            <p class="hint">{hint}</p>
          ))}
          <AnswerFields fields={fields.filter((field) => field.initiative === initiative)} {...rest} />
        </fieldset>
      ))}
    </>
  );
}

/** Some lines of the form, each in a field of its own. */
export function AnswerFields({ fields, ...rest }: FieldsProps) {
  return (
    <>
      {fields.map((field) => (
        <AnswerField field={field} {...rest} />
      ))}
    </>
  );
}

/** Every fault at once, each a link to its field. */
export function FaultSummary({ faults }: { faults: readonly EntryFault[] }) {
  return (
    <>
      直すところが{faults.length}か所あります。
      <ul class="plain">
        {faults.map(({ field, message }) => (
          <li>
            <a href={`#${field}`}>
              {field.startsWith('answer-') ? `${field.slice('answer-'.length)}　` : ''}
              {message}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Faults({ faults }: { faults: readonly EntryFault[] }) {
  return (
    <>
      {faults.map(({ message }) => (
        <strong class="fault">{message}</strong>
      ))}
    </>
  );
}

/** One line of the form, as the mail has it: its label, what was answered so far, and the field fit for its kind. */
function AnswerField({
  facts: { current, hints, questions },
  field,
  form,
  faults,
}: {
  facts: LineFacts;
  field: FormField;
  form: SentForm;
  faults: readonly EntryFault[];
}) {
  const { anchor, kind, label, input, choices = [], number } = field;
  const id = answerId(anchor);
  const value = typedIn(form, id);
  const known = current.get(fieldKey(field));
  const question = questions?.get(fieldKey(field));
  const own = faults.filter((fault) => fault.field === id);
  const state = {
    id,
    name: id,
    'aria-describedby': `${id}-hint`,
    ...(own.length > 0 ? { 'aria-invalid': true } : {}),
  } as const;
  const isLong =
    kind === 'narrative' ||
    kind === 'handover-notes' ||
    kind === 'opinion-handling' ||
    kind === 'sunset-reason' ||
    kind === 'sunset-steps' ||
    (kind === 'inquiry' && input === 'text');
  return (
    <p>
      <label for={id}>
        {anchor}　{label.replace(/（[^（）]*から1つ）$/, '')}
      </label>
      <span class="hint" id={`${id}-hint`}>
        {[...(hints.get(anchor) ?? []), ...(known === undefined ? [] : [`登録済みの回答　${known}`])].map(
          (hint) => (
            <span class="line-of-hint">{hint}</span>
          ),
        )}
        {question !== undefined && (
          <strong class="line-of-hint">
            事務局が確かめたいこと　{question}
            　確かめた値を書いてください。同じ値でよいときも、同じ値を書いてください。
          </strong>
        )}
        <Faults faults={own} />
      </span>
      {input === 'choice' ? (
        <select {...state}>
          <option value="">（書かない）</option>
          {choices.map((choice) => (
            <option value={choice} selected={choice === value}>
              {choice}
            </option>
          ))}
        </select>
      ) : isLong ? (
        <textarea {...state} rows={3}>
          {value}
        </textarea>
      ) : (
        <input {...state} value={value} {...(input === 'number' ? { inputmode: 'decimal' } : {})} />
      )}
      {number && <span>{number.unit}</span>}
    </p>
  );
}

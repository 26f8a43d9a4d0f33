import type { Child } from 'hono/jsx';
import type { RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import { type Filled, nearestWords } from './form.ts';

export const WIZARD = '/console/schedule/edit';

/** The steps in the order in which they are gone through; each may be opened at any time. */
export const STEPS = [
  { name: 'rhythm', path: WIZARD, word: '周期' },
  { name: 'receivers', path: `${WIZARD}/receivers`, word: '相手' },
  { name: 'texts', path: `${WIZARD}/texts`, word: '文面' },
  { name: 'preview', path: `${WIZARD}/preview`, word: 'プレビュー' },
  { name: 'activate', path: `${WIZARD}/activate`, word: '有効化' },
] as const;
export type StepName = (typeof STEPS)[number]['name'];

/** Where somebody stands among the steps. */
export function StepList({ at }: { at: StepName }) {
  return (
    <nav aria-label="設定の手順">
      <ol class="steps">
        {STEPS.map(({ name, path, word }) => (
          <li>
            <a href={path} {...(name === at ? { 'aria-current': 'step' } : {})}>
              {word}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What a form holds and what is wrong with it. */
export interface FormState {
  readonly filled: Filled;
  readonly faults: readonly RuleFault[];
}

/** What is wrong with a field: in words, with the nearest value that can stand. */
export function Faults({ field, faults }: { field: string; faults: readonly RuleFault[] }) {
  const own = faults.filter((fault) => fault.field === field);
  if (own.length === 0) return null;
  return (
    <span id={`${field}-fault`} class="field-fault">
      {own.map((fault) => (
        <>
          <span aria-hidden="true">！</span> {fault.message}
          {nearestWords(fault)}
          {typeof fault.nearest === 'string' && fault.nearest.includes('\n') && <pre>{fault.nearest}</pre>}
        </>
      ))}
    </span>
  );
}

/** What a field with a fault tells whoever cannot see where it stands. */
export const faultAttributes = (field: string, faults: readonly RuleFault[]) =>
  faults.some((fault) => fault.field === field)
    ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${field}-fault` }
    : {};

/** One line to fill in. */
export function Field({
  name,
  label,
  state: { filled, faults },
  type = 'text',
  after = '',
  size,
}: {
  name: string;
  label: string;
  state: FormState;
  type?: 'text' | 'time' | 'date' | 'number';
  after?: string;
  size?: number;
}) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={filled[name] ?? ''}
        {...(size === undefined ? {} : { size })}
        {...faultAttributes(name, faults)}
      />
      {after !== '' && <span class="unit">{after}</span>}
      <Faults field={name} faults={faults} />
    </p>
  );
}

/** One choice out of a few. */
export function Choice({
  name,
  label,
  state: { filled, faults },
  options,
}: {
  name: string;
  label: string;
  state: FormState;
  options: readonly { readonly value: string; readonly word: string }[];
}) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name} {...faultAttributes(name, faults)}>
        {options.map(({ value, word }) => (
          <option value={value} selected={(filled[name] ?? '') === value}>
            {word}
          </option>
        ))}
      </select>
      <Faults field={name} faults={faults} />
    </p>
  );
}

/** Something that is so, or not. */
export function Tick({ name, label, state: { filled } }: { name: string; label: Child; state: FormState }) {
  return (
    <label class="tick">
      <input type="checkbox" name={name} value="yes" checked={filled[name] !== undefined} /> {label}
    </label>
  );
}

/** Keeps what was written and goes on, back, or stays to add another row. */
export function Onward({ back, next, stay }: { back?: string; next: string; stay: string }) {
  return (
    <p class="onward">
      {/* The first button of a form is the one the Enter key presses. */}
      <button type="submit" name="go" value="next">
        保存して「{next}」へ進む
      </button>
      <button type="submit" name="go" value="stay" class="quiet">
        {stay}
      </button>
      {back !== undefined && (
        <button type="submit" name="go" value="back" class="quiet">
          保存して「{back}」に戻る
        </button>
      )}
    </p>
  );
}

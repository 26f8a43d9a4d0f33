import type { FormFault, FormTexts } from './initiative-form.ts';

/** What a group of lines of the form is drawn from. */
export interface FieldsProps {
  readonly texts: FormTexts;
  readonly faults: readonly FormFault[];
}

/** What is wrong with one line, beside it. */
export function Faults({ name, faults }: { name: string; faults: readonly FormFault[] }) {
  const own = faults.filter(({ field }) => field === name);
  if (own.length === 0) return null;
  return (
    <strong class="fault" id={`fault-${name}`}>
      {own.map(({ message }) => message).join(' ')}
    </strong>
  );
}

/** What ties a line to the fault told beside it. */
export function faultOf(name: string, faults: readonly FormFault[]) {
  return faults.some(({ field }) => field === name)
    ? ({ 'aria-invalid': 'true', 'aria-describedby': `fault-${name}` } as const)
    : {};
}

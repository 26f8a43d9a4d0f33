import type { Id } from './ids.ts';
import { plainWord } from './read-values.ts';

/** What of an initiative is needed to call its KPIs by name. */
interface NamedKpis {
  readonly code: string;
  readonly kpis: readonly { readonly id: Id; readonly name: string }[];
}

/** `1-1-1/時間外労働時間合計`: what a cell calls a KPI of another initiative. */
const nameIn = (code: string, name: string) => `${code}/${name}`;

/** What a cell says in the place of a KPI's id; the id itself where the plan has no such KPI. */
export function createKpiNamer(initiatives: readonly NamedKpis[]): (id: Id) => string {
  const names = new Map(
    initiatives.flatMap(({ code, kpis }) => kpis.map(({ id, name }) => [id, nameIn(code, name)])),
  );
  return (id) => names.get(id) ?? id;
}

/** Finds the id of what {@link createKpiNamer} wrote, whatever its width and spaces; null for a KPI the plan lacks. */
export function createKpiFinder(initiatives: readonly NamedKpis[]): (text: string) => Id | null {
  const ids = new Map(
    initiatives.flatMap(({ code, kpis }) =>
      kpis.map(({ id, name }) => [plainWord(nameIn(code, name)), id] as const),
    ),
  );
  return (text) => ids.get(plainWord(text)) ?? null;
}

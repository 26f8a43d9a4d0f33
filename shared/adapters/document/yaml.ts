import { parseDocument } from 'yaml';

/** What came of a text: its value, or where it breaks off being YAML or JSON. */
export type ParsedDocument =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number | null; readonly detail: string };

/** An alias repeats a part of the text; a plan needs none, and a few nested ones grow without bound. */
const ALIAS_COUNT_MAX = 100;

/** Parses YAML 1.2, of which JSON is a part. Never throws; a broken text gives the line of its first error. */
export function parseYaml(text: string): ParsedDocument {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  const [error] = document.errors;
  if (error) return { ok: false, line: error.linePos?.[0].line ?? null, detail: error.code };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: ALIAS_COUNT_MAX }) };
  } catch {
    return { ok: false, line: null, detail: 'ALIAS_COUNT' };
  }
}

/** Parses JSON; a broken text gives the line of its first error where the engine tells it, as it does in long ones. */
export function parseJson(text: string): ParsedDocument {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/u.exec(detail)?.[1];
    const line = position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
    return { ok: false, line, detail };
  }
}

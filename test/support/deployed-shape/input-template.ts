import { isRecord } from './intrinsics.ts';

/** A path of a template leads nowhere in the event. AWS leaves a hole there, which is never what is meant. */
export class MissingPathError extends Error {
  constructor(path: string) {
    super(`${path} leads to nothing in this event`);
    this.name = 'MissingPathError';
  }
}

/** The value at a path such as `$.detail.items[0].id`; undefined where there is none. */
export function valueAt(event: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw new RangeError(`a path begins with $: ${path}`);
  return path
    .slice(1)
    .split(/\.|\[(\d+)\]/)
    .filter((part) => part !== undefined && part !== '')
    .reduce<unknown>((value, part) => {
      if (Array.isArray(value)) return value[Number(part)];
      return isRecord(value) ? value[part] : undefined;
    }, event);
}

/**
 * Fills a template of EventBridge Pipes: `<$.path>` and the reserved variables given by name.
 *
 * Outside quotes a value stands as JSON, so that a text gets its quotes; inside quotes a text stands bare, escaped.
 * Source: "Amazon EventBridge Pipes input transformation" in the user guide. A template that is one placeholder gives
 * the value itself. Throws a MissingPathError for a path that leads nowhere.
 */
export function fillTemplate(
  template: string,
  event: unknown,
  reserved: Readonly<Record<string, string>> = {},
): string {
  let inQuotes = false;
  let filled = '';
  for (let at = 0; at < template.length; at += 1) {
    const character = template.charAt(at);
    const placeholder = /^<(\$[^<>\s]*|aws\.[\w.-]+|[\w-]+)>/.exec(template.slice(at));
    if (placeholder) {
      const [whole, name = ''] = placeholder;
      const value = name.startsWith('$') ? valueAt(event, name) : reserved[name];
      if (value === undefined) throw new MissingPathError(name);
      const json = JSON.stringify(value);
      // Inside a text: the text without its own quotes, anything else as JSON with its quotes escaped.
      if (inQuotes) filled += (typeof value === 'string' ? json : JSON.stringify(json)).slice(1, -1);
      else filled += json;
      at += whole.length - 1;
      continue;
    }
    if (character === '\\' && inQuotes) {
      filled += template.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === '"') inQuotes = !inQuotes;
    filled += character;
  }
  return filled;
}

/** The transformer of a rule's target: paths by name, and a template that uses the names. */
export function transformInput(
  {
    InputPathsMap,
    InputTemplate,
  }: { InputPathsMap: Readonly<Record<string, string>>; InputTemplate: string },
  event: unknown,
): string {
  // A name stands for its path, so that both languages are one.
  const template = Object.entries(InputPathsMap).reduce(
    (text, [name, path]) => text.replaceAll(`<${name}>`, `<${path}>`),
    InputTemplate,
  );
  return fillTemplate(template, event);
}

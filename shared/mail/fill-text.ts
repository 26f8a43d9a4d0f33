/** Sets what a mail knows into the words of the secretariat; a placeholder nobody fills stays as it stands. */
export function fillText(template: string, facts: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^{}\n]+)\}/g, (whole, name: string) => facts[name] ?? whole);
}

/** The names between braces, each once, in order. */
export function placeholdersIn(template: string): string[] {
  return [...new Set([...template.matchAll(/\{([^{}\n]+)\}/g)].flatMap(([, name]) => name ?? []))];
}

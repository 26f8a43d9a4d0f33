import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The Digital Agency's design tokens, then the pages' own rules, as one file; read once. */
export function readStylesheet(): string {
  const tokens = createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css');
  return [tokens, new URL('pages.css', import.meta.url)].map((file) => readFileSync(file, 'utf8')).join('\n');
}

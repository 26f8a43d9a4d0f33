import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The Digital Agency's design tokens, then the pages' own rules, as one file; read once. */
export function readStylesheet(): string {
  const require = createRequire(import.meta.url);
  const tokens = require.resolve('@digital-go-jp/design-tokens/dist/tokens.css');
  const own = ['frame.css', 'dashboard.css', 'content.css', 'steps.css'].map(
    (name) => new URL(name, import.meta.url),
  );
  return [tokens, ...own].map((file) => readFileSync(file, 'utf8')).join('\n');
}

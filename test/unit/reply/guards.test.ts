import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GUARDS } from '../../support/guards.ts';

const textOf = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('the list of guards', () => {
  it.each(GUARDS)('still finds its place in the code: $name', ({ file, snippet, without }) => {
    expect(textOf(file).split(snippet).length - 1).toBe(1);
    expect(without).not.toBe(snippet);
  });

  it('names each guard once', () => {
    expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
  });
});

import { describe, expect, it } from 'vitest';
import { readStylesheet } from '../../../functions/web/serve-pages/look/stylesheet.ts';

describe('the stylesheet', () => {
  it('closes every rule it opens: a browser swallows in silence all that follows an open one', () => {
    let depth = 0;
    for (const [index, line] of readStylesheet().split('\n').entries()) {
      // Formatted as ours is, a rule of the page's own begins at the line's beginning, and outside of any other.
      if (/^[.@a-z]/u.test(line)) expect(depth, `line ${index + 1}: ${line}`).toBe(0);
      depth += line.split('{').length - line.split('}').length;
    }
    expect(depth).toBe(0);
  });
});

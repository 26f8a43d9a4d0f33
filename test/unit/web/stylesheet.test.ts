import { describe, expect, it } from 'vitest';
import { PaperSheet } from '../../../functions/web/serve-pages/look/paper.tsx';
import { readStylesheet } from '../../../functions/web/serve-pages/look/stylesheet.ts';
import type { Paper } from '../../../shared/report/paper/paper.ts';

/** A paper with a cell of each kind. */
const PAPER: Paper = {
  kind: 'council',
  title: '資料',
  addressee: '審議会 資料',
  date: '令和8年8月5日',
  basis: '発信した本部資料の数字です。',
  notes: [],
  sections: [
    {
      heading: '1　状況',
      paragraphs: [],
      table: {
        caption: '件数',
        columns: ['柱', '計', '語', '文'],
        rows: [
          ['人', 1, '短い', '長い語は折り返す'],
          ['計', null, null, null],
        ],
        total: null,
      },
    },
  ],
};

describe('the stylesheet', () => {
  it('lays a paper’s cells out by the rules of its table alone, and prints whose figures they are', () => {
    const html = String(PaperSheet({ paper: PAPER }));
    const classes = [...html.matchAll(/<td class="([a-z]+)"/g)].map(([, name]) => name);
    // A blank stands where the figures of its column do.
    expect(classes).toEqual(['number', 'short', 'words', 'number', 'short', 'short']);
    const selectors = readStylesheet()
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .split(/[{}]/)
      .flatMap((part) => part.split(','))
      .map((part) => part.trim());
    // A rule for a class of the same name elsewhere once turned the cells of figures into blocks.
    const bare = (name: string | undefined) => new RegExp(`^(?:main |body )?(?:td)?\\.${name}$`);
    for (const name of classes) expect(selectors.filter((selector) => bare(name).test(selector))).toEqual([]);
    // What is a hint on a page of forms is not printed.
    expect(html).toContain('<p class="paper-basis">発信した本部資料の数字です。');
  });

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

import { render } from '@react-email/render';
import { createElement, type ReactElement } from 'react';
import { renderHeadquartersHtml } from '../../../shared/report/headquarters-html.tsx';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { aTellingInput } from '../../unit/report/small-city.ts';
import { interleave, printRatio } from './measure.ts';

interface Node {
  readonly tag: string;
  readonly props: Record<string, string>;
  readonly children: (Node | string)[];
}

const VOID_TAGS = new Set(['meta', 'br', 'img']);
const REACT_NAMES: Record<string, string> = {
  class: 'className',
  cellpadding: 'cellPadding',
  cellspacing: 'cellSpacing',
  'http-equiv': 'httpEquiv',
};

/** The very mail of ours as a tree, so that both renderers write the same elements, attributes and words. */
function readTree(html: string): Node {
  const root: Node = { tag: '', props: {}, children: [] };
  const open = [root];
  for (const [token, close, tag = '', attributes = ''] of html.matchAll(
    /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|[^<]+/gi,
  )) {
    const parent = open.at(-1) ?? root;
    if (!tag) parent.children.push(token);
    else if (close) open.pop();
    else {
      const props = Object.fromEntries(
        [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
      );
      const node = { tag, props, children: [] };
      parent.children.push(node);
      if (!VOID_TAGS.has(tag)) open.push(node);
    }
  }
  return root;
}

const camel = (name: string) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A node with its attributes as React wants them: styles as objects. */
interface Prepared {
  readonly tag: string;
  readonly props: Record<string, unknown>;
  readonly children: readonly (Prepared | string)[];
}

function prepare({ tag, props: { style, ...others }, children }: Node): Prepared {
  const props: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(others)) props[REACT_NAMES[name] ?? name] = value;
  if (style !== undefined)
    props.style = Object.fromEntries(
      style
        .split(';')
        .filter(Boolean)
        .map((rule) => {
          const [name = '', value = ''] = rule.split(/:(.*)/s);
          return [camel(name), value];
        }),
    );
  return {
    tag,
    props,
    children: children.map((child) => (typeof child === 'string' ? child : prepare(child))),
  };
}

/** Every element is a component that makes its own, as in a mail of react-email, and in ours. */
function Part({ node }: { readonly node: Prepared }): ReactElement {
  const children = node.children.map((child, index) =>
    typeof child === 'string' ? child : createElement(Part, { node: child, key: index }),
  );
  return createElement(node.tag, node.props, ...children);
}

/** The digest of a quarter as HTML, ours and react-email's renderer on the very same tree. */
export async function benchMail(): Promise<void> {
  const page = summariseForHeadquarters(aTellingInput());
  const tree = readTree(
    renderHeadquartersHtml(page)
      .replace(/^<!DOCTYPE html>/, '')
      .trim(),
  );
  const [html] = tree.children;
  if (html === undefined || typeof html === 'string') throw new RangeError('the mail holds no element');
  const node = prepare(html);
  const times = await interleave(
    { ours: () => renderHeadquartersHtml(page), theirs: () => render(createElement(Part, { node })) },
    200,
  );
  printRatio('digest as HTML against react-email', times.ours ?? 0, times.theirs ?? 0, 'ms', 0.2);
}

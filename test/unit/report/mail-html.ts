import { expect } from 'vitest';

/** What Outlook's Word engine, Gmail and gateways agree on. Anything else is not used. */
const TAGS = 'html head meta title style body table tbody tr th td div p span strong br h1 h2 img'.split(' ');
const ATTRIBUTES =
  'lang http-equiv content role class width align valign cellpadding cellspacing border style scope aria-label src height alt'.split(
    ' ',
  );
const PROPERTIES = [
  ...'color background-color font-family font-size font-weight line-height text-align white-space'.split(' '),
  ...'margin padding border border-bottom page-break-before'.split(' '),
];

/** Fails on any tag, attribute or style property outside the list, and on a foreground without its background. */
export function expectMailSafe(html: string): void {
  const body = html.replace(/<style>[\s\S]*?<\/style>/, '').replace('<!DOCTYPE html>', '');
  for (const [, name = ''] of html.replace('<!DOCTYPE html>', '').matchAll(/<\/?([a-z0-9]+)/gi)) {
    expect(TAGS).toContain(name);
  }
  for (const [, attributes = ''] of body.matchAll(/<[a-z0-9]+((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)) {
    for (const [, name = ''] of attributes.matchAll(/([a-z-]+)="/g)) expect(ATTRIBUTES).toContain(name);
  }
  for (const [, style = ''] of body.matchAll(/style="([^"]*)"/g)) {
    const properties = style
      .split(';')
      .filter(Boolean)
      .map((rule) => rule.split(':')[0]?.trim() ?? '');
    for (const property of properties) expect(PROPERTIES).toContain(property);
    expect(properties.includes('color')).toBe(
      properties.includes('color') && properties.includes('background-color'),
    );
  }
  // A picture comes along with the mail, takes its room before it is there, and says what it shows.
  for (const [picture] of html.matchAll(/<img[^>]*>/g))
    expect(picture).toMatch(/^<img src="cid:[\w.@-]+" width="\d+" height="\d+" alt="[^"]+" style=/);
  expect(html).not.toMatch(/url\(|data:|<svg|<script|https?:|javascript:/i);
  expect(new TextEncoder().encode(html).length).toBeLessThan(100_000);
}

/** The words of a mail's HTML as they read without pictures: entities resolved, tags gone. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<img[^>]* alt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** Every number of a text with how often it occurs, line breaks and spaces aside. */
export function figuresOf(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const figure of text.replace(/(?<=\d)\n\s*(?=\d)/g, '').match(/[+-]?\d[\d,.]*/g) ?? []) {
    counts[figure] = (counts[figure] ?? 0) + 1;
  }
  return counts;
}

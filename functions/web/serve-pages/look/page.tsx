import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

export const STYLESHEET_PATH = '/assets/console.css';

/** Without it browsers lay a page out as they did in 1998: tables of their own line height, to begin with. */
const DOCTYPE = raw('<!DOCTYPE html>');

/** A whole page; `heading` also names the window. */
export function Document({ title, children }: { title: string; children: Child }) {
  return (
    <>
      {DOCTYPE}
      <html lang="ja">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{`${title}｜進捗照会`}</title>
          <link rel="stylesheet" href={STYLESHEET_PATH} />
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}

/** A page with one thing to say, for people who are not, or no longer, signed in. */
export function Notice({ title, children }: { title: string; children: Child }) {
  return (
    <Document title={title}>
      <main id="main">
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import serverless from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { PaperPrinter, PrintedPaper } from '../../ports.ts';

/** Tried in this order until the sheets are few enough; below, letters of 12 pixels are no longer read in comfort. */
const SCALES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7] as const;
/** A page takes well under a second; a browser that takes so long hangs. */
const TIMEOUT_MS = 30_000;

/**
 * Prints through a headless Chromium that comes as a package, in fonts given to it: it has none for Japanese. A browser
 * is started for each paper and closed after it. The document runs no script and reaches no network.
 */
export function createPaperPrinter({ fonts }: { readonly fonts: readonly string[] }): PaperPrinter {
  return async (html, sheetsMax) => {
    const home = mkdtempSync(join(tmpdir(), 'paper-'));
    let browser: Browser | null = null;
    try {
      browser = await launch(home, fonts);
      const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
      const page = await context.newPage();
      await page.setContent(html, { timeout: TIMEOUT_MS });
      return await printFitting(page, sheetsMax);
    } finally {
      await browser?.close();
      rmSync(home, { recursive: true, force: true });
    }
  };
}

async function launch(home: string, fonts: readonly string[]): Promise<Browser> {
  mkdirSync(join(home, '.fonts'));
  for (const font of fonts) copyFileSync(font, join(home, '.fonts', basename(font)));
  serverless.setGraphicsMode = false;
  return chromium.launch({
    executablePath: await serverless.executablePath(),
    args: serverless.args,
    env: { ...process.env, HOME: home },
    timeout: TIMEOUT_MS,
  });
}

async function printFitting(page: Page, sheetsMax: number): Promise<PrintedPaper> {
  let printed: PrintedPaper = { pdf: new Uint8Array(), sheets: 0 };
  for (const scale of SCALES) {
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true, scale });
    printed = { pdf, sheets: countSheets(pdf) };
    if (printed.sheets <= sheetsMax) break;
  }
  return printed;
}

/** Chromium writes every page object plainly. */
export function countSheets(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
  );
}

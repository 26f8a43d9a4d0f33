import serverless from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** A desk's screen, and a phone's. */
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** A real browser, out of a package. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await serverless.executablePath(),
    // Its own arguments are for a machine that allows one process only, where closing one page ends them all.
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { ChartPainter } from '../../ports.ts';
import { subsetFont } from './subset-font.ts';

/** Twice the pixels, for sharp letters on dense screens and in print. */
const ZOOM = 2;

/**
 * Paints SVG charts as PNG in BIZ UDPGothic, on opaque white. The font is cut down to a chart's letters first and the
 * piece is kept: the renderer reads the font anew for each picture, which takes longer than drawing it.
 */
export function createChartPainter({ fontFile }: { readonly fontFile: string }): ChartPainter {
  const pieces = new Map<string, string>();
  function pieceFor(svg: string): string {
    const letters = [...new Set(svg)].sort().join('');
    const known = pieces.get(letters);
    if (known !== undefined) return known;
    const name = createHash('sha256').update(fontFile).update(letters).digest('hex').slice(0, 16);
    const folder = join(tmpdir(), 'shinchoku-fonts');
    const file = join(folder, `${name}.ttf`);
    const draft = `${file}.${process.pid}`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, subsetFont(readFileSync(fontFile), letters));
    renameSync(draft, file);
    pieces.set(letters, file);
    return file;
  }
  return async (svg) => {
    const picture = new Resvg(svg, {
      background: '#ffffff',
      fitTo: { mode: 'zoom', value: ZOOM },
      font: { fontFiles: [pieceFor(svg)], loadSystemFonts: false, defaultFontFamily: 'BIZ UDPGothic' },
    });
    return picture.render().asPng();
  };
}

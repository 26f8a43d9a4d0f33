import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { createChartPainter } from '../../../shared/adapters/chart/paint-chart.ts';
import { subsetFont } from '../../../shared/adapters/chart/subset-font.ts';
import { fontFiles } from '../../../shared/adapters/fonts.ts';

const [FONT] = fontFiles();
const LETTERS = '◎○△×−達成順調やや遅れ0123456789がぱR';
const svg = (words: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40" font-family="BIZ UDPGothic"><text x="4" y="30" font-size="20">${words}</text></svg>`;

describe('a painted chart', () => {
  it('is a PNG of twice its size on opaque white', async () => {
    const png = await createChartPainter({ fontFile: FONT })(svg('順調14'));
    const bytes = Buffer.from(png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([600, 80]);
    const { pixels } = new Resvg(svg('順調14'), { background: '#ffffff' }).render();
    expect(pixels.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true);
  });

  it('has the very letters of the whole font', () => {
    const piece = join(mkdtempSync(join(tmpdir(), 'font-piece-')), 'piece.ttf');
    writeFileSync(piece, subsetFont(readFileSync(FONT), LETTERS));
    const drawn = (fontFiles: string[], words: string) => {
      const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'BIZ UDPGothic' };
      return new Resvg(svg(words), { font }).render().pixels;
    };
    expect(drawn([piece], LETTERS).equals(drawn([FONT], LETTERS))).toBe(true);
    expect(drawn([piece], LETTERS).equals(drawn([piece], ''))).toBe(false);
  });

  it('comes from a piece of the font a hundredth of its size', () => {
    const whole = readFileSync(FONT);
    const piece = subsetFont(whole, LETTERS);
    expect(piece.length).toBeLessThan(whole.length / 100);
    expect(() => subsetFont(Buffer.from('OTTO\0\0\0\0\0\0\0\0'), 'a')).toThrow('no table');
  });
});

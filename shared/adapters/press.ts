import type { Press } from '../ports.ts';
import { fontFiles } from './fonts.ts';

/**
 * Everything that makes a document, each loaded when it is first wanted: one that cannot be loaded on a machine does not
 * keep the others from being made.
 */
export function connectPress(): Press {
  const [regular, bold] = fontFiles();
  return {
    async paintChart(svg) {
      const { createChartPainter } = await import('./chart/paint-chart.ts');
      return createChartPainter({ fontFile: regular })(svg);
    },
    async printPaper(html, sheetsMax) {
      const { createPaperPrinter } = await import('./paper/print-paper.ts');
      return createPaperPrinter({ fonts: [regular, bold] })(html, sheetsMax);
    },
    async writeBook(book) {
      const { writeBook } = await import('./spreadsheet/write-book.ts');
      return writeBook(book);
    },
  };
}

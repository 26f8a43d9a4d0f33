import { raw } from 'hono/html';
import { drawStatusChart } from './chart/draw-status-chart.ts';
import { HeadquartersFront } from './headquarters-html.tsx';
import { CHART_SIZE, PAGE_PHRASES } from './headquarters-phrases.ts';
import type { HeadquartersPage } from './headquarters-view.ts';
import { Paragraph, renderMail } from './mail-html.tsx';
import { describeTrend } from './trend.ts';

/** The chart of a page's trend as SVG; null for a page that has none. */
export function drawTrendOf({ trend }: HeadquartersPage): string | null {
  const message = describeTrend(trend);
  return message === null ? null : drawStatusChart({ trend, message, size: CHART_SIZE });
}

/**
 * The page as a document for print on A4: the very words of the mail with the chart drawn in. The annex stands in the
 * mail and, as a table to filter, in the workbook.
 */
export function renderHeadquartersPaper(page: HeadquartersPage): string {
  const chart = drawTrendOf(page);
  return renderMail(
    page.subject,
    <>
      <HeadquartersFront page={page} chart={chart === null ? null : raw(chart)} />
      <Paragraph muted>{PAGE_PHRASES.paperNote}</Paragraph>
    </>,
  );
}

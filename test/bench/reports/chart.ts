import { Resvg } from '@resvg/resvg-js';
import * as echarts from 'echarts';
import { createChartPainter } from '../../../shared/adapters/chart/paint-chart.ts';
import { fontFiles } from '../../../shared/adapters/fonts.ts';
import { drawStatusChart } from '../../../shared/report/chart/draw-status-chart.ts';
import { CHART_SIZE } from '../../../shared/report/headquarters-phrases.ts';
import { STATUS_LOOKS } from '../../../shared/report/status-marks.ts';
import { PAGE_WORDS } from '../../../shared/report/status-table.ts';
import type { Trend } from '../../../shared/report/trend.ts';
import { interleave, printRatio } from './measure.ts';

const COUNTS = [
  [0, 10, 6, 5, 3],
  [0, 11, 6, 4, 3],
  [1, 12, 5, 4, 2],
  [1, 13, 5, 4, 1],
  [1, 14, 5, 3, 1],
  [2, 15, 4, 2, 1],
  [2, 15, 6, 0, 1],
  [2, 14, 4, 3, 1],
];
const TREND: Trend = {
  columns: ['achieved', 'on-track', 'at-risk', 'off-track', 'not-reported'],
  points: COUNTS.map((counts, index) => ({
    label: `R${6 + Math.floor(index / 4)}第${(index % 4) + 1}`,
    counts,
  })),
};

const [FONT] = fontFiles();

/** As echarts' own guide for servers has it: SVG without a page, then an image; disposed of, or Node would not end. */
function echartsSvg(): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...CHART_SIZE });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'BIZ UDPGothic' },
    legend: { top: 0 },
    aria: { enabled: true, decal: { show: true } },
    xAxis: { type: 'category', data: TREND.points.map(({ label }) => label) },
    yAxis: { type: 'value' },
    series: TREND.columns.map((status, column) => ({
      type: 'bar',
      name: `${STATUS_LOOKS[status].icon} ${PAGE_WORDS[status]}`,
      stack: 'all',
      color: STATUS_LOOKS[status].colour,
      label: { show: true },
      data: TREND.points.map(({ counts }) => counts[column]),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function paint(svg: string): Uint8Array {
  return new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'BIZ UDPGothic' },
  })
    .render()
    .asPng();
}

/** The chart as PNG: ours with the font cut down, echarts' with the font as it comes, and both on the whole font. */
export async function benchChart(): Promise<void> {
  const paintOurs = createChartPainter({ fontFile: FONT });
  const draw = () => drawStatusChart({ trend: TREND, message: '', size: CHART_SIZE });
  const times = await interleave(
    {
      ours: () => paintOurs(draw()),
      echarts: () => paint(echartsSvg()),
      oursWholeFont: () => paint(draw()),
      ourSvg: draw,
      theirSvg: echartsSvg,
    },
    15,
  );
  printRatio('chart as PNG against echarts', times.ours ?? 0, times.echarts ?? 0, 'ms', 0.2);
  console.log(
    `  ours with the whole font ${times.oursWholeFont?.toFixed(1)} ms; SVG alone ${times.ourSvg?.toFixed(2)} against ${times.theirSvg?.toFixed(2)} ms`,
  );
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quarterId } from '../../../shared/calendar/fiscal.ts';
import { Status } from '../../../shared/progress/judgement.ts';
import { drawStatusChart } from '../../../shared/report/chart/draw-status-chart.ts';
import { textWidth } from '../../../shared/report/chart/svg.ts';
import { summariseForHeadquarters } from '../../../shared/report/headquarters-page.ts';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { STATUS_LOOKS } from '../../../shared/report/status-marks.ts';
import { PAGE_WORDS } from '../../../shared/report/status-table.ts';
import { describeTrend, TREND_QUARTERS_MAX, traceTrend } from '../../../shared/report/trend.ts';
import { aTellingInput } from './small-city.ts';

const page = summariseForHeadquarters(aTellingInput());
const size = { width: 560, height: 170 };

describe('the trend of a page', () => {
  it('ends with the totals of the page and begins with what stood before', () => {
    expect(page.trend.points.map(({ label }) => label)).toEqual([
      'R7第3四半期',
      'R7第4四半期',
      'R8第1四半期',
    ]);
    const last = page.trend.points.at(-1)?.counts ?? [];
    page.table.columns.forEach((status, index) => {
      expect(last[page.trend.columns.indexOf(status)]).toBe(page.table.total[index]?.count);
    });
  });

  it('counts every initiative of every quarter once, and no more quarters than two years', () => {
    const statuses = fc.array(fc.constantFrom(...Status.options), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 12 }), (rounds) => {
        const earlier = rounds.map((one, index) => ({
          quarter: quarterId({ fiscalYear: 2010 + index, quarter: 1 }),
          statuses: one,
        }));
        const { points } = traceTrend(earlier, '2026Q1', page.table);
        expect(points.length).toBeLessThanOrEqual(TREND_QUARTERS_MAX);
        const totals = points.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
        const shown = rounds.slice(1 - TREND_QUARTERS_MAX).map(({ length }) => length);
        expect(totals).toEqual([...shown, page.initiatives]);
      }),
    );
  });

  it('says what changed from the first quarter to the last', () => {
    expect(describeTrend(page.trend)).toBe(
      'R7第3四半期からR8第1四半期まで：順調は3件のまま、遅れは1件のままです。',
    );
    const only = { ...page.trend, points: page.trend.points.slice(-1) };
    expect(describeTrend(only)).toBe('R8第1四半期の件数：順調は3件、遅れは1件です。');
  });

  it('is left out of a page stored before there was one', () => {
    const { trend: _, ...stored } = page;
    expect(describeTrend(HeadquartersPage.parse(stored).trend)).toBeNull();
  });
});

describe('the chart of the trend', () => {
  const svg = drawStatusChart({ trend: page.trend, message: '言いたいこと', size });

  it('tells statuses apart by sign, word and pattern, and has a title and its message', () => {
    for (const word of ['◎ 達成', '○ 順調', '△ やや遅れ', '× 遅れ', '− 回答待ち'])
      expect(svg).toContain(word);
    expect(svg).toContain('<desc id="status-desc">言いたいこと</desc>');
    expect(svg).toContain('aria-labelledby="status-title status-desc"');
    const patterns = [...svg.matchAll(/<pattern id="([^"]+)"[^>]*>(.*?)<\/pattern>/g)];
    expect(new Set(patterns.map(([, , drawn]) => drawn)).size).toBe(patterns.length);
  });

  it('labels what has room, and escapes what it is given', () => {
    expect(svg).toContain('○7');
    expect(drawStatusChart({ trend: page.trend, message: '<&">', size })).toContain('&lt;&amp;&quot;&gt;');
  });

  it('keeps every word of its legend inside, on as many lines as they need', () => {
    const columns = [...Status.options];
    const points = [{ label: 'R8第1四半期', counts: columns.map(() => 2) }];
    const drawn = drawStatusChart({
      trend: { columns, points },
      message: '',
      size: { width: 440, height: 150 },
    });
    const words = columns.map((status) => `${STATUS_LOOKS[status].icon} ${PAGE_WORDS[status]}`);
    const lines = new Set<string>();
    for (const [, x = '', y = '', word = ''] of drawn.matchAll(
      /<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]+)</g,
    )) {
      if (!words.includes(word)) continue;
      expect(Number(x) + textWidth(word, 12)).toBeLessThanOrEqual(440);
      lines.add(y);
    }
    expect(lines.size).toBeGreaterThan(1);
  });

  it('keeps every box inside, whatever the counts', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(counts, { maxLength: TREND_QUARTERS_MAX }), (rows) => {
        const points = rows.map((row) => ({ label: 'R8第1四半期', counts: row }));
        const trend = { columns: ['achieved', 'on-track', 'off-track'] as const satisfies Status[], points };
        const drawn = drawStatusChart({
          trend: { ...trend, columns: [...trend.columns] },
          message: '',
          size,
        });
        for (const [, y = '', height = ''] of drawn.matchAll(
          /<rect x="[^"]+" y="([^"]+)" [^>]*height="([^"]+)"/g,
        )) {
          expect(Number(y)).toBeGreaterThanOrEqual(-1);
          expect(Number(y) + Number(height)).toBeLessThanOrEqual(size.height + 1);
        }
      }),
    );
  });
});

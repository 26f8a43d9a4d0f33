import { expect, it } from 'vitest';
import { fontFiles } from '../../shared/adapters/fonts.ts';
import { countSheets, createPaperPrinter } from '../../shared/adapters/paper/print-paper.ts';
import { summariseForHeadquarters } from '../../shared/report/headquarters-page.ts';
import { renderHeadquartersPaper } from '../../shared/report/headquarters-paper.tsx';
import type { HeadquartersPage } from '../../shared/report/headquarters-view.ts';
import { TREND_QUARTERS_MAX } from '../../shared/report/trend.ts';
import { aTellingInput } from '../unit/report/small-city.ts';

/** Every list as long as it may be. */
function aFullPage(): HeadquartersPage {
  const page = summariseForHeadquarters(aTellingInput());
  const filled = <T>(items: readonly T[], count: number) =>
    Array.from({ length: count }, (_, index) => items[index % items.length]).filter(
      (item) => item !== undefined,
    );
  return {
    ...page,
    approvals: filled(page.approvals, 3),
    goals: filled(page.goals, 6),
    concerns: filled(page.concerns, 5),
    concernsMore: 7,
    improvements: filled(page.improvements, 3),
    trend: { ...page.trend, points: filled(page.trend.points, TREND_QUARTERS_MAX) },
  };
}

it('prints the headquarters’ page on one sheet of A4, in letters it brings along, however full it is', async () => {
  const print = createPaperPrinter({ fonts: fontFiles() });
  const { pdf, sheets } = await print(renderHeadquartersPaper(aFullPage()), 1);
  expect(sheets).toBe(1);
  const plain = Buffer.from(pdf).toString('latin1');
  expect(plain).toMatch(/\/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]/);
  expect(plain).toContain('BIZUDPGothic-Regular');
  expect(countSheets(pdf)).toBe(1);
});

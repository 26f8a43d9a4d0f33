import { shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { StoredField } from '../../../shared/round/submission.ts';
import { loadErrata } from '../../../shared/steps/answers/load-errata.ts';
import { Refusal, type Run } from '../command.ts';
import { printable } from '../printable.ts';
import { requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';

/** The 正誤表 of a round: what was corrected after its freeze, with what had been reported until then. */
export const runReplyCorrections: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const errata = await withSession(given, ({ store, plan }) => loadErrata(store, plan, round));
  if (!errata) throw new Refusal(`${round} の照会はまだないので、--round を確かめてください。`);
  const { rows } = errata;
  if (given.flag('json')) {
    terminal.printJson(
      rows.map(({ department, label, field, reported }) => ({
        department,
        field: label,
        before: field.before?.value ?? null,
        after: field.after.value,
        unit: field.after.unit,
        version: field.version,
        reason: field.correction.reason,
        approvedBy: field.correction.approvedBy,
        approvedAt: isoTokyo(instantOf(field.correction.approvedAt)),
        reported: reported.map(({ madeAt, releasedAt, value }) => ({
          madeAt,
          releasedAt,
          value: value?.value ?? null,
        })),
      })),
    );
  } else if (rows.length === 0) terminal.print(`${round} に締切後の訂正はありません。`);
  else {
    const lines = rows.map(({ departmentName, label, field }) => [
      departmentName,
      label,
      wordsOf(field.before),
      wordsOf(field.after),
      field.correction.reason,
      field.correction.approvedBy,
      shortDateTime(instantOf(field.correction.approvedAt)),
    ]);
    const head = ['部署', '項目', '誤', '正', '理由', '認めた人', '日時'];
    for (const line of tableLines([head, ...lines])) terminal.print(printable(line));
  }
  return 0;
};

function wordsOf(field: StoredField | null): string {
  if (field === null) return '（空欄）';
  return field.value === null ? '（値なし）' : `${field.value}${field.unit ?? ''}`;
}

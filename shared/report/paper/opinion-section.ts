import { longDate } from '../../calendar/japanese-date.ts';
import { dateOf } from '../../calendar/time.ts';
import { countClasses } from '../../opinion/filter.ts';
import { isSettled, type Opinion } from '../../opinion/opinion.ts';
import { CLASS_WORDS, objectWords, raisedWords } from '../../opinion/words.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PaperSection } from './paper.ts';

/** What is said of one opinion: the policy, the reason where it cannot be followed, and where it was taken in. */
function handlingWords({ policy, reason, reflected, due, class: is }: Opinion): string {
  const where =
    reflected === null
      ? null
      : `反映箇所：${reflected.where}${reflected.after === null ? '' : `「${reflected.after}」`}`;
  const until = due === null || isSettled({ class: is }) ? null : `期限：${longDate(dateOf(due))}`;
  const why = reason === null ? null : `理由：${reason}`;
  return [policy, why, where, until].filter((part) => part !== null).join('　');
}

/** The opinions and what becomes of them: what is still open first, each by its number. */
export function opinionSection(
  heading: string,
  opinions: readonly Opinion[],
  plan: Pick<Plan, 'initiatives'>,
): PaperSection {
  if (opinions.length === 0) return { heading, paragraphs: ['該当する意見はありません。'], table: null };
  const counts = countClasses(opinions)
    .filter(({ count }) => count > 0)
    .map(({ class: one, count }) => `${CLASS_WORDS.write(one)}${count}件`);
  const inOrder = opinions.toSorted(
    (a, b) => Number(isSettled(a)) - Number(isSettled(b)) || a.number - b.number,
  );
  return {
    heading,
    paragraphs: [`${opinions.length}件のうち、${counts.join('、')}です。`],
    table: {
      caption: '意見と対応',
      columns: ['番号', '意見', '対象', '区分', '対応'],
      rows: inOrder.map((opinion) => [
        opinion.number,
        `${opinion.text}（${opinion.meeting}、${raisedWords(opinion.raisedOn)}）`,
        objectWords(opinion.object, plan),
        CLASS_WORDS.write(opinion.class),
        handlingWords(opinion),
      ]),
      total: null,
    },
  };
}

/** `意見1から8の「区分、対応方針」は例示です。`, or nothing where nothing is invented. */
export function opinionNotes(opinions: readonly Opinion[]): string[] {
  const whole = opinions.filter(({ illustrative }) => illustrative.includes('*'));
  const partly = opinions.filter(
    ({ illustrative }) => illustrative.length > 0 && !illustrative.includes('*'),
  );
  const numbers = (list: readonly Opinion[]) => list.map(({ number }) => number).join('、');
  return [
    ...(partly.length === 0 ? [] : [`意見${numbers(partly)}の区分、対応方針などは例示です。`]),
    ...(whole.length === 0 ? [] : [`意見${numbers(whole)}は、すべて例示です。`]),
  ];
}

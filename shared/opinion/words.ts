import { longDate } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import type { Plan } from '../plan/plan.ts';
import { createVocabulary } from '../plan/words.ts';
import type { OpinionObject } from './opinion.ts';

export const KIND_WORDS = createVocabulary([
  ['council', '審議会意見', '審議会'],
  ['assembly', '議会質問', '議会', '市議会'],
  ['audit', '監査指摘', '監査'],
  ['public', '市民意見', 'パブリックコメント', '市民意見（パブリックコメント）', 'パブコメ'],
]);

export const CLASS_WORDS = createVocabulary([
  ['reflected', '反映済', '反映済み'],
  ['partly-reflected', '一部反映'],
  ['under-way', '対応中'],
  ['later', '今後検討'],
  ['difficult', '対応困難'],
  ['noted', '参考'],
]);

export const LEVEL_WORDS = createVocabulary([
  ['vision', 'ビジョン'],
  ['plan', 'プラン', '計画'],
  ['initiative', '取組', '取り組み'],
]);

export const PUBLISHED_WORDS = createVocabulary([
  ['yes', '公表', '公表する', '済'],
  ['no', '非公表', '公表しない', '未'],
]);

/** `令和5年8月` where only the month is known, else `令和5年8月30日`. */
export function raisedWords(raisedOn: string): string {
  if (raisedOn.length > 'YYYY-MM'.length) return longDate(dateOf(raisedOn));
  return longDate(dateOf(`${raisedOn}-01`)).replace(/1日$/u, '');
}

/** `プラン`, or the initiative's code and title. */
export function objectWords(object: OpinionObject, { initiatives }: Pick<Plan, 'initiatives'>): string {
  if (object.level !== 'initiative') return LEVEL_WORDS.write(object.level);
  const found = initiatives.find(({ id }) => id === object.initiative);
  return found ? `${found.code} ${found.title}` : '今の計画にない取組';
}

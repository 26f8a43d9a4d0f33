import type { Opinion } from './opinion.ts';
import { CLASS_WORDS } from './words.ts';

/** The fields of an opinion as they are called on every page. */
const FIELD_LABELS: Record<Exclude<keyof Opinion, 'number'>, string> = {
  kind: '種類',
  meeting: '会議',
  raisedOn: '年月日',
  text: '意見',
  object: '対象',
  class: '区分',
  reason: '対応困難の理由',
  policy: '対応方針',
  department: '所管課',
  due: '期限',
  reflected: '反映箇所',
  published: '公表',
  illustrative: '例示',
};

type Field = keyof typeof FIELD_LABELS;

/** What differs between two versions of an opinion, field by field. */
export interface OpinionChange {
  readonly field: Field;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const isField = (name: string): name is Field => name in FIELD_LABELS;

/** The fields in which two versions differ, in the order of the ledger. */
export function diffOpinions(before: Opinion, after: Opinion): OpinionChange[] {
  return Object.keys(FIELD_LABELS)
    .filter(isField)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({
      field,
      label: FIELD_LABELS[field],
      before: valueWords(before, field),
      after: valueWords(after, field),
    }));
}

function valueWords(opinion: Opinion, field: Field): string {
  switch (field) {
    case 'class':
      return CLASS_WORDS.write(opinion.class);
    case 'published':
      return opinion.published ? '公表' : '非公表';
    case 'object':
      return opinion.object.level === 'initiative' ? opinion.object.initiative : opinion.object.level;
    case 'reflected':
      return opinion.reflected === null
        ? '（なし）'
        : [opinion.reflected.where, opinion.reflected.after].filter((part) => part !== null).join('：');
    case 'illustrative':
      return opinion.illustrative.join('、') || '（なし）';
    default:
      return opinion[field] ?? '（なし）';
  }
}

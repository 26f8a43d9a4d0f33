import type { Directory } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import type { Opinion } from './opinion.ts';
import { CLASS_WORDS } from './words.ts';

/** What is wrong with one field of an opinion, in a sentence with what would be right. */
export interface OpinionFault {
  readonly field: keyof Opinion;
  readonly message: string;
}

/** What an opinion must fit. */
export interface OpinionWorld {
  readonly plan: Pick<Plan, 'initiatives'>;
  readonly directory: Pick<Directory, 'departments'>;
}

/**
 * What joins the parts of one opinion and the plan. 対応困難 without a reason and 反映済 without a place are refused:
 * both would close an opinion with nothing to show for it.
 */
export function findOpinionFaults(opinion: Opinion, { plan, directory }: OpinionWorld): OpinionFault[] {
  const { object, department } = opinion;
  const is = CLASS_WORDS.write(opinion.class);
  const faults: (OpinionFault | false)[] = [
    object.level === 'initiative' &&
      !plan.initiatives.some(({ id }) => id === object.initiative) && {
        field: 'object',
        message: '計画にない取り組みです。計画にある取り組みを選んでください。',
      },
    department !== null &&
      !directory.departments.some(({ id }) => id === department) && {
        field: 'department',
        message: '部署一覧にない部署です。部署一覧にある部署を選んでください。',
      },
    opinion.class === 'difficult' &&
      opinion.reason === null && {
        field: 'reason',
        message: `区分を「${is}」にするときは、理由を書いてください。`,
      },
    (opinion.class === 'reflected' || opinion.class === 'partly-reflected') &&
      opinion.reflected === null && {
        field: 'reflected',
        message: `区分を「${is}」にするときは、反映箇所を書いてください。`,
      },
    (opinion.class === 'under-way' || opinion.class === 'later') &&
      opinion.policy === null && {
        field: 'policy',
        message: `区分を「${is}」にするときは、対応方針を書いてください。`,
      },
  ];
  return faults.filter((fault) => fault !== false);
}

import { Opinion } from '../../../shared/opinion/opinion.ts';

type Written = { [K in keyof Opinion]?: unknown };

/** An opinion of the council on the plan as a whole, being dealt with. */
export function anOpinion(parts: Written = {}): Opinion {
  return Opinion.parse({
    number: 1,
    kind: 'council',
    meeting: '第3回審議会',
    raisedOn: '2023-08',
    text: '目的を明記すること。',
    object: { level: 'plan' },
    class: 'under-way',
    policy: 'シートに欄を設ける。',
    ...parts,
  });
}

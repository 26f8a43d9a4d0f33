import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { primaryKey } from '../../../shared/adapters/dynamodb/keys.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { plannedMailId, releasedMailId, requestMailId } from '../../../shared/steps/mail-ids.ts';
import { namePrefix, scheduleOf } from '../../../shared/steps/planned-steps.ts';

const CITY = 'small';
const AT = instantOf('2026-07-01T09:00:00+09:00');

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}$/);
const round = fc.stringMatching(/^20(2|3)\dQ([1-3]|4[FH]?)$/).map((text) => RoundId.parse(text));
const step = fc.constantFrom('request', 'due-minus-5', 'due-plus-3', 'digest-draft');
interface Deed {
  readonly round: RoundId;
  readonly department: Id;
  readonly step: string;
  readonly version: number;
}

/** One thing a plan does: what two plans that run side by side do in the same words, at the same instant. */
const deed: fc.Arbitrary<Deed> = fc.record({
  round,
  department: id,
  step,
  version: fc.integer({ min: 1, max: 9 }),
});
const twoPlans = fc.tuple(id, id).filter(([one, other]) => one !== other);

/** Everything the deed is named by, wherever it is kept. */
function namesOf(plan: Id, { round: of, department, step: name, version }: Deed): string[] {
  const mail = { round: of, department, step: name, at: AT };
  const schedule = scheduleOf(
    { round: of, step: name, at: AT, action: { does: 'freeze' } },
    { city: CITY, plan, rulesVersion: 1 },
  );
  const asked = requestMailId(plan, of, department);
  const rows = [
    primaryKey(CITY, 'round', { plan, id: of }),
    primaryKey(CITY, 'request', { plan, round: of, department }),
    primaryKey(CITY, 'submission', { plan, round: of, department, version }),
    primaryKey(CITY, 'mail', { id: asked }),
    primaryKey(CITY, 'occurrence', { plan, round: of, step: name, scheduledAt: isoUtc(AT) }),
  ];
  return [
    plannedMailId(plan, mail, AT),
    plannedMailId(plan, mail, null),
    asked,
    releasedMailId(plan, of, version, department),
    schedule.name,
    schedule.input,
    namePrefix({ city: CITY, plan }),
    ...rows.map(({ pk, sk }) => `${pk} ${sk}`),
  ];
}

describe('two plans in one table', () => {
  it('never name anything alike, though they ask the same department in the same round', () => {
    fc.assert(
      fc.property(twoPlans, deed, ([one, other], what) => {
        const taken = new Set(namesOf(one, what));
        expect(namesOf(other, what).filter((name) => taken.has(name))).toEqual([]);
      }),
    );
  });

  it('never have what one does named like something else the other does', () => {
    fc.assert(
      fc.property(twoPlans, deed, deed, ([one, other], what, otherwise) => {
        const taken = new Set(namesOf(one, what));
        expect(namesOf(other, otherwise).filter((name) => taken.has(name))).toEqual([]);
      }),
    );
  });
});

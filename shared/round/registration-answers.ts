import type { Id } from '../plan/ids.ts';
import type { REGISTRATION_CHECKS } from './form.ts';
import type { Submission } from './submission.ts';

const RIGHT: (typeof REGISTRATION_CHECKS)[number] = '正しい';

/** What a department said of one initiative in round zero. */
export interface RegistrationAnswer {
  readonly initiative: Id;
  /** A correction in words counts as one, whatever stands in the line above it. */
  readonly state: 'right' | 'correction';
  readonly correction: string | null;
}

/** What round zero brought from one department; an initiative it has not spoken of is left out. */
export function registrationAnswers({ fields }: Pick<Submission, 'fields'>): RegistrationAnswer[] {
  const byInitiative = Map.groupBy(Object.values(fields), ({ initiative }) => initiative);
  return [...byInitiative].flatMap(([initiative, own]): RegistrationAnswer[] => {
    const saidOf = (kind: string) => own.find((field) => field.kind === kind)?.value ?? null;
    const check = saidOf('registration-check');
    const words = saidOf('correction');
    const correction = typeof words === 'string' && words.trim() !== '' ? words : null;
    if (initiative === null || (check === null && correction === null)) return [];
    const state = check === RIGHT && correction === null ? 'right' : 'correction';
    return [{ initiative, state, correction }];
  });
}

import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../functions/web/serve-pages/console/wizard/texts.tsx';
import { instantOf } from '../../../shared/calendar/time.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { MailTexts, STANDARD_TEXTS } from '../../../shared/schedule/mail-texts.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import { asIfStarted } from '../../../shared/steps/extra-rounds.ts';
import { aWorld } from '../../support/builders.ts';

const NOW = instantOf('2026-07-01T09:00:00+09:00');

describe('the words of the mails', () => {
  it('of a version stored before round zero could be worded are the standard ones for it', () => {
    const { registration: _, ...letters } = STANDARD_TEXTS.letters;
    expect(MailTexts.parse({ ...STANDARD_TEXTS, letters })).toEqual(STANDARD_TEXTS);
  });

  it('of round zero can be seen in a mail although none is planned', () => {
    const world = aWorld();
    const to = NOW.add({ hours: 24 * 365 });
    const lettersIn = (rules: typeof world.rules) =>
      planMails({ ...world, rules }, NOW, to).filter((mail) => letterOf(mail) === 'registration');
    expect(lettersIn(world.rules)).toEqual([]);
    const rules = asIfStarted('registration', world, NOW);
    expect(lettersIn(rules).map(({ department }) => department)).toEqual([
      'dep-civil',
      'dep-architecture',
      'dep-farming',
    ]);
    // Held once this quarter, it is shown as that of the next.
    expect(
      asIfStarted('registration', { ...world, rules }, NOW).extraRounds.map(({ round }) => round),
    ).toEqual(['2026Q2Z', '2026Q3Z']);
  });

  it('of an inquiry are its own, and no kind of letter', () => {
    const round = RoundId.parse('2026Q2I01');
    expect(letterOf({ kind: 'request', step: 'request', round })).toBeNull();
    expect(letterOf({ kind: 'reminder', step: 'due-minus-1', round })).toBeNull();
  });
});

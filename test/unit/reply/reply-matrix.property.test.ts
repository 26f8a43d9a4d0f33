import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_NAMES } from '../../../infra/local/departments/mail-clients.ts';
import { createRandom } from '../../support/random.ts';
import {
  FILL_NAMES,
  judgeCase,
  lostLines,
  readCase,
  replyCase,
  unansweredCase,
} from '../../support/reply-matrix.ts';
import { sentForms } from '../../support/sent-forms.ts';

/** The same replies in every run; `npm run bench:replies -- --seed n` goes on to others, and to many more. */
const SEED = 20_260_701;
const forms = sentForms(createRandom(1));
const anyForm = fc.constantFrom(...forms);
const anySeed = fc.integer({ min: 0, max: 2 ** 31 });

describe('a reply from any client, filled in in any way', () => {
  it.each(CLIENT_NAMES)(
    'stores nothing wrong, and loses no line somebody typed: %s',
    { timeout: 60_000 },
    (client) => {
      fc.assert(
        fc.property(anyForm, fc.constantFrom(...FILL_NAMES), anySeed, (sent, fill, seed) => {
          const made = replyCase(sent, client, fill, createRandom(seed));
          const reading = readCase(made);
          expect(judgeCase(made, reading)).not.toContain('wrong');
          // A name and an extension alone on a line may as well be a signature.
          if (fill !== 'values only') expect(lostLines(made, reading)).toEqual([]);
        }),
        { numRuns: 30, seed: SEED },
      );
    },
  );

  it('has every answer stored that stands behind its colon', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyForm, fc.constantFrom(...CLIENT_NAMES), anySeed, (sent, client, seed) => {
        const made = replyCase(sent, client, 'behind the colon', createRandom(seed));
        const fates = judgeCase(made, readCase(made));
        for (const [at, { meant }] of made.filled.entries())
          expect(fates[at]).toBe(meant ? 'stored' : 'asked');
      }),
      { numRuns: 150, seed: SEED },
    );
  });

  it('yields nothing from an unanswered form', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(anyForm, fc.constantFrom(...CLIENT_NAMES), anySeed, (sent, client, seed) => {
        const bytes = unansweredCase(sent, client, createRandom(seed));
        expect(readCase({ sent, bytes })).toMatchObject({
          ...{ fields: [], ambiguous: [], notUnderstood: [], comment: null, command: null },
        });
      }),
      { numRuns: 150, seed: SEED },
    );
  });
});

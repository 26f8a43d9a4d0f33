import { expect, it } from 'vitest';
import { runActivation } from '../../infra/activate-rule-set.ts';
import { createReceiptRuleSets } from '../../shared/adapters/ses/receipt-rule-sets.ts';

/** An account's region as SES would answer for it. */
function aRegion(active: string | undefined) {
  const state = { active };
  const send = async ({ input }: { input: object }) => {
    if ('RuleSetName' in input) state.active = String(input.RuleSetName);
    return state.active === undefined ? {} : { Metadata: { Name: state.active } };
  };
  return { state, connect: () => createReceiptRuleSets({ send } as never) };
}

it.each([undefined, 'shinchoku-sample'])('activates the rule set where %s was active', async (active) => {
  const { state, connect } = aRegion(active);
  expect(await runActivation(['--stage', 'sample'], connect)).toMatchObject({ code: 0 });
  expect(state.active).toBe('shinchoku-sample');
});

it('leaves the rule set of another system active unless told to replace it', async () => {
  const { state, connect } = aRegion('theirs');
  expect(await runActivation(['--stage', 'sample'], connect)).toEqual({
    line: 'the rule set "theirs" is active in ap-northeast-1 and would receive nothing any more, expected --replace where that is meant',
    code: 1,
  });
  expect(state.active).toBe('theirs');
  expect(await runActivation(['--stage', 'sample', '--replace'], connect)).toMatchObject({ code: 0 });
  expect(state.active).toBe('shinchoku-sample');
});

it.each([
  [[], 'no stage is named, expected npm run activate-mail -- --stage NAME [--replace]'],
  [['--stage', 'nowhere'], 'there is no stage "nowhere": expected one of sample'],
  [['--force'], /^Unknown option '--force'/],
])('refuses %j in one sentence', async (args, sentence) => {
  const { line, code } = await runActivation(args, aRegion(undefined).connect);
  expect(code).toBe(2);
  expect(line).toMatch(sentence);
});

it('tells when the mail service does not answer', async () => {
  const send = async () => {
    throw new Error('no credentials');
  };
  const told = await runActivation(['--stage', 'sample'], () => createReceiptRuleSets({ send } as never));
  expect(told).toEqual({ line: 'the mail service could not be asked: no credentials', code: 1 });
});

import { roundName } from '../../../shared/schedule/why.ts';
import { decideRelease } from '../../../shared/steps/release-digest.ts';
import { Refusal, type Run } from '../command.ts';
import { requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';

/** Releases the draft of a round to the headquarters, as the secretariat's reply 「発信」 does (decision 19). */
export const runRelease: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const { outcome, follows } = await withSession(given, async ({ store, clock, city, plan, settle }) => {
    const cause = `cli/release/${plan}/${round}`;
    const decision = await decideRelease(store, {
      ...{ city, plan, round, by: 'cli', at: clock(), cause },
      seen: null,
      roles: ['secretariat'],
    });
    if (!('writes' in decision)) return { outcome: decision.outcome, follows: null };
    const { writes, audit, events } = decision;
    if ((await store.commit({ writes, audit, events })) === 'conflict') {
      throw new Refusal(
        `${round} の本部資料の案が、同時に別の操作で変わったので、もう一度実行してください。`,
      );
    }
    return { outcome: decision.outcome, follows: await settle() };
  });
  if (outcome === 'no-draft') {
    throw new Refusal(
      `${roundName(round)}（${round}）の本部資料の案はまだないので、回答を締め切った翌開庁日（案ができる日）より後に実行してください。`,
    );
  }
  if (outcome === 'too-many-notes') {
    throw new Refusal(`${round} の本部資料の案にはメモが多すぎるので、画面で確かめてください。`);
  }
  if (given.flag('json')) terminal.printJson({ round, outcome });
  else if (outcome === 'released') terminal.print(`${roundName(round)}の本部資料を推進本部に発信しました。`);
  else if (outcome === 'confirmed')
    terminal.print(
      `${roundName(round)}の本部資料の案を確認済にしました。発信者が画面の「本部資料」で発信すると送ります。`,
    );
  else if (outcome === 'awaits-releaser')
    terminal.print(`${roundName(round)}の本部資料の案は確認済で、発信者の発信を待っています。`);
  else terminal.print(`${roundName(round)}の本部資料は、すでに発信されています。`);
  if (follows !== null) terminal.warn(follows);
  return 0;
};

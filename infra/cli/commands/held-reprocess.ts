import { decideReprocess, type ReprocessDecision } from '../../../shared/steps/answers/reprocess.ts';
import { Refusal, type Run } from '../command.ts';
import { nameGiven } from '../held-mails.ts';
import { withSession } from '../session.ts';

const REFUSALS: Record<Exclude<ReprocessDecision['outcome'], 'sent-back'>, string> = {
  'no-such-mail': 'という受信番号のメールはないので、「held」が示す受信番号を指定してください。',
  'not-settled-yet': 'はまだ読み取りの途中なので、終わってから実行してください。',
  redacted: 'は原文を消したので、読み直せません。',
  'read-too-often': 'は何度も読み直しているので、「held」で内容を確かめて処理してください。',
};

/** Has a received mail read again from its raw text, whatever had become of it. */
export const runHeldReprocess: Run = async (given, terminal) => {
  const [id = ''] = given.files;
  const by = nameGiven(given);
  const { after, follows } = await withSession(given, async ({ store, clock, city, settle }) => {
    const decision = await decideReprocess(store, { city, id, by, at: clock() });
    if (decision.outcome !== 'sent-back') throw new Refusal(`「${id}」${REFUSALS[decision.outcome]}`);
    const { writes, audit, events } = decision;
    if ((await store.commit({ writes, audit, events })) === 'conflict')
      throw new Refusal(`「${id}」が同時に別の操作で変わったので、もう一度実行してください。`);
    const later = await settle();
    return { after: (await store.get('received', { id }))?.value, follows: later };
  });
  const outcome = { id, before: after?.again?.state ?? null, state: after?.state ?? null };
  if (given.flag('json')) terminal.printJson({ ...outcome, reason: after?.reason ?? null });
  else if (follows === null)
    terminal.print(`「${id}」を読み直しました（${outcome.before} → ${outcome.state}）。`);
  else terminal.print(`「${id}」を読み直しに回しました（これまでは ${outcome.before}）。`);
  if (follows !== null) terminal.warn(follows);
  return 0;
};

import { atTokyo, dateOf, type Instant } from '../../../shared/calendar/time.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { findPastDigest } from '../../../shared/steps/past-digest.ts';
import { type Given, Refusal, type Run } from '../command.ts';
import { requiredRound } from '../read-input.ts';
import { withSession } from '../session.ts';

/** Shows a digest as it was made, whatever has been corrected since (decision 24). */
export const runDigestShow: Run = async (given, terminal) => {
  const round = requiredRound(given);
  const asOf = asOfGiven(given);
  const found = await withSession(given, ({ store, plan }) => findPastDigest(store, { plan, round, asOf }));
  if (!found) {
    throw new Refusal(
      `${roundName(round)}（${round}）の本部資料は、${asOf === null ? 'まだ' : 'その日までには'}作られていません。`,
    );
  }
  const { digest, page, text, isSame } = found;
  if (given.flag('json')) terminal.printJson({ ...digest, page, text, isSame });
  else terminal.print(text.trimEnd());
  if (isSame === false)
    terminal.warn('書き方が作成したときと変わりました。送った文面そのものは mails で確かめられます。');
  return 0;
};

/** Whatever was made in the course of that day counts. */
function asOfGiven(given: Given): Instant | null {
  const text = given.text('as-of');
  if (text === null) return null;
  try {
    return atTokyo(dateOf(text).add({ days: 1 }), '00:00').subtract({ milliseconds: 1 });
  } catch (error) {
    throw new Refusal('--as-of を 2026-07-30 のように書いてください。', { cause: error });
  }
}

import { RECEIVED_STATE_MARKS } from '../../functions/web/serve-pages/look/words.ts';
import { shortDateTime } from '../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf } from '../../shared/calendar/time.ts';
import { ReceivedState } from '../../shared/records/received.ts';
import { describeHoldReason } from '../../shared/reply/hold-reasons.ts';
import type { HeldRefusal } from '../../shared/steps/answers/settle-held.ts';
import { clause } from './clause.ts';
import { type Given, Refusal } from './command.ts';
import type { Session } from './session.ts';

/** So much of an id is shown and may be typed instead of the whole; ids begin at random. */
const SHORT_ID_LENGTH = 10;
/** Less than this of an id is a slip of the hand. */
const TYPED_ID_MIN = 6;
const NAME_MAX = 40;
const TEXT_MAX = 1000;

export const shortId = (id: string): string => id.slice(0, SHORT_ID_LENGTH);

/** How long something has waited, as in `3日前` or `2時間前`. */
export function ageWords(since: Instant, now: Instant): string {
  const hours = Math.floor(since.until(now).total('hours'));
  if (hours < 1) return '1時間以内';
  return hours < 24 ? `${hours}時間前` : `${Math.floor(hours / 24)}日前`;
}

/** The received mail a person named by its whole id or by its beginning. Refuses what names none or several. */
export async function findReceived({ store }: Session, typed: string): Promise<string> {
  if (await store.get('received', { id: typed })) return typed;
  if (typed.length < TYPED_ID_MIN) {
    throw new Refusal(`受信番号「${typed}」は短すぎるので、「held」で示される番号を書いてください。`);
  }
  const waiting = ['held', 'quarantined'] as const;
  const settled = ReceivedState.options.filter((state) => state !== 'held' && state !== 'quarantined');
  for (const states of [waiting, settled]) {
    const lists = await Promise.all(states.map((state) => store.list('received', { state })));
    const found = lists.flat().filter(({ value }) => value.id.startsWith(typed));
    const [only] = found;
    if (found.length > 1)
      throw new Refusal(
        `「${typed}」で始まる受信番号が${found.length}件あるので、もっと長く書いてください。`,
      );
    if (only) return only.value.id;
  }
  throw new Refusal(`受信番号「${typed}」の返信はないので、「held」で示される番号を書いてください。`);
}

/** Who decides, from `--by`. It stands in the trail, so it must be a name. */
export function nameGiven(given: Given): string {
  const name = (given.text('by') ?? '').trim();
  if (name !== '' && name.length <= NAME_MAX) return name;
  throw new Refusal(`--by には、処理する人の名前を${NAME_MAX}文字以内で書いてください。`);
}

/** A reason or a note; null where it was left out. */
export function wordsGiven(given: Given, option: string): string | null {
  const text = given.text(option);
  if (text === null) return null;
  const words = text.trim();
  if (words !== '' && words.length <= TEXT_MAX) return words;
  throw new Refusal(`--${option} には、${TEXT_MAX}文字以内で文章を書いてください。`);
}

/** Why a decision was not taken, to the person who wanted it. */
export function refusalSentence(id: string, refusal: HeldRefusal): string {
  const of = `受信番号 ${shortId(id)} の返信`;
  switch (refusal.why) {
    case 'no-such-mail':
      return `${of}はありません。`;
    case 'not-waiting': {
      const { word } = RECEIVED_STATE_MARKS[refusal.state];
      const { decision } = refusal;
      if (decision === null) return `${of}は確認待ちではありません（状態は「${word}」です）。`;
      const when = shortDateTime(instantOf(decision.at));
      return `${of}は、${decision.by}さんが${when}に処理済みです（状態は「${word}」です）。`;
    }
    case 'dangerous':
      return `${of}はウイルスの疑いがあるため反映できないので、部署に送り直しを頼み、held reject か held return で終えてください。`;
    case 'mail-gone':
      return `${of}は元のメールが保存されていないため読めないので、部署に確かめて「reply enter」で入力してください。`;
    case 'form-refused':
      return `${of}に添付された様式を読めないので（${clause(describeHoldReason(refusal.code))}）、held return か「reply enter」を使ってください。`;
    case 'which-request':
      return `${of}はどの照会への回答か分からないので、--round と --department で指定してください。`;
    case 'not-asked':
      return `${of}の部署には、その回の照会がないため登録できないので、held return か held reject で終えてください。`;
    case 'reason-needed':
      return `${of}は締切後の訂正になるので、採用する理由を --reason に書いてください。`;
    case 'proof-needed':
      return `${of}は送信元を確かめられない決裁なので、本人に確かめた方法を --reason に書いてください。`;
    case 'changed-meanwhile':
      return `${of}は、確かめた後に内容が変わったので、もう一度確かめてください。`;
    case 'nothing-to-store':
      return `${of}には新しく登録できる回答がないので（何も書かれていないか、より新しい回答があります）、held reject か held return で終えてください。`;
    case 'nobody-to-write-to':
      return `${of}には返す宛先がないので（差出人を確かめられず、照会も分かりません）、held reject で終えてください。`;
    case 'busy':
      return `${of}の照会が同時に別の操作で変わり続けたので、少し待ってもう一度実行してください。`;
  }
}

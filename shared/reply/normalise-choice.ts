import { type Normalised, sure, unclear } from './normalised.ts';
import { plain, saysNoValue, unwrapped, withoutPoliteness } from './plain-text.ts';

/**
 * What people write for the words a form offers. Matched whole and only for words the form offers, so that
 * 遅れなし is never taken for 遅れ.
 */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  順調: [
    ...[
      '順調に進捗',
      '順調に推移',
      '順調に進行',
      '順調に進んで',
      '概ね順調',
      'おおむね順調',
      'ほぼ順調',
      'まずまず順調',
    ],
    ...[
      '予定どおり',
      '予定通り',
      '計画どおり',
      '計画通り',
      '概ね予定どおり',
      '概ね予定通り',
      '概ね計画どおり',
      '概ね計画通り',
    ],
    ...[
      'おおむね予定どおり',
      'おおむね計画どおり',
      '予定どおり進捗',
      '計画どおり進捗',
      '予定通り進捗',
      '計画通り進捗',
      'オンスケ',
    ],
  ],
  やや遅れ: [
    ...[
      'やや遅れ気味',
      '遅れ気味',
      'やや遅れて',
      'やや遅延',
      '少し遅れ',
      '少し遅れて',
      '若干遅れ',
      '若干遅れて',
      '若干の遅れ',
      '多少遅れ',
    ],
    ...['多少遅れて', 'わずかに遅れ', 'やや遅れあり', '若干の遅れあり', '若干遅延', 'やや遅い'],
  ],
  遅れ: [
    '遅れて',
    '遅延',
    '遅れあり',
    '遅れ有り',
    '大幅に遅れ',
    '大幅な遅れ',
    '大幅に遅れて',
    '遅滞',
    '遅い',
    '大きく遅れ',
    '計画より遅れ',
    '予定より遅れ',
    '計画より遅れて',
    '予定より遅れて',
  ],
  完了: ['完了済', '完了済み', '終了', '終わり', '達成', '達成済', '達成済み', 'すべて完了', '全て完了'],
  済: [
    ...[
      '済み',
      'すみ',
      '済んで',
      '実施済',
      '実施済み',
      '完了',
      '完了済',
      '完了済み',
      '終了',
      '対応済',
      '対応済み',
      '確認済',
    ],
    ...['確認済み', '課長確認済', '課長確認済み', '決裁済', '決裁済み', '承認済', '承認済み', '了'],
  ],
  未: ['未確認', '未済', '確認前', 'まだ', '未了', '未決裁', '未承認'],
  実施中: [
    '進行中',
    '着手済',
    '着手済み',
    '着手中',
    '着手',
    '対応中',
    '取組中',
    '取り組み中',
    '継続中',
    '作業中',
    '検討中',
    '調整中',
    '実施して',
    '進めて',
  ],
  未着手: ['未実施', '未対応', '着手前', 'これから', '未着', '未', '着手して(?:い)?ない', '手付かず'],
  延期: ['延期した', '延期する', '延期予定', '先送り', '繰り延べ', '次年度に延期', '翌年度に延期'],
  対応済: ['対応済み', '済', '済み', '完了', '対応完了', '実施済', '実施済み'],
  対応中: ['実施中', '進行中', '検討中', '調整中', '着手済', '着手済み'],
};

const ADVERB =
  /^(?:現在は?|現時点では?|今のところ|全体として|全体的に|(?:予定|計画)(?:どおり|通り)に?|\d{1,2}[月/](?:\d{1,2}日?|末|上旬|中旬|下旬)?(?:に|へ|まで|より|から)?)、?(?=.)/;
/** 一部済 is not 済: with such a word the answer counts only for telling that there are two. */
const PARTIAL = /^(?:ほぼ|一部|概ね|おおむね|半分|大半)は?、?(?=.)/;
const DENIAL = /ではな|じゃな|でな[いく]|ていな|ません|とは言え|とはいえ|なし$|無し$|以外|わけでは/;
/** What turns the word before it into its contrary, where a client broke the line between them. */
const DENIED = /^(?:では|じゃ|で|は)?(?:な[いくか]|ありません|とは言え|とはいえ)/;
const PROGRESS_TAIL = /(?:に(?:進捗|推移|進行|進んで)|進捗|推移|進行)?(?:して|で)?(?:い(?:る)?|お(?:り)?)?$/;
const MARK = /^[○◯〇●◎☑✓✔■◆★☆レ→⇒→※*・-]+/;
const SEPARATORS = /[・、,，/／;；|｜\s]+|(?:または|又は|もしくは|及び|および|かつ)/;

function barely(text: string): string {
  return withoutPoliteness(unwrapped(plain(text))).replace(/\s+/g, '');
}

/** Offered words in the form in which answers are compared with them; they come from our own forms and are few. */
const plainWords = new Map<string, string>();

function plainWord(choice: string): string {
  const known = plainWords.get(choice) ?? plain(choice);
  if (plainWords.size < 1_000) plainWords.set(choice, known);
  return known;
}

/** The one offered word a piece of text stands for, or null. */
function wordOf(piece: string, choices: readonly string[]): string | null {
  const exact = (text: string) => choices.find((choice) => plainWord(choice) === text) ?? null;
  const bare = barely(piece);
  const whole = exact(bare) ?? exact(bare.toUpperCase());
  if (whole !== null) return whole;
  const marked = bare.replace(MARK, '');
  const stem = marked.replace(PROGRESS_TAIL, '');
  const direct = exact(marked) ?? exact(stem);
  if (direct !== null) return direct;
  const found = choices.filter((choice) =>
    (SYNONYMS[choice] ?? []).some(
      (synonym) => synonym === marked || synonym === stem || matches(synonym, marked),
    ),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

function matches(synonym: string, text: string): boolean {
  return synonym.includes('(') && new RegExp(`^${synonym}$`).test(text);
}

/** The offered words a text holds, longer ones first, so that やや遅れ is not also 遅れ. */
function wordsInside(text: string, choices: readonly string[]): string[] {
  let rest = plain(text);
  const found: string[] = [];
  for (const choice of [...choices].sort((a, b) => b.length - a.length)) {
    // A single letter or 済 and 未 occur inside other words; only longer ones count as mentioned.
    if (choice.length >= 2 && rest.includes(choice)) {
      found.push(choice);
      rest = rest.replaceAll(choice, '\u0000');
    }
  }
  return found;
}

/**
 * Reads the answer to a choice line: one of the offered words, or a synonym of one taken whole. Two words are
 * asked about; a denial is never read as the word it denies; a remark behind the word is allowed.
 */
export function normaliseChoice(raw: string, choices: readonly string[]): Normalised {
  const whole = wordOf(raw, choices);
  if (whole !== null) return sure(whole);
  const text = plain(raw);
  const marked = text.split(SEPARATORS).filter((piece) => MARK.test(piece) && !/^[・\-*※]/.test(piece));
  const [onlyMarked] = marked;
  if (marked.length === 1 && onlyMarked !== undefined) {
    const word = wordOf(onlyMarked, choices);
    if (word !== null) return sure(word);
  }
  if (saysNoValue(raw)) return sure(null);

  const remarkless = text.replace(/[（(][^（()）]*[）)]?$/, '').trim();
  const remark = text.slice(remarkless.length);
  const pieces = remarkless.split(SEPARATORS).filter((piece) => piece !== '');
  const words = pieces.map((piece) => wordOf(piece, choices) ?? wordOf(piece.replace(ADVERB, ''), choices));
  const partly = pieces.map((piece) => wordOf(piece.replace(PARTIAL, ''), choices));
  const distinct = new Set([...words, ...partly].filter((word) => word !== null));
  if (distinct.size > 1) return unclear('two-values');
  const [head] = words;
  if (head === undefined || head === null) return readSentence(remarkless, choices);
  if (DENIED.test(pieces.slice(1).join(''))) return unclear('not-a-choice');
  const others = wordsInside(`${pieces.slice(1).join('')}${remark}`, choices).filter((word) => word !== head);
  if (others.length > 0) return unclear('two-values');
  return sure(head);
}

/** The first sentence where several follow, or a word with an adverb before it. */
function readSentence(text: string, choices: readonly string[]): Normalised {
  const [first = ''] = text.split(/[。\n]/);
  const word = wordOf(first, choices) ?? wordOf(first.replace(ADVERB, ''), choices);
  const mentioned = wordsInside(text, choices);
  if (mentioned.length > 1) return unclear('two-values');
  return word === null || DENIAL.test(first) ? unclear('not-a-choice') : sure(word);
}

import type * as z from 'zod';
import { type Fault, pathText } from './fault.ts';

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Record<string, string> = {
  string: '文字',
  number: '数',
  int: '整数',
  boolean: 'true か false',
  array: '一覧',
  tuple: '一覧',
  object: '項目の集まり',
  record: '項目の集まり',
};

/** The schemas' own patterns tell in English what they expect; here is the same for the secretariat. */
const PATTERN_WORDS: readonly [part: string, words: string][] = [
  ['2 to 48', '半角の英小文字・数字・ハイフン（2文字から48文字）'],
  ['half-width letters', '半角の英数字・ピリオド・ハイフン（20文字まで）'],
  ['a quarter such as', '2026Q1のような四半期'],
];

const FORMAT_WORDS: Record<string, string> = {
  date: '2026-04-01のような日付',
  email: 'メールアドレス',
};

/** zod's issues as faults: each with its path, in Japanese, with what was found and what was expected. */
export function describeIssues(issues: readonly Issue[], root: readonly PropertyKey[] = []): Fault[] {
  return issues.flatMap((issue) => describeIssue(issue, [...root, ...issue.path]));
}

function describeIssue(issue: Issue, path: readonly PropertyKey[]): Fault[] {
  const one = (message: string): Fault[] => [{ where: pathText(path), message }];
  switch (issue.code) {
    case 'invalid_union':
      return describeUnion(issue, path);
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        where: pathText([...path, key]),
        message: `「${key}」という項目はありません。つづりを確かめてください。`,
      }));
    case 'invalid_key':
      return one(`項目名「${String(path.at(-1))}」が正しくありません。${expectedKey(issue)}にしてください。`);
    case 'invalid_type':
      return one(
        issue.input === undefined
          ? `値がありません。${typeWord(issue.expected)}を書いてください。`
          : `${found(issue.input)}とありますが、${typeWord(issue.expected)}にしてください。`,
      );
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return one('空です。文字を書いてください。');
      return one(`${found(issue.input)}${bound(issue.origin, Number(issue.minimum), '以上')}`);
    case 'too_big':
      return one(`${found(issue.input)}${bound(issue.origin, Number(issue.maximum), '以下')}`);
    case 'invalid_format':
      return one(`${found(issue.input)}とありますが、${formatWord(issue)}にしてください。`);
    case 'invalid_value':
      return one(
        `${found(issue.input)}とありますが、${issue.values.map(String).join('・')} のどれかにしてください。`,
      );
    default:
      return one(`${found(issue.input)}は、ここに書けない値です。`);
  }
}

/**
 * Of a union's branches, the one the writer meant: the unset one where `unset` is written, the one whose tag fits,
 * else the last, which here is always the value itself.
 */
function describeUnion(issue: Issue & { code: 'invalid_union' }, path: readonly PropertyKey[]): Fault[] {
  const [branch] = issue.errors.length === 0 ? [] : [chooseBranch(issue)];
  if (branch === undefined || branch.length === 0) {
    const options = issue.code === 'invalid_union' && 'options' in issue ? issue.options : undefined;
    const choices = Array.isArray(options) ? `${options.map(String).join('・')} のどれか` : '決められた値';
    return [{ where: pathText(path), message: `書ける値ではありません。${choices}にしてください。` }];
  }
  return describeIssues(branch, path);
}

function chooseBranch(issue: Issue & { code: 'invalid_union' }): Issue[] | undefined {
  const { input } = issue;
  if (typeof input === 'object' && input !== null && 'unset' in input) return issue.errors[0];
  return issue.errors.at(-1);
}

function typeWord(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

/** A value as it may be quoted in a sentence; long ones are cut, for a fault is one line. */
function found(input: unknown): string {
  if (input === undefined) return '空欄';
  if (Array.isArray(input)) return '一覧';
  if (typeof input === 'object' && input !== null) return '項目の集まり';
  const text = String(input).replaceAll(/\s+/gu, ' ');
  return `「${text.length > 30 ? `${text.slice(0, 30)}…` : text}」`;
}

function bound(origin: string, limit: number, side: '以上' | '以下'): string {
  if (origin === 'string') return `は長さが合いません。${limit}文字${side}にしてください。`;
  if (origin === 'array') return `の数が合いません。${limit}件${side}にしてください。`;
  return `は範囲の外です。${limit}${side}にしてください。`;
}

function formatWord(issue: Issue & { code: 'invalid_format' }): string {
  const known = PATTERN_WORDS.find(([part]) => issue.message.includes(part));
  return known?.[1] ?? FORMAT_WORDS[issue.format] ?? '決められた書式';
}

function expectedKey(issue: Issue & { code: 'invalid_key' }): string {
  const [first] = issue.issues;
  if (first?.code !== 'invalid_format') return '決められた書式';
  const words = formatWord(first);
  return words === '決められた書式' ? '2026のような西暦の年度' : words;
}

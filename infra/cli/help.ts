import type { Command, Option } from './command.ts';
import { tableLines } from './table-lines.ts';

const CALL = 'npm run -s shinchoku --';

/** The help of all commands, or of those of one group (`plan`). */
export function helpForAll(commands: readonly Command[]): string[] {
  return [
    `使い方　${CALL} コマンド [オプション]`,
    '',
    ...tableLines(commands.map(({ name, summary }) => [name, summary])),
    '',
    `それぞれの使い方　${CALL} コマンド --help`,
    '終了コード　0 できた　1 検査で直すところがあった　2 受け付けられなかった',
  ];
}

/** The help of one command. */
export function helpFor({ summary, usage, options, notes }: Command): string[] {
  return [
    summary,
    '',
    `使い方　${CALL} ${usage}`,
    '',
    ...tableLines([...Object.entries(options).map(optionRow), ['--help', 'この説明を示す']]),
    ...(notes ? ['', ...notes] : []),
  ];
}

function optionRow([name, { value, says, required, default: standard }]: [string, Option]): string[] {
  const more = required ? '（必須）' : standard === undefined ? '' : `（省くと ${standard}）`;
  return [value === undefined ? `--${name}` : `--${name} ${value}`, says + more];
}

import { parseArgs } from 'node:util';
import { type Command, type Given, Refusal } from './command.ts';

/** Checks what follows a command's name. Throws a Refusal that names the argument and what was expected. */
export function readArguments(command: Command, args: readonly string[]): Given {
  const { values, positionals } = parse(command, args);
  const text = (option: string): string | null => {
    const value = values[option];
    return typeof value === 'string' ? value : (command.options[option]?.default ?? null);
  };
  for (const [name, { required, value }] of Object.entries(command.options)) {
    if (values[name] === '') throw new Refusal(`--${name} の値が空です（${command.usage}）。`);
    if (required && values[name] === undefined) {
      throw new Refusal(`「${command.name}」には --${name} ${value ?? ''} が必要です（${command.usage}）。`);
    }
  }
  checkFiles(command, positionals);
  return {
    files: positionals,
    text,
    flag: (option) => values[option] === true,
    isGiven: (option) => values[option] !== undefined,
  };
}

function parse({ name, usage, options }: Command, args: readonly string[]) {
  const types = Object.fromEntries(Object.entries(options).map(([option, { type }]) => [option, { type }]));
  try {
    return parseArgs({ args: [...args], options: types, allowPositionals: true, strict: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const [, about = ''] = /['"]([^'"]+)['"]/.exec(error instanceof Error ? error.message : '') ?? [];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      throw new Refusal(`「${name}」に ${about} というオプションはありません（${usage}）。`);
    }
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      throw new Refusal(`${about.split(' ')[0]} の値の書き方が正しくありません（${usage}）。`);
    }
    throw error;
  }
}

function checkFiles({ name, usage, files }: Command, positionals: readonly string[]): void {
  const [first] = positionals;
  if (!files) {
    if (first !== undefined) throw new Refusal(`「${name}」に「${first}」は要りません（${usage}）。`);
    return;
  }
  if (positionals.length < files.min) {
    throw new Refusal(`「${name}」には ${files.name} が必要です（${usage}）。`);
  }
  if (positionals.length > files.max) {
    throw new Refusal(
      `「${name}」で指定できる ${files.name} は${files.max}個までですが、${positionals.length}個あります。`,
    );
  }
}

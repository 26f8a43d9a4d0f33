/** 0: done. 1: the check the command makes failed. 2: refused, because of what was asked or what stands. */
export type ExitCode = 0 | 1 | 2;

/** What the person asked for, checked against the command's own table of options. */
export interface Given {
  /** Positional arguments: file names. */
  readonly files: readonly string[];
  /** The value of an option, or null where it was left out and has no default. */
  text(option: string): string | null;
  flag(option: string): boolean;
  /** Whether the option was written, default or not. */
  isGiven(option: string): boolean;
}

/** Where answers go: standard output carries nothing but the answer, standard error all that is about it. */
export interface Terminal {
  print(line: string): void;
  printJson(value: unknown): void;
  /** Bytes as they are, as a mail came in. */
  printBytes(bytes: Uint8Array): void;
  warn(line: string): void;
}

export type Run = (given: Given, terminal: Terminal) => Promise<ExitCode>;

export interface Option {
  readonly type: 'string' | 'boolean';
  /** How the help shows the value, as in `DIR`. */
  readonly value?: string;
  readonly says: string;
  readonly required?: boolean;
  readonly default?: string;
}

export interface Command {
  /** One to three words, as they are typed. */
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** How many files it takes, and what the help calls them. */
  readonly files: { readonly name: string; readonly min: number; readonly max: number } | null;
  readonly options: Readonly<Record<string, Option>>;
  /** More about it, for its own help. */
  readonly notes?: readonly string[];
  /** Loaded when it is asked for, so that decoding a mail does not wait for the database's client. */
  readonly load: () => Promise<Run>;
}

/** The command cannot do what was asked. The message is one sentence: what, where, what was expected. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

import type { Terminal } from './command.ts';

/** What a command says of one file. */
export interface FileView {
  readonly file: string;
  readonly view: Readonly<Record<string, unknown>>;
}

/** One file's view as it is; those of several as a list, each with its file (the contract of these commands). */
export function printViews(views: readonly FileView[], terminal: Terminal): void {
  const [only] = views;
  if (views.length === 1 && only) terminal.printJson(only.view);
  else terminal.printJson(views.map(({ file, view }) => ({ file, ...view })));
}

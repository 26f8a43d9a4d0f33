import { type DecodedMail, decodeMail } from '../../../shared/reply/decode-mail.ts';
import type { Run } from '../command.ts';
import { printViews } from '../print-views.ts';
import { readInputFile } from '../read-input.ts';

/** A mail as `mail decode` shows it. */
function viewOf({ from, subject, text, charset, auto, messageId, attachments }: DecodedMail) {
  return { from: from?.address ?? null, subject, text, charset, auto, messageId, attachments };
}

export const runMailDecode: Run = async ({ files, flag }, terminal) => {
  // All are read before anything is printed, so that a missing one leaves no half an answer.
  const views = files.map((file) => ({ file, view: viewOf(decodeMail(readInputFile(file))) }));
  if (flag('json')) {
    printViews(views, terminal);
    return 0;
  }
  for (const { file, view } of views) {
    const { from, subject, text, charset, auto, attachments } = view;
    terminal.print(`ファイル　${file}`);
    terminal.print(`差出人　　${from ?? '（読み取れません）'}`);
    terminal.print(`件名　　　${subject}`);
    terminal.print(`文字コード　${charset ?? '（本文なし）'}${auto ? '　自動のメール' : ''}`);
    for (const { name, contentType, size } of attachments) {
      terminal.print(`添付　　　${name ?? '（名前なし）'}　${contentType}　${size}バイト`);
    }
    terminal.print(`\n${text}\n`);
  }
  return 0;
};

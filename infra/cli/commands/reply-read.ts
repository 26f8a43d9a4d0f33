import { type Instant, instantOf, Temporal } from '../../../shared/calendar/time.ts';
import { type DecodedMail, decodeMail } from '../../../shared/reply/decode-mail.ts';
import { manifestFromText } from '../../../shared/reply/manifest-from-text.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import type { Reading } from '../../../shared/reply/reading.ts';
import type { FormField, FormManifest } from '../../../shared/round/form.ts';
import { Refusal, type Run, type Terminal } from '../command.ts';
import { printViews } from '../print-views.ts';
import { readInputFile } from '../read-input.ts';
import { readingLines, readingView } from '../reading-views.ts';

export const runReplyRead: Run = async ({ files, text, flag }, terminal) => {
  const sentFile = text('sent') ?? '';
  const sent = decodeMail(readInputFile(sentFile));
  const manifest = manifestFromText(sent.text);
  if (manifest.fields.length === 0 && manifest.receiptCode === '') {
    throw new Refusal(
      `--sent の「${sentFile}」に、回答欄（【1-A】で始まる行）も受付番号もないので、こちらから送った照会のメールを指定してください。`,
    );
  }
  const readings = files.map((file) => {
    const reply = decodeMail(readInputFile(file));
    return { file, auto: reply.auto, reading: readAgainst(reply, sent, manifest) };
  });
  if (flag('json')) {
    printViews(
      readings.map(({ file, auto, reading }) => ({ file, view: viewOf(reading, auto, manifest) })),
      terminal,
    );
    return 0;
  }
  for (const { file, auto, reading } of readings) printReading(file, auto, reading, terminal);
  return 0;
};

/** Nothing of an automatic mail is ever stored, whatever it quotes. */
function readAgainst(reply: DecodedMail, sent: DecodedMail, manifest: FormManifest): Reading {
  const reading = readReply({
    mail: reply,
    manifest,
    sentText: sent.text,
    receivedAt: receiptOf(reply, sent),
  });
  if (!reply.auto) return reading;
  const { receiptCode } = reading;
  return {
    receiptCode,
    fields: [],
    ambiguous: [],
    notUnderstood: [],
    blank: manifest.fields,
    comment: null,
    command: null,
  };
}

/** Years left out of a date are filled in from the day of receipt, for which the mail's own date stands here. */
function receiptOf(reply: DecodedMail, sent: DecodedMail): Instant {
  const dates = [reply.date, sent.date].flatMap((date) => (date === null ? [] : [instantOf(date)]));
  const [latest] = dates.sort((a, b) => Temporal.Instant.compare(b, a));
  return latest ?? Temporal.Now.instant();
}

/** What would be stored, as far as it can be told without a store: an initiative is known by its title alone. */
function viewOf(reading: Reading, auto: boolean, manifest: FormManifest) {
  const describe = ({ anchor }: FormField) => ({ initiative: titleOf(anchor, manifest), kpi: null });
  return { receiptCode: reading.receiptCode, auto, ...readingView(reading, describe) };
}

function titleOf(anchor: string, { sections }: FormManifest): string | null {
  const number = Number.parseInt(anchor, 10);
  return sections.find((section) => section.number === number)?.title ?? null;
}

function printReading(file: string, auto: boolean, reading: Reading, terminal: Terminal): void {
  terminal.print(`ファイル　${file}`);
  terminal.print(`受付番号　${reading.receiptCode ?? '（書かれていません）'}`);
  if (auto) terminal.print('自動のメールのため、何も登録しません。');
  for (const line of readingLines(reading)) terminal.print(line);
  terminal.print('');
}

import { existsSync, readFileSync } from 'node:fs';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';

/** Mails with the text and subject they hold, where the machine has such a collection beside the project. */
const FOLDER = new URL('../../../../shared/mail/charsets/', import.meta.url);

interface Sample {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
}

/** Prints how many of the charset samples come out exactly, subject and text. `folder` overrides where they lie. */
export function benchCharsetSamples(folder: URL = FOLDER): void {
  const list = new URL('cases.json', folder);
  if (!existsSync(list)) {
    console.log('\n# Charset samples: none beside the project');
    return;
  }
  const samples = JSON.parse(readFileSync(list, 'utf8')) as Sample[];
  const differing = samples.filter(({ name, subject, text }) => {
    const mail = decodeMail(readFileSync(new URL(`${name}.eml`, folder)));
    return mail.subject !== subject || mail.text.trimEnd() !== text.trimEnd();
  });
  console.log(`\n# Charset samples: ${samples.length - differing.length} of ${samples.length} exact`);
  for (const { name } of differing) console.log(`  differs: ${name}`);
}

import { checkTexts } from '../../../../../shared/mail/check-texts.ts';
import { LETTER_KINDS, type LetterKind } from '../../../../../shared/schedule/mail-texts.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { type Filled, parseRules, type ReadForm } from './form.ts';

export const isLetterKind = (text: string): text is LetterKind => LETTER_KINDS.some((kind) => kind === text);

/** The words of one kind of mail, and those all of them share. */
export function fillTexts(rules: ScheduleRules, kind: LetterKind): Filled {
  const { greeting, closing, contact, letters } = rules.texts;
  return {
    'texts.greeting': greeting,
    'texts.closing': closing,
    'texts.contact': contact,
    ...(rules.dueDateFile ? { dueDateFile: 'yes' } : {}),
    [`texts.${kind}.subject`]: letters[kind].subject,
    [`texts.${kind}.opening`]: letters[kind].opening,
  };
}

/** The rules with the words a form says. */
export function readTexts(filled: Filled, base: ScheduleRules, kind: LetterKind): ReadForm {
  const { letters } = base.texts;
  const texts = {
    greeting: filled['texts.greeting'],
    closing: filled['texts.closing'],
    contact: filled['texts.contact'],
    letters: {
      ...letters,
      [kind]: { subject: filled[`texts.${kind}.subject`], opening: filled[`texts.${kind}.opening`] },
    },
  };
  const dueDateFile = filled.dueDateFile !== undefined;
  const read = parseRules({ ...base, texts, dueDateFile }, base);
  if ('faults' in read)
    return {
      faults: read.faults.map((fault) => ({
        ...fault,
        field: fault.field.replace('texts.letters.', 'texts.'),
      })),
    };
  const faults = checkTexts(read.rules.texts);
  return faults.length > 0 ? { faults } : read;
}

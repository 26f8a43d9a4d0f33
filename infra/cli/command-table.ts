import type { Command } from './command.ts';
import { ANSWER_COMMANDS } from './command-tables/answers.ts';
import { CONTACT_COMMANDS } from './command-tables/contacts.ts';
import { PLAN_COMMANDS } from './command-tables/plan.ts';
import { REPORT_COMMANDS } from './command-tables/reports.ts';
import { SENDING_COMMANDS } from './command-tables/sending.ts';

/** Every command, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  ...PLAN_COMMANDS,
  ...SENDING_COMMANDS,
  ...ANSWER_COMMANDS,
  ...CONTACT_COMMANDS,
  ...REPORT_COMMANDS,
];

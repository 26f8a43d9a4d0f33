import { CLIENT_NAMES } from '../../../infra/local/departments/mail-clients.ts';
import { createRandom } from '../../support/random.ts';
import {
  type Fate,
  FILL_NAMES,
  type FillName,
  judgeCase,
  lostLines,
  readCase,
  replyCase,
  unansweredCase,
} from '../../support/reply-matrix.ts';
import { sentForms } from '../../support/sent-forms.ts';
import { printTable } from './print-table.ts';

interface Tally extends Record<Fate, number> {
  replies: number;
  filled: number;
  unreadable: number;
  lost: number;
}

const emptyTally = (): Tally => ({
  ...{ replies: 0, filled: 0, unreadable: 0, lost: 0 },
  ...{ stored: 0, asked: 0, remark: 0, missed: 0, wrong: 0 },
});

function add(tally: Tally, other: Tally): Tally {
  const sum = emptyTally();
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] = tally[key] + other[key];
  return sum;
}

const rowOf = (name: string, tally: Tally) => ({
  '': name,
  replies: tally.replies,
  'fields filled': tally.filled,
  'in no words that can be read': tally.unreadable,
  'stored right': tally.stored,
  asked: tally.asked,
  'kept as remark': tally.remark,
  missed: tally.missed,
  WRONG: tally.wrong,
  'lines lost': tally.lost,
});

/** Bare values without anchor or label name no line of the form: they can only be asked about. */
const NAMELESS: FillName = 'values only';

/**
 * The generator's matrix: every client times every way of filling in, so many times over, packed by chance. Prints
 * what became of every filled field, by client and by way of filling in, and what an unanswered form yields.
 */
export function benchMatrix(rounds: number, seed: number): void {
  const random = createRandom(seed);
  const forms = sentForms(random);
  const byClient = new Map(CLIENT_NAMES.map((name) => [name, emptyTally()]));
  const byFill = new Map(FILL_NAMES.map((name) => [name, emptyTally()]));
  for (let round = 0; round < rounds; round += 1) {
    for (const client of CLIENT_NAMES) {
      for (const fill of FILL_NAMES) {
        const made = replyCase(random.pick(forms), client, fill, random);
        const reading = readCase(made);
        const tally = emptyTally();
        for (const fate of judgeCase(made, reading)) tally[fate] += 1;
        tally.replies = 1;
        tally.filled = made.filled.length;
        tally.unreadable = made.filled.filter(({ meant }) => meant === null).length;
        tally.lost = lostLines(made, reading).length;
        byFill.set(fill, add(byFill.get(fill) ?? emptyTally(), tally));
        if (fill !== NAMELESS) byClient.set(client, add(byClient.get(client) ?? emptyTally(), tally));
      }
    }
  }
  const all = [...byClient.values()].reduce(add, emptyTally());
  const nameless = byFill.get(NAMELESS) ?? emptyTally();
  console.log(
    `\n# Replies: ${all.replies + nameless.replies} over ${CLIENT_NAMES.length} clients, ${FILL_NAMES.length} ways of filling in, ${forms.length} forms (seed ${seed})\n`,
  );
  printTable([...byClient].map(([name, tally]) => rowOf(name, tally)).concat(rowOf('all clients', all)));
  console.log(`\nBy way of filling in („${NAMELESS}“ names no line and is not in the table above):\n`);
  printTable([...byFill].map(([name, tally]) => rowOf(name, tally)));
  const readable = all.filled - all.unreadable;
  console.log(
    `\nstored right: ${all.stored} of ${readable} fields filled in words that can be read = ${((100 * all.stored) / readable).toFixed(3)} %;` +
      ` missed ${all.missed + nameless.missed}, WRONG ${all.wrong + nameless.wrong}, lines lost ${all.lost + nameless.lost}`,
  );
  benchUnanswered(rounds * 3, seed);
}

function benchUnanswered(rounds: number, seed: number): void {
  const random = createRandom(seed + 1);
  const forms = sentForms(random);
  let values = 0;
  let questions = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const client of CLIENT_NAMES) {
      const sent = random.pick(forms);
      const reading = readCase({ sent, bytes: unansweredCase(sent, client, random) });
      values += reading.fields.length + (reading.command ? 1 : 0);
      questions += reading.ambiguous.length + reading.notUnderstood.length + (reading.comment ? 1 : 0);
    }
  }
  console.log(
    `unanswered forms returned: ${rounds * CLIENT_NAMES.length}; values ${values}, questions and comments ${questions}`,
  );
}

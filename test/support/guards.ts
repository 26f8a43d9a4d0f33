/** One safeguard of the reader or of the sender checks, and how to take it out. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Exactly as it stands in the file, and nowhere else in it. */
  readonly snippet: string;
  /** What stands there once the guard is gone. */
  readonly without: string;
  /** The test files that have to notice. */
  readonly tests: readonly string[];
}

const inReader =
  (test: string) =>
  (name: string, file: string, snippet: string, without = ''): Guard => ({
    ...{ name, file: `shared/reply/${file}.ts`, snippet, without },
    tests: [`test/unit/reply/${test}.test.ts`],
  });

const decoding = inReader('decode-mail');
const charset = inReader('decode-japanese');
const placing = inReader('quoting');
const value = inReader('values');
const command = inReader('commands');
const sender = inReader('sender-checks');
const merging = inReader('merge-submission');

/**
 * What keeps a reply from being misread, or a stranger from being believed. `npm run guards` takes each out in turn
 * and shows the test that fails for it.
 */
export const GUARDS: readonly Guard[] = [
  // Decoding
  decoding('nesting of parts is limited', 'mime-tree', 'this.#open.length >= MAIL_LIMITS.depth ||'),
  decoding(
    'number of parts is limited',
    'mime-tree',
    'if (this.#parts >= MAIL_LIMITS.parts) {',
    'if (false) {',
  ),
  decoding(
    'size of a mail is limited',
    'mime-tree',
    'if (bytes.length > MAIL_LIMITS.bytes) {',
    'if (false) {',
  ),
  decoding('header block is limited', 'mail-headers', 'if (at - start > BLOCK_MAX_BYTES)', 'if (false)'),
  decoding('text is limited', 'decode-mail', ' || !texts.every(isReadable)'),
  decoding(
    'forwarded mails inside one another are limited',
    'decode-mail',
    'this.#depth >= ENCLOSED_MAX',
    'false',
  ),
  decoding(
    'hidden HTML is not read',
    'html-to-text',
    '!closing && !empty && HIDDEN.test(',
    'false && HIDDEN.test(',
  ),
  decoding('an unclosed attribute does not swallow the mail', 'html-to-text', ' && close - from < 4000'),
  decoding(
    'encoded words are joined before they are decoded',
    'mail-headers',
    'const adjacent = run.length > 0 &&',
    'const adjacent = false &&',
  ),
  decoding('a flowed signature mark does not flow on', 'flowed', " && unstuffed !== '-- '"),
  charset(
    'the bytes outweigh the label',
    'decode-japanese',
    '(labelled ? LABEL_BONUS : 0)',
    '(labelled ? 100 : 0)',
  ),
  charset('NUL is dropped', 'decode-japanese', "text.replaceAll('\\0', '')", 'text'),
  charset(
    'pairs end with their line',
    'iso-2022-jp',
    "&& !(mode === 'pair' && continuesInPairs(bytes, at))) mode = 'ascii';",
    "&& false) mode = 'ascii';",
  ),
  // Where an answer stands
  placing(
    'another receipt code is another form',
    'assemble-reading',
    'code === null || code === form.receiptCode',
    'true',
  ),
  placing(
    'a form below ours without a code is an older one',
    'assemble-reading',
    'code !== null || rank <= (deepest.get(line) ?? rank)',
    'true',
  ),
  placing(
    'what is quoted less counts',
    'assemble-reading',
    'candidates.filter((candidate) => candidate.rank === rank)',
    '[...candidates]',
  ),
  placing(
    'two values of one rank are asked about',
    'assemble-reading',
    "if (meanings.size > 1) return asked('two-values');",
  ),
  placing('below the end mark nothing is read', 'walk-reply', 'this.#closed.add(line.depth);'),
  placing('cut pieces of the template are the template', 'walk-reply', ' || this.#isContained(line)'),
  placing(
    'a shortened hint is a hint',
    'walk-reply',
    'if (this.#current && isShortened(line.body, this.#current.line.gap)) return 1;',
  ),
  placing(
    'an anchor of no field ends the answer before',
    'walk-reply',
    'if (looksAnchored(line.body)) {',
    'if (false) {',
  ),
  placing(
    'a strange heading ends the section',
    'walk-reply',
    'if (HEADING.test(line.body)) this.#section = null;',
  ),
  placing('courtesies are no comment', 'walk-reply', " || this.#shape.labels[index] === 'courtesy'"),
  placing(
    'what others wrote is no comment',
    'walk-reply',
    'return rank === 0 || (this.#inForm && code === this.#form.receiptCode);',
    'return true;',
  ),
  placing(
    'anchors that a text mentions are no answers',
    'find-anchors',
    "if (!before || before.field.input === 'text') return false;",
  ),
  placing('a building is no anchor', 'find-anchors', "matchLabel(rest, line).match === 'none')", 'false)'),
  placing(
    "the receipt's examples are no answers",
    'template-lines',
    'withoutDecoys(line.body, form)',
    'line.body',
  ),
  placing(
    'a label that several lines share is asked about',
    'label-plan',
    "return line ? { line, rest: label.rest } : 'unclear';",
    'return { line: line ?? named[0], rest: label.rest };',
  ),
  placing(
    'labels are quoted in texts',
    'label-plan',
    'amongAnchors ? sharing.filter((line) => !this.#anchored.has(line)) : sharing',
    'sharing',
  ),
  placing(
    'a line that two anchors may claim is asked about',
    'field-candidates',
    "occurrence.isEither ? unclear('unanchored') : ",
  ),
  placing('the number in a sentence is no value', 'field-candidates', ' && !isProse(line, read));', ');'),
  placing(
    'a signature ends the last text',
    'field-candidates',
    'following.slice(0, signatureStart(following.map(({ body }) => body)))',
    'following',
  ),
  placing(
    'header lines inside a text are text',
    'line-labels',
    "names.has('from') && (names.has('date') || names.has('to')) ? end : start",
    'end',
  ),
  placing('sentences above a signature stay', 'line-labels', '!isSentence(body) && ', ''),
  placing(
    'plain text and HTML that disagree are asked about',
    'read-reply',
    'return twin !== undefined && bare(twin.value) !== bare(read.value);',
    'return false;',
  ),
  placing(
    'attached texts count only where the mail says nothing',
    'read-reply',
    'own && (filled(own) > 0 || own.command) ? own : (readAttached(mail, question) ?? own)',
    'readAttached(mail, question) ?? own',
  ),
  placing(
    'nothing is taken from a mail beyond the limits',
    'read-reply',
    'if (mail.oversize) return',
    'if (false) return',
  ),
  // What an answer means
  value('an enclosed numeral is no digit', 'plain-text', '.replace(ENCLOSED_NUMERALS, ENCLOSED)'),
  value(
    'a power is no digit',
    'plain-text',
    '.replace(/[²³¹⁰⁴-⁹㎡㎥㎢㎠]/g, (char) => POWERS[char] ?? char)',
  ),
  value(
    '△ and ー before a number are minus',
    'normalise-number',
    'const negative = LEADING_MINUS.test(text);',
    'const negative = false;',
  ),
  value(
    'a second number is asked about',
    'normalise-number',
    "if (holdsDigit(after)) return fail(RANGE.test(whole) ? 'range-given' : 'two-values');",
  ),
  value(
    'a change is not the value',
    'normalise-number',
    "if (CHANGE.test(after)) return fail('unit-mismatch');",
  ),
  value('a denial is no number', 'normalise-number', "if (DENIAL.test(after)) return fail('not-a-number');"),
  value('another unit is asked about', 'normalise-number', 'return ratio === null ? null : {', 'return {'),
  value(
    '0.95 of a percentage is asked about',
    'normalise-number',
    "if (looksLikeFraction(number.value, tail.base, field)) return unclear('looks-like-fraction');",
  ),
  value(
    'a dash is no value, and no zero',
    'normalise-number',
    'if (saysNoValue(raw) || saysNoneOf(raw, unit)) return sure(null);',
  ),
  value(
    'two words of a choice are asked about',
    'normalise-choice',
    "if (distinct.size > 1) return unclear('two-values');",
  ),
  value(
    'a remark that names another word is asked about',
    'normalise-choice',
    "if (others.length > 0) return unclear('two-values');",
  ),
  value(
    'a denial turns a word round also across a line break',
    'normalise-choice',
    "if (DENIED.test(pieces.slice(1).join(''))) return unclear('not-a-choice');",
  ),
  value('an era ends', 'normalise-date', '&& number <= known.last'),
  value(
    'a date exists',
    'normalise-date',
    'return date <= day(year, month, 1).daysInMonth ? day(year, month, date) : null;',
    'return day(year, month, Math.min(date, 28));',
  ),
  value(
    'a weekday that is not the date’s is doubted',
    'normalise-date',
    'if (weekday !== undefined && ',
    'if (false && ',
  ),
  value(
    'over 100 % is doubted',
    'plausibility',
    "if (isPercent(facts.unit) && value > 100) return 'over-hundred-percent';",
  ),
  value(
    'a negative count is doubted',
    'plausibility',
    "if (value < 0 && isCount(facts.unit)) return 'negative-count';",
  ),
  value('a falling total is doubted', 'plausibility', "return 'cumulative-falls';", 'return null;'),
  value(
    'ten times the value before is doubted',
    'plausibility',
    "return ratio > JUMP || fell ? 'ten-times-off' : null;",
    'return null;',
  ),
  // Commands
  command(
    'a sentence is no command',
    'read-command',
    'line.length === 0 || line.length > LINE_MAX_CHARS',
    'line.length === 0',
  ),
  command(
    'a postponement told about is no 延期',
    'read-command',
    'command.until === null && !/',
    'false && !/',
  ),
  command(
    'our own words in the quotation are no command',
    'assemble-reading',
    'line.depth === 0 ? readCommand(line.body, receivedAt) : null',
    'readCommand(line.body, receivedAt)',
  ),
  command('two commands cancel each other', 'assemble-reading', 'if (kinds.size > 1) {', 'if (false) {'),
  // Whom to believe
  sender(
    'DMARC that fails holds',
    'sender-checks',
    "if (verdicts.dmarc === 'FAIL') return decision('hold', 'none', [], 'dmarc-failed');",
  ),
  sender(
    'a virus is kept apart',
    'sender-checks',
    "if (verdicts.virus === 'FAIL') return decision('quarantine', 'none', ['registered'], 'virus');",
  ),
  sender('two senders are none', 'sender-checks', 'fromCount === 1 ? from : null', 'from'),
  sender(
    'a domain that only ends like ours is outside',
    'sender-checks',
    'host === own ||',
    'host.endsWith(own) ||',
  ),
  sender(
    'outsiders are held',
    'sender-checks',
    "if (!isIn(sender.address, cityDomain)) return decision('hold', 'none', ['registered'], 'outside-sender');",
  ),
  sender('DKIM counts for its own domain alone', 'sender-checks', ' && aligned?.dkim === true'),
  sender(
    'suspected spam is not believed',
    'sender-checks',
    'isVerified(evidence) && !isSpam',
    'isVerified(evidence)',
  ),
  sender(
    'a colleague suspected of spam is held',
    'sender-checks',
    "if (isSpam) return decision('hold', 'none', ['registered'], 'colleague-spam');",
  ),
  sender(
    'a code in the text needs a proved sender',
    'sender-checks',
    "return isRegistered && verified\n      ? decision('apply', 'verified', ['sender'], 'code-only-verified')",
    "return isRegistered\n      ? decision('apply', 'verified', ['sender'], 'code-only-verified')",
  ),
  sender(
    'without a key nobody unproved is answered',
    'sender-checks',
    "return isRegistered && verified\n      ? decision('hold', 'verified', ['sender'], 'no-key')",
    "return isRegistered\n      ? decision('hold', 'verified', ['sender'], 'no-key')",
  ),
  sender('a key is long', 'reply-key', '{20,64}', '{4,64}'),
  sender('a key is found in any case', 'reply-key', '.toLowerCase()'),
  sender('a word in brackets is no receipt code', 'receipt-code', ' && /\\d/.test(first + second)'),
  decoding(
    'an address with a blank in it is none',
    'mail-addresses',
    '/^[^\\s@<>(),;:"\\\\[\\]]{1,200}@[\\p{L}',
    '/^[^@<>(),;:"\\\\[\\]]{1,200}@[\\s\\p{L}',
  ),
  decoding(
    'a second From header is counted',
    'decode-mail',
    'reduce((count, { value }) => count + countAddresses(value), 0)',
    'reduce((_, { value }) => countAddresses(value), 0)',
  ),
  // Automatic mail
  decoding('a mail without an envelope sender is automatic', 'auto-mail', "envelopeSender?.trim() === '' ||"),
  decoding(
    'Auto-Submitted is automatic',
    'auto-mail',
    "if (says('auto-submitted')) return 'auto-submitted';",
  ),
  decoding(
    'Precedence bulk is automatic',
    'auto-mail',
    "if (PRECEDENCE.test(header('precedence') ?? '')) return 'precedence';",
  ),
  decoding(
    'a mailing list is automatic',
    'auto-mail',
    "if (header('list-id') !== null) return 'mailing-list';",
  ),
  decoding('a report is automatic', 'auto-mail', "if (type === 'multipart/report') return 'report';"),
  decoding(
    'a rule that forwards is automatic',
    'auto-mail',
    "if (header('x-ms-exchange-inbox-rules-loop') !== null) return 'inbox-rule';",
  ),
  decoding(
    'the mail system is automatic',
    'auto-mail',
    "if (from && SYSTEM_SENDER.test(from.address)) return 'system-sender';",
  ),
  decoding('our own mail come back is automatic', 'auto-mail', "return 'own-address';", 'return null;'),
  decoding(
    'an absence in the subject is automatic',
    'auto-mail',
    "return SUBJECT.test(subject) ? 'subject' : null;",
    'return null;',
  ),
  // What was answered before
  merging(
    'a newer answer is not overwritten by an older one',
    'merge-submission',
    'known !== undefined && isOlderThan(times, timesOf(known))',
    'false',
  ),
];

import { anchorOf, labelOf } from './find-anchors.ts';
import { keyOf } from './matching-key.ts';
import type { ReplyLine } from './reply-lines.ts';
import type { FieldLine, SentForm } from './sent-form.ts';

/** Which fields may be told by their label alone, because their anchors were deleted everywhere in the reply. */
export class LabelPlan {
  readonly #form: SentForm;
  readonly #anchored = new Set<FieldLine>();
  readonly #counts = new Map<string, number>();
  readonly #used = new Map<string, number>();

  constructor(lines: readonly ReplyLine[], form: SentForm) {
    this.#form = form;
    for (const { body } of lines) {
      const anchor = anchorOf(body, form);
      if (anchor) this.#anchored.add(anchor.line);
      else if (!form.lineKeys.has(keyOf(body))) {
        const label = labelOf(body, form);
        if (label) this.#counts.set(label.shortKey, (this.#counts.get(label.shortKey) ?? 0) + 1);
      }
    }
  }

  /** The field a line's label names, `unclear` where several share it, or null where the line is no label. */
  resolve(body: string, section: number | null): { line: FieldLine; rest: string } | 'unclear' | null {
    const label = labelOf(body, this.#form);
    // Without a colon, a label is only believed in a reply from which every anchor has gone.
    if (!label || (!label.hasColon && this.#anchored.size > 0)) return null;
    const sharing = this.#form.fields.filter(({ shortKey }) => shortKey === label.shortKey);
    const missing = sharing.filter((line) => !this.#anchored.has(line));
    if (missing.length === 0) return null;
    const inSection = missing.filter(({ field }) => field.anchor.startsWith(`${section}-`));
    const order = this.#used.get(label.shortKey) ?? 0;
    this.#used.set(label.shortKey, order + 1);
    const inOrder = this.#counts.get(label.shortKey) === missing.length ? missing[order] : undefined;
    const line = missing.length === 1 ? missing[0] : inSection.length === 1 ? inSection[0] : inOrder;
    return line ? { line, rest: label.rest } : 'unclear';
  }
}

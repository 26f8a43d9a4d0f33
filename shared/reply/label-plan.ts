import { anchorOf, type FoundLabel, labelOf } from './find-anchors.ts';
import { keyOf } from './matching-key.ts';
import type { ReplyLine } from './reply-lines.ts';
import type { FieldLine, SentForm } from './sent-form.ts';

export interface LabelledField {
  readonly line: FieldLine;
  /** The label and what follows it. */
  readonly rest: string;
}

function placesOf({ shortKey }: FoundLabel, section: number | null): [string, string] {
  return [shortKey, `${section}/${shortKey}`];
}

function increase(counts: Map<string, number>, place: string): number {
  const count = (counts.get(place) ?? 0) + 1;
  counts.set(place, count);
  return count;
}

/** Where a line stands that may begin with a label. */
export interface LabelPlace {
  /** The section whose heading was passed last. */
  readonly section: number | null;
  /** Places of the fields that the form has next, after the anchor or the hint passed last. */
  readonly expected: readonly number[];
  /** Whether the copy of the form at hand has anchors. */
  readonly amongAnchors: boolean;
}

/** Which fields may be told by their label alone. */
export class LabelPlan {
  readonly #form: SentForm;
  readonly #anchored = new Set<FieldLine>();
  /** How often each label stands without an anchor, over all and in each section, and how often it was resolved. */
  readonly #counts = new Map<string, number>();
  readonly #used = new Map<string, number>();

  constructor(lines: readonly ReplyLine[], form: SentForm) {
    this.#form = form;
    let section: number | null = null;
    for (const { body } of lines) {
      const key = keyOf(body);
      const anchor = anchorOf(body, form);
      if (anchor) this.#anchored.add(anchor.line);
      else if (form.lineKeys.has(key)) section = form.sections.get(key) ?? section;
      else {
        const label = labelOf(body, form);
        if (label) for (const place of placesOf(label, section)) increase(this.#counts, place);
      }
    }
  }

  /**
   * The field a line's label names, `unclear` where several share it, or null where the line is no label. Among the
   * form's own anchors (`amongAnchors`) only a field whose anchor was deleted is named by its label; people quote
   * labels in their texts. Over the quotation a label names its field whether or not its anchor stands below.
   */
  resolve(body: string, { section, expected, amongAnchors }: LabelPlace): LabelledField | 'unclear' | null {
    const label = labelOf(body, this.#form);
    // Without a colon, a label is only believed in a reply from which every anchor has gone.
    if (!label || (!label.hasColon && this.#anchored.size > 0)) return null;
    const sharing = this.#form.fields.filter(({ shortKey }) => shortKey === label.shortKey);
    const open = amongAnchors ? sharing.filter((line) => !this.#anchored.has(line)) : sharing;
    if (open.length === 0) return null;
    const whole = open.filter(({ labelKey }) => keyOf(body).includes(`${labelKey}:`));
    const named = whole.length > 0 ? whole : open;
    const inSection = named.filter(({ field }) => field.anchor.startsWith(`${section}-`));
    const [everywhere, inThisSection] = placesOf(label, section).map((place) => ({
      count: this.#counts.get(place),
      order: increase(this.#used, place) - 1,
    }));
    const following = named.filter(({ index }) => expected.includes(index));
    // As many lines of one label as fields that share it stand for them in their order.
    const inOrder = (fields: readonly FieldLine[], place = everywhere) =>
      place && place.count === fields.length ? fields[place.order] : undefined;
    const line =
      named.length === 1
        ? named[0]
        : following.length === 1
          ? following[0]
          : inSection.length === 1
            ? inSection[0]
            : (inOrder(inSection, inThisSection) ?? inOrder(named));
    return line ? { line, rest: label.rest } : 'unclear';
  }
}

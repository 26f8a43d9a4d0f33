import type { OutboxEvent } from '../../events/catalogue.ts';
import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import type { Store, Write } from '../ports.ts';
import { type DigestRecord, NOTES_MAX } from '../records/digest.ts';
import type { AuditEntry } from '../records.ts';
import { renderHeadquartersText } from '../report/headquarters-text.ts';
import { HeadquartersPage } from '../report/headquarters-view.ts';
import { editOverview } from '../report/headquarters-words.ts';
import { type DraftNote, nextReleaseStep, type ReleaseRole } from '../report/release-steps.ts';
import type { RoundId } from '../round/round.ts';
import { hashText } from './past-digest.ts';

/** Somebody's wish about the draft of a round. */
export interface DraftWish {
  readonly plan: string;
  readonly round: RoundId;
  /** Whose it is: an address, or the command line. */
  readonly by: string;
  readonly at: Instant;
  /** What caused it: the received mail, the command. */
  readonly cause: string;
  /** What they had before them: a version, a mail made at an instant; null for whatever stands. */
  readonly seen: { readonly version: number } | { readonly madeAt: Instant } | null;
}

export interface Release extends DraftWish {
  readonly city: string;
  readonly roles: readonly ReleaseRole[];
}

/** What a wish has to write. */
interface Stored {
  readonly writes: Write[];
  readonly events: OutboxEvent[];
  readonly audit: AuditEntry[];
}

/** Why a wish comes to nothing: there is no draft, it has left, or it is not the one that was seen. */
export type NoDraft = 'no-draft' | 'already-released' | 'draft-changed';

/** What releasing a draft has to write, or why it is not released. */
export type ReleaseDecision =
  | ({ readonly outcome: 'released' | 'confirmed' } & Stored)
  | { readonly outcome: NoDraft | 'not-confirmed' | 'awaits-releaser' | 'same-person' | 'too-many-notes' };

/** What a note on a draft has to write, or why it is not taken. */
export type NoteDecision =
  | ({ readonly outcome: 'noted' } & Stored)
  | { readonly outcome: NoDraft | 'too-many-notes' };

/** What other covering words have to write; what is wrong with them; or the figures they name of their own. */
export type RewordDecision =
  | ({ readonly outcome: 'reworded' } & Stored)
  | { readonly outcome: NoDraft }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown-figures'; readonly figures: readonly string[] };

type Draft = { readonly value: DigestRecord; readonly revision: number };

async function findDraft(store: Store, { plan, round, seen }: DraftWish): Promise<Draft | NoDraft> {
  const digests = await store.list('digest', { plan, round });
  const latest = digests.toSorted((a, b) => b.value.version - a.value.version)[0];
  if (!latest) return 'no-draft';
  const { state, version, reworded } = latest.value;
  if (state !== 'draft') return 'already-released';
  const isSeen =
    seen === null ||
    ('version' in seen
      ? seen.version === version
      : reworded === null || Temporal.Instant.compare(instantOf(reworded.at), seen.madeAt) <= 0);
  return isSeen ? latest : 'draft-changed';
}

const entryOf = (
  { by, at, cause }: DraftWish,
  { round, version }: DigestRecord,
  told: Pick<AuditEntry, 'what' | 'before' | 'after'>,
): AuditEntry => ({ at: isoUtc(at), cause, actor: by, subject: `${round}/v${version}`, ...told });

/**
 * Decides what a wish to release a round's draft to the headquarters amounts to (decision 19): its release; where the
 * rules want two steps and the secretariat asks, its confirmation; or nothing, and why. A page leaves as it was made
 * and seen: what was reviewed is what goes. The caller commits it together with its own records.
 */
export async function decideRelease(store: Store, wish: Release): Promise<ReleaseDecision> {
  const { city, plan, round, by, at, roles } = wish;
  const [draft, opened, rules] = await Promise.all([
    findDraft(store, wish),
    store.get('round', { plan, id: round }),
    store.loadDocument('rules', plan),
  ]);
  if (typeof draft === 'string') return { outcome: draft };
  if (!opened || !rules) return { outcome: 'no-draft' };
  const step = nextReleaseStep(rules.document.releaseSteps, draft.value.notes, { by, roles });
  if (step === 'confirm') {
    const noted = noteOn(draft, wish, { kind: 'confirmed', text: '' });
    return noted.outcome === 'noted' ? { ...noted, outcome: 'confirmed' } : noted;
  }
  if (step !== 'release') return { outcome: step };
  const value = { ...draft.value, state: 'released', releasedBy: by, releasedAt: isoUtc(at) } as const;
  const { version } = value;
  return {
    outcome: 'released',
    writes: [
      { kind: 'digest', value, expected: draft.revision },
      { kind: 'round', value: { ...opened.value, releasedAt: isoUtc(at) }, expected: opened.revision },
    ],
    events: [
      {
        id: `digest-released/${plan}/${round}/${version}`,
        type: 'digest-released.v1',
        city,
        at: isoUtc(at),
        data: { plan, round, version, releasedBy: by },
      },
    ],
    audit: [entryOf(wish, value, { what: 'digest.released', before: 'draft', after: 'released' })],
  };
}

/** Decides what a comment on a draft, its confirmation or its return has to write. */
export async function decideNote(
  store: Store,
  wish: DraftWish,
  note: Pick<DraftNote, 'kind' | 'text'>,
): Promise<NoteDecision> {
  const draft = await findDraft(store, wish);
  return typeof draft === 'string' ? { outcome: draft } : noteOn(draft, wish, note);
}

function noteOn(draft: Draft, wish: DraftWish, note: Pick<DraftNote, 'kind' | 'text'>) {
  const { value, revision } = draft;
  if (value.notes.length >= NOTES_MAX) return { outcome: 'too-many-notes' } as const;
  const notes = [...value.notes, { ...note, at: isoUtc(wish.at), by: wish.by }];
  const write: Write = { kind: 'digest', value: { ...value, notes }, expected: revision };
  return {
    outcome: 'noted',
    writes: [write],
    events: [],
    audit: [entryOf(wish, value, { what: `digest.${note.kind}`, before: null, after: note.text || null })],
  } satisfies NoteDecision;
}

/**
 * Decides what other covering words (概況) of a draft have to write: the next version, over the very same figures. What
 * was confirmed was the version before. Words that name a figure the page does not have are asked about first.
 */
export async function decideRewording(
  store: Store,
  wish: DraftWish & Pick<Release, 'city'>,
  { words, allowsFigures }: { readonly words: string; readonly allowsFigures: boolean },
): Promise<RewordDecision> {
  const draft = await findDraft(store, wish);
  if (typeof draft === 'string') return { outcome: draft };
  const before = HeadquartersPage.parse(JSON.parse(draft.value.page));
  const edit = editOverview(before, words);
  if (edit.kind === 'refused') return { outcome: 'refused', reason: edit.reason };
  if (edit.page.overview.join('\n') === before.overview.join('\n'))
    return { outcome: 'refused', reason: '概況は変わっていません。' };
  if (edit.unknownFigures.length > 0 && !allowsFigures)
    return { outcome: 'unknown-figures', figures: edit.unknownFigures };
  const value: DigestRecord = {
    ...draft.value,
    version: draft.value.version + 1,
    reworded: { at: isoUtc(wish.at), by: wish.by },
    page: JSON.stringify(edit.page),
    notes: [],
    pins: draft.value.pins && {
      ...draft.value.pins,
      textSha256: hashText(renderHeadquartersText(edit.page)),
    },
  };
  const { city, plan, round, at } = wish;
  return {
    outcome: 'reworded',
    writes: [
      { kind: 'digest', value: { ...draft.value, state: 'superseded' }, expected: draft.revision },
      { kind: 'digest', value, expected: null },
    ],
    // What goes along with it carries its words, so it is printed anew.
    events: [
      {
        id: `digest-drafted/${plan}/${round}/${value.version}`,
        type: 'digest-drafted.v1',
        city,
        at: isoUtc(at),
        data: { plan, round, version: value.version },
      },
    ],
    audit: [
      entryOf(wish, value, {
        what: 'digest.reworded',
        before: before.overview.join(''),
        after: edit.page.overview.join(''),
      }),
    ],
  };
}

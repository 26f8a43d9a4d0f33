import * as z from 'zod';
import type { ScheduleRules } from '../schedule/rules.ts';

/** What somebody said of a draft, or did with it short of releasing it. */
export const DraftNote = z.object({
  kind: z.enum([
    'comment',
    /** 確認済: the secretariat has read it, and the releaser may send it. */
    'confirmed',
    /** 差戻し: the releaser wants it changed; the confirmation no longer holds. */
    'returned',
  ]),
  at: z.iso.datetime(),
  by: z.string(),
  text: z.string().max(1000),
});
export type DraftNote = z.infer<typeof DraftNote>;

/** Who acts on a draft, as far as releasing it goes. */
export type ReleaseRole = 'secretariat' | 'releaser';

/** What somebody who wants a draft released may do now, or why they may not. */
export type ReleaseStep = 'release' | 'confirm' | 'not-confirmed' | 'awaits-releaser' | 'same-person';

/** The confirmation (確認済) that still holds: the last one, unless the draft was returned (差戻し) after it. */
export function confirmationOf(notes: readonly DraftNote[]): DraftNote | null {
  const last = notes.findLast(({ kind }) => kind !== 'comment');
  return last?.kind === 'confirmed' ? last : null;
}

/**
 * The step that somebody's wish to release a draft amounts to (decision 19). With one step, whoever may release it
 * does. With two, the secretariat confirms and a releaser releases; two people, even where one has both roles.
 */
export function nextReleaseStep(
  steps: ScheduleRules['releaseSteps'],
  notes: readonly DraftNote[],
  { by, roles }: { readonly by: string; readonly roles: readonly ReleaseRole[] },
): ReleaseStep {
  if (steps === 'one') return 'release';
  const confirmation = confirmationOf(notes);
  if (confirmation === null) return roles.includes('secretariat') ? 'confirm' : 'not-confirmed';
  if (!roles.includes('releaser')) return 'awaits-releaser';
  return confirmation.by === by ? 'same-person' : 'release';
}

import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import type { DigestRecord, PapersRecord } from '../../../../shared/records.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { headquartersMembers } from '../../../../shared/steps/headquarters-members.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import {
  type DraftWish,
  decideNote,
  decideRelease,
  decideRewording,
  type NoteDecision,
  type ReleaseDecision,
  type RewordDecision,
} from '../../../../shared/steps/release-digest.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actorOf } from '../sign-in/sessions.ts';
import { Papers } from './digest-papers.tsx';
import { show } from './frame.tsx';
import { DigestText, Draft, History, NOTE_MAX, releaseRolesOf, type Unsaved } from './release-draft.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/release';

type Refused = Exclude<
  ReleaseDecision['outcome'] | NoteDecision['outcome'] | RewordDecision['outcome'],
  'released' | 'noted' | 'reworded' | 'confirmed' | 'refused' | 'unknown-figures'
>;

const REFUSALS: Readonly<Record<Refused, string>> = {
  'no-draft': 'この照会の案は、まだありません。',
  'already-released': 'この案は、ほかの人がすでに発信しています。',
  'draft-changed': 'この案は、ほかの人が書き換えました。今の版を確かめて、もう一度操作してください。',
  'not-confirmed': '事務局がまだ確認済にしていないため、発信していません。',
  'awaits-releaser': 'この案は確認済で、発信者の発信を待っています。',
  'same-person': '確認した人と別の人が発信してください。',
  'too-many-notes': 'コメントが多いため、これ以上は残せません。',
};
const CHANGED_MEANWHILE = '同時に別の操作で変わりました。内容を確かめて、もう一度操作してください。';

const NoteForm = z.object({
  kind: z.enum(['comment', 'confirmed', 'returned']),
  text: z.string().trim().max(NOTE_MAX),
});
const NOTED = {
  comment: 'コメントを残しました。',
  confirmed: '確認済にしました。発信者が発信すると送ります。',
  returned: '事務局に差し戻しました。',
} as const;

interface Said {
  readonly notice?: string;
  readonly error?: string;
  readonly unsaved?: Unsaved;
}

/** Each round's digests, the newest version first; the round drawn up last comes first. */
async function loadDigests({ store, planId }: ConsoleWorld): Promise<[DigestRecord, ...DigestRecord[]][]> {
  const rounds = await store.list('round', { plan: planId });
  const digests = await Promise.all(
    rounds.map(({ value }) => store.list('digest', { plan: planId, round: value.id })),
  );
  return digests
    .flatMap((list): [DigestRecord, ...DigestRecord[]][] => {
      const [newest, ...older] = list.map(({ value }) => value).toSorted((a, b) => b.version - a.version);
      return newest ? [[newest, ...older]] : [];
    })
    .sort(([a], [b]) => b.madeAt.localeCompare(a.madeAt));
}

/**
 * The drafts for the headquarters, as they will leave: commented on, their covering words written anew, confirmed where
 * the rules want it, and let go (decision 19).
 */
export function addRelease(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, clock, log } = world;

  const showDrafts = async (
    c: Context<GatedEnv>,
    { unsaved, ...said }: Said = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const [digests, city] = await Promise.all([loadDigests(world), loadCity(store, planId)]);
    const recipients = (await headquartersMembers(store, city.directory, clock())).length;
    const papers = new Map(
      await Promise.all(
        digests.map(async ([{ plan, round, version }]) => {
          const stored = await store.get('papers', { plan, round, version });
          return [round, stored?.value ?? null] as const;
        }),
      ),
    );
    const drafts = digests.filter(([{ state }]) => state === 'draft');
    const past = digests.filter(([{ state }]) => state !== 'draft');
    return show(
      c,
      {
        title: '本部資料',
        room: ROOM,
        ...said,
        children: (
          <>
            {drafts.length === 0 && <p class="empty">発信を待つ案はありません。</p>}
            {drafts.map((versions) => (
              <Draft
                versions={versions}
                papers={papers.get(versions[0].round) ?? null}
                recipients={recipients}
                steps={city.rules.releaseSteps}
                session={c.get('session')}
                unsaved={unsaved ?? null}
              />
            ))}
            {past.length > 0 && (
              <section aria-labelledby="past">
                <h2 id="past">発信した資料</h2>
                <ul class="plain">
                  {past.map((versions) => (
                    <Past versions={versions} papers={papers.get(versions[0].round) ?? null} />
                  ))}
                </ul>
              </section>
            )}
          </>
        ),
      },
      status,
    );
  };

  /** The wish a form brings; null where it names no round, or not which version was before the eyes. */
  const wishOf = (c: Context<GatedEnv>, body: Record<string, unknown>): DraftWish | null => {
    const round = RoundId.safeParse(c.req.param('round'));
    const version = z.coerce.number().int().min(1).safeParse(body.version);
    if (!round.success || !version.success) return null;
    return {
      plan: planId,
      round: round.data,
      by: actorOf(c.get('session')),
      at: clock(),
      cause: `console/${randomUUID()}`,
      seen: { version: version.data },
    };
  };

  /** Stores what was decided, and shows the drafts with what came of it. */
  const save = async (
    c: Context<GatedEnv>,
    decision: Extract<ReleaseDecision | NoteDecision | RewordDecision, { writes: unknown }>,
    notice: string,
  ) => {
    const { writes, audit, events } = decision;
    return (await store.commit({ writes, audit, events })) === 'committed'
      ? showDrafts(c, { notice })
      : showDrafts(c, { error: CHANGED_MEANWHILE }, 409);
  };

  pages.get(ROOM, (c) => showDrafts(c));

  pages.post(`${ROOM}/:round`, only(log, 'secretariat', 'releaser'), async (c) => {
    const wish = wishOf(c, await c.req.parseBody());
    if (wish === null) return c.redirect(ROOM);
    const roles = releaseRolesOf(c.get('session'));
    const decision = await decideRelease(store, { ...wish, city: cityId, roles });
    if (!('writes' in decision)) return showDrafts(c, { error: REFUSALS[decision.outcome] }, 409);
    return save(
      c,
      decision,
      decision.outcome === 'confirmed'
        ? NOTED.confirmed
        : `${roundName(wish.round)}の資料を、推進本部に発信しました。`,
    );
  });

  pages.post(`${ROOM}/:round/notes`, only(log, 'secretariat', 'releaser'), async (c) => {
    const body = await c.req.parseBody();
    const wish = wishOf(c, body);
    const note = NoteForm.safeParse(body);
    if (wish === null) return c.redirect(ROOM);
    if (!note.success) return showDrafts(c, { error: `コメントは${NOTE_MAX}字までで書いてください。` }, 422);
    const { kind, text } = note.data;
    // To confirm is the secretariat's step, to return the releaser's.
    const needed = { comment: null, confirmed: 'secretariat', returned: 'releaser' } as const;
    const role = needed[kind];
    if (role !== null && !c.get('session').roles.includes(role))
      return showDrafts(c, { error: 'この操作をする権限がありません。' }, 422);
    if (kind !== 'confirmed' && text === '')
      return showDrafts(c, { error: '空欄です。コメントか、差し戻す理由を書いてください。' }, 422);
    const decision = await decideNote(store, wish, note.data);
    if (decision.outcome !== 'noted') return showDrafts(c, { error: REFUSALS[decision.outcome] }, 409);
    return save(c, decision, NOTED[kind]);
  });

  pages.post(`${ROOM}/:round/words`, only(log, 'secretariat'), async (c) => {
    const body = await c.req.parseBody();
    const wish = wishOf(c, body);
    if (wish === null) return c.redirect(ROOM);
    const words = typeof body.words === 'string' ? body.words : '';
    const decision = await decideRewording(
      store,
      { ...wish, city: cityId },
      {
        words,
        allowsFigures: body.allowsFigures === 'yes',
      },
    );
    const unsaved = { round: wish.round, words };
    switch (decision.outcome) {
      case 'reworded':
        return save(c, decision, '概況を書き換えました。ほかの部分は変わっていません。');
      case 'refused':
        return showDrafts(c, { error: decision.reason, unsaved: { ...unsaved, figures: [] } }, 422);
      case 'unknown-figures': {
        const error = `概況に、資料のほかの部分にない数字（${decision.figures.join('、')}）があります。直すか、確かめて印を付けてください。`;
        return showDrafts(c, { error, unsaved: { ...unsaved, figures: decision.figures } }, 422);
      }
      default:
        return showDrafts(
          c,
          { error: REFUSALS[decision.outcome], unsaved: { ...unsaved, figures: [] } },
          409,
        );
    }
  });
}

function Past({
  versions,
  papers,
}: {
  versions: readonly [DigestRecord, ...DigestRecord[]];
  papers: PapersRecord | null;
}) {
  const [{ round, releasedAt, releasedBy }] = versions;
  return (
    <li>
      <details>
        <summary>
          {roundName(round)}
          {releasedAt && `　${shortDateTime(instantOf(releasedAt))}　${releasedBy ?? ''}`}
        </summary>
        <DigestText digest={versions[0]} />
        <Papers digest={versions[0]} papers={papers} />
        <History versions={versions} />
      </details>
    </li>
  );
}

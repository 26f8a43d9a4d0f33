import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';

import type { DigestRecord } from '../../../../shared/records.ts';
import { renderHeadquartersText } from '../../../../shared/report/headquarters-text.ts';
import { HeadquartersPage } from '../../../../shared/report/headquarters-view.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { headquartersMembers } from '../../../../shared/steps/headquarters-members.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { decideRelease } from '../../../../shared/steps/release-digest.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actorOf, type Session } from '../sign-in/sessions.ts';
import { Papers } from './digest-papers.tsx';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/release';

/** May send to the mayor: the secretariat, and whoever was named for it. */
const mayRelease = ({ roles }: Session) => roles.includes('secretariat') || roles.includes('releaser');

const REFUSALS = {
  'no-draft': 'この照会の案は、まだありません。',
  'already-released': 'この案は、ほかの人がすでに発信しています。',
} as const;

interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** The drafts for the headquarters, as they will leave, and the button that lets them (decision 19). */
export function addRelease(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, clock, log } = world;

  const latestDigests = async (): Promise<DigestRecord[]> => {
    const rounds = await store.list('round', { plan: planId });
    const digests = await Promise.all(
      rounds.map(({ value }) => store.list('digest', { plan: planId, round: value.id })),
    );
    return digests
      .flatMap((list) => list.toSorted((a, b) => b.value.version - a.value.version)[0] ?? [])
      .map(({ value }) => value)
      .sort((a, b) => b.madeAt.localeCompare(a.madeAt));
  };

  const showDrafts = async (c: Context<GatedEnv>, said: Said = {}, status: 200 | 409 = 200) => {
    const [digests, city] = await Promise.all([latestDigests(), loadCity(store, planId)]);
    const recipients = (await headquartersMembers(store, city.directory, clock())).length;
    const session = c.get('session');
    const drafts = digests.filter(({ state }) => state === 'draft');
    const past = digests.filter(({ state }) => state !== 'draft');
    const papers = new Map(
      await Promise.all(
        digests.map(async ({ plan, round, version }) => {
          const stored = await store.get('papers', { plan, round, version });
          return [round, stored?.value ?? null] as const;
        }),
      ),
    );
    return show(
      c,
      {
        title: '本部資料',
        room: ROOM,
        ...said,
        children: (
          <>
            {drafts.length === 0 && <p class="empty">発信を待つ案はありません。</p>}
            {drafts.map((draft) => (
              <section aria-labelledby={`draft-${draft.round}`}>
                <h2 id={`draft-${draft.round}`}>{roundName(draft.round)}の案</h2>
                <p>
                  {shortDateTime(instantOf(draft.madeAt))}に作りました。発信すると、推進本部の{recipients}
                  名に送ります。
                </p>
                <pre class="text-mail">
                  {renderHeadquartersText(HeadquartersPage.parse(JSON.parse(draft.page)))}
                </pre>
                <Papers digest={draft} papers={papers.get(draft.round) ?? null} />
                {mayRelease(session) ? (
                  <form method="post" action={`${ROOM}/${draft.round}`}>
                    <CsrfField session={session} />
                    <button type="submit">推進本部に発信する</button>
                    <p class="hint">発信すると取り消せません。数字は変えられません。</p>
                  </form>
                ) : (
                  <p class="hint">発信は、事務局または発信者が行います。</p>
                )}
              </section>
            ))}
            {past.length > 0 && (
              <section aria-labelledby="past">
                <h2 id="past">発信した資料</h2>
                <ul class="plain">
                  {past.map((digest) => (
                    <li>
                      <details>
                        <summary>
                          {roundName(digest.round)}
                          {digest.releasedAt &&
                            `　${shortDateTime(instantOf(digest.releasedAt))}　${digest.releasedBy ?? ''}`}
                        </summary>
                        <pre class="text-mail">
                          {renderHeadquartersText(HeadquartersPage.parse(JSON.parse(digest.page)))}
                        </pre>
                        <Papers digest={digest} papers={papers.get(digest.round) ?? null} />
                      </details>
                    </li>
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

  pages.get(ROOM, (c) => showDrafts(c));

  pages.post(`${ROOM}/:round`, only(log, 'secretariat', 'releaser'), async (c) => {
    const round = RoundId.safeParse(c.req.param('round'));
    if (!round.success) return c.redirect(ROOM);
    const decision = await decideRelease(store, {
      city: cityId,
      plan: planId,
      round: round.data,
      by: actorOf(c.get('session')),
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    if (decision.outcome !== 'released') return showDrafts(c, { error: REFUSALS[decision.outcome] }, 409);
    const { writes, audit, events } = decision;
    const outcome = await store.commit({ writes, audit, events });
    return outcome === 'committed'
      ? showDrafts(c, { notice: `${roundName(round.data)}の資料を、推進本部に発信しました。` })
      : showDrafts(
          c,
          { error: '同時に別の操作で変わりました。内容を確かめて、もう一度発信してください。' },
          409,
        );
  });
}

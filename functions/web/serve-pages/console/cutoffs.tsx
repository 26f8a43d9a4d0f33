import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Cutoffs } from '../../../../shared/plan/plan.ts';
import { findPreset, RANK_PRESETS, type RankPreset } from '../../../../shared/plan/rank-presets.ts';
import { STATUS_WORDS } from '../../../../shared/progress/judgement.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { previewCutoffs, withPreset } from '../../../../shared/steps/preview-cutoffs.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/cutoffs';

/** Where 順調 and やや遅れ end: the choices, what one of them would change, and the change itself. */
export function addCutoffs(pages: Hono<GatedEnv>, { store, planId, cityId, clock, log }: ConsoleWorld): void {
  const showChoices = async (c: Context<GatedEnv>, notice: string | null = null) => {
    const { plan } = await loadCity(store, planId);
    return show(c, {
      title: '判定基準',
      room: ROOM,
      notice,
      children: (
        <>
          <p>
            今の基準は、{boundsOf(plan.cutoffs)}です。
            {plan.ranks && `あわせて「${plan.ranks.name}」の評価の言葉を示します。`}
          </p>
          {c.get('session').roles.includes('secretariat') && (
            <form method="post" action={`${ROOM}/preview`}>
              <CsrfField session={c.get('session')} />
              <fieldset>
                <legend>ほかの基準を試す</legend>
                {RANK_PRESETS.map(({ name, says, cutoffs }, index) => (
                  <p class="choice">
                    <input type="radio" id={`preset-${index}`} name="preset" value={name} required />
                    <label for={`preset-${index}`}>
                      {name}：{says}
                      {cutoffs === null && '。色の境目は変えません'}
                    </label>
                  </p>
                ))}
              </fieldset>
              <button type="submit">何が変わるかを見る</button>
              <p class="hint">次の画面で、最近の回の判定がどう変わるかを確かめてから決められます。</p>
            </form>
          )}
        </>
      ),
    });
  };

  const showPreview = async (c: Context<GatedEnv>, city: City, preset: RankPreset, error?: string) => {
    const after = withPreset(city.plan, preset);
    const { round, judged, shifts, kpis } = await previewCutoffs(store, city, after.cutoffs);
    return show(
      c,
      {
        title: `「${preset.name}」の基準で変わるもの`,
        room: ROOM,
        error: error ?? null,
        children: (
          <>
            <p>
              {boundsOf(city.plan.cutoffs)}から、{boundsOf(after.cutoffs)}に変えます。
            </p>
            <p>
              {round === null
                ? 'まだ判定した回がないため、変わるものはありません。'
                : `この基準では${shifts.length}件が変わります（${roundName(round)}の${judged}件のうち。指標では${kpis}件）。`}
            </p>
            {shifts.length > 0 && (
              <RowTable
                caption="判定が変わる取り組み"
                columns={['取り組み', '今', '変えた後', '変えた後の理由']}
                rows={shifts.map(({ code, title, was, now, reason }) => ({
                  cells: [`${code} ${title}`, STATUS_WORDS[was], STATUS_WORDS[now], reason],
                }))}
              />
            )}
            <form method="post" action={`${ROOM}/apply`}>
              <CsrfField session={c.get('session')} />
              <input type="hidden" name="preset" value={preset.name} />
              <input type="hidden" name="basedOn" value={String(city.planVersion)} />
              <p>
                <label for="count">確認のため、変わる件数を書いてください</label>
                <input id="count" name="count" inputmode="numeric" required />
              </p>
              <p>
                <label for="reason">変える理由</label>
                <input id="reason" name="reason" required />
              </p>
              <button type="submit">この基準にする</button>
              <p class="hint">次に始まる回から使います。始まっている回と過去の判定は変わりません。</p>
            </form>
            <p class="back">
              <a href={ROOM}>やめて、基準を選び直す</a>
            </p>
          </>
        ),
      },
      error === undefined ? 200 : 422,
    );
  };

  pages.get(ROOM, (c) => showChoices(c));

  pages.post(`${ROOM}/preview`, only(log, 'secretariat'), async (c) => {
    const { preset: name } = await c.req.parseBody();
    const preset = findPreset(String(name));
    return preset === null ? showChoices(c) : showPreview(c, await loadCity(store, planId), preset);
  });

  pages.post(`${ROOM}/apply`, only(log, 'secretariat'), async (c) => {
    const { preset: name, basedOn, count, reason } = await c.req.parseBody();
    const preset = findPreset(String(name));
    if (preset === null) return showChoices(c);
    const city = await loadCity(store, planId);
    const refuse = (error: string) => showPreview(c, city, preset, error);
    if (Number(basedOn) !== city.planVersion)
      return refuse(`ほかの人が計画の第${city.planVersion}版を公開しました。違いを確かめてください。`);
    const after = withPreset(city.plan, preset);
    const { shifts } = await previewCutoffs(store, city, after.cutoffs);
    if (String(count).normalize('NFKC').trim() !== String(shifts.length))
      return refuse('書いた件数が、変わる件数と違います。確かめて、もう一度書いてください。');
    if (String(reason).trim() === '') return refuse('変える理由を書いてください。');
    const { name: person, email } = c.get('session');
    const outcome = await publishVersion(store, {
      kind: 'plan',
      id: planId,
      document: after,
      basedOn: city.planVersion,
      plan: planId,
      city: cityId,
      by: email ?? person,
      reason: String(reason).trim(),
      at: clock(),
      cause: `console/${randomUUID()}`,
    });
    return outcome === 'committed'
      ? showChoices(c, `判定基準を「${preset.name}」に変えました。次に始まる回から使います。`)
      : refuse('ほかの人が同時に計画を変えました。違いを確かめてください。');
  });
}

function boundsOf({ onTrack, atRisk }: Cutoffs): string {
  const percent = (ratio: number) => `${Math.round(ratio * 1000) / 10}％`;
  return `順調は計画比${percent(onTrack)}以上、やや遅れは${percent(atRisk)}以上`;
}

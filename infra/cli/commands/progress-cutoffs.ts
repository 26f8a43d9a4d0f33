import { Cutoffs, type Plan } from '../../../shared/plan/plan.ts';
import { findPreset, RANK_PRESETS, type RankPreset } from '../../../shared/plan/rank-presets.ts';
import { STATUS_WORDS } from '../../../shared/progress/judgement.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { type CutoffsPreview, previewCutoffs, withPreset } from '../../../shared/steps/preview-cutoffs.ts';
import { publishVersion } from '../../../shared/steps/publish-version.ts';
import { type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { type Session, withSession } from '../session.ts';

/** Shows what other cut-offs would change in the newest round, and puts them in force from the next one on. */
export const runProgressCutoffs: Run = async (given, terminal) => {
  const preset = presetGiven(given);
  const by = given.text('by');
  if (preset !== null && by === null && !given.flag('dry-run')) {
    throw new Refusal('基準を変えるには --by 名前 が必要です（示すだけなら --dry-run を付けてください）。');
  }
  const done = await withSession(given, (session) => change(session, preset, given, by));
  show(done, given, terminal);
  if (done.follows !== null) terminal.warn(done.follows);
  return 0;
};

/** What was asked for as a preset; null where nothing was, so that only the choices are shown. */
function presetGiven(given: Given): RankPreset | null {
  const name = given.text('preset');
  const bounds = [given.text('on-track'), given.text('at-risk')];
  if (name !== null) {
    if (bounds.some((bound) => bound !== null))
      throw new Refusal('--preset と --on-track、--at-risk は、どちらかにしてください。');
    const found = findPreset(name);
    if (found !== null) return found;
    const known = RANK_PRESETS.map((preset) => preset.name).join('、');
    throw new Refusal(`--preset の「${name}」という基準はないので、${known} のどれかにしてください。`);
  }
  if (bounds.every((bound) => bound === null)) return null;
  const [onTrack = Number.NaN, atRisk = Number.NaN] = bounds.map((bound) => Number(bound ?? Number.NaN));
  const read = Cutoffs.safeParse({ onTrack, atRisk });
  if (!read.success || onTrack < atRisk) {
    throw new Refusal(
      '--on-track と --at-risk は、0より大きく2以下の数で、--on-track を --at-risk 以上にしてください（0.95 と 0.8 など）。',
    );
  }
  return { name: `${onTrack}・${atRisk}`, says: '', cutoffs: read.data, scheme: null };
}

interface Done {
  readonly plan: Plan;
  readonly preset: RankPreset | null;
  readonly after: Plan;
  readonly preview: CutoffsPreview | null;
  /** The version published, or null. */
  readonly version: number | null;
  readonly follows: string | null;
}

async function change(
  session: Session,
  preset: RankPreset | null,
  given: Given,
  by: string | null,
): Promise<Done> {
  const { store, clock, city: cityId } = session;
  const city = await loadCity(store, session.plan);
  const { plan, planVersion } = city;
  if (preset === null) return { plan, preset, after: plan, preview: null, version: null, follows: null };
  const after = withPreset(plan, preset);
  const preview = await previewCutoffs(store, city, after.cutoffs);
  const done = { plan, preset, after, preview, version: null, follows: null };
  if (given.flag('dry-run') || by === null || JSON.stringify(after) === JSON.stringify(plan)) return done;
  const outcome = await publishVersion(store, {
    kind: 'plan',
    id: plan.id,
    document: after,
    basedOn: planVersion,
    plan: plan.id,
    city: cityId,
    by,
    reason: given.text('reason') ?? `判定基準を「${preset.name}」に変更`,
    at: clock(),
    cause: `cli/progress-cutoffs/${plan.id}/v${planVersion + 1}`,
  });
  if (outcome === 'conflict') {
    throw new Refusal(
      '計画が同時に別の操作で変わったため、基準を変えませんでした。もう一度実行してください。',
    );
  }
  return { ...done, version: planVersion + 1, follows: await session.settle() };
}

function show(done: Done, given: Given, terminal: Terminal): void {
  const { plan, preset, after, preview, version } = done;
  if (given.flag('json')) {
    terminal.printJson({
      current: plan.cutoffs,
      preset: preset?.name ?? null,
      cutoffs: after.cutoffs,
      ...(preview ?? { round: null, judged: 0, shifts: [], kpis: 0 }),
      applied: version !== null,
      version,
    });
    return;
  }
  if (preset === null || preview === null) {
    terminal.print(
      `今の基準　${boundsOf(plan.cutoffs)}${plan.ranks ? `（評価の言葉 ${plan.ranks.name}）` : ''}`,
    );
    for (const { name, says, cutoffs } of RANK_PRESETS)
      terminal.print(`${name}　${says}${cutoffs === null ? '（色の境目は変えない）' : ''}`);
    return;
  }
  terminal.print(`基準　${boundsOf(plan.cutoffs)} → ${boundsOf(after.cutoffs)}`);
  for (const line of previewLines(preview)) terminal.print(line);
  if (version !== null) terminal.print(`計画の第${version}版として公開しました。次に始まる回から使います。`);
  else terminal.print('変わるものを示しました。基準は変えていません。');
}

function previewLines({ round, judged, shifts, kpis }: CutoffsPreview): string[] {
  if (round === null) return ['まだ判定した回がないため、変わるものはありません。'];
  return [
    `この基準では${shifts.length}件が変わります（${roundName(round)}の${judged}件のうち。指標では${kpis}件）。`,
    ...shifts.map(
      ({ code, title, was, now, reason }) =>
        `　${code} ${title}　${STATUS_WORDS[was]} → ${STATUS_WORDS[now]}　${reason}`,
    ),
  ];
}

function boundsOf({ onTrack, atRisk }: Cutoffs): string {
  return `順調${onTrack}以上、やや遅れ${atRisk}以上`;
}

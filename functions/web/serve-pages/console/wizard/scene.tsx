import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { Instant } from '../../../../../shared/calendar/time.ts';
import type { RoundId } from '../../../../../shared/round/round.ts';
import type { RuleFault } from '../../../../../shared/schedule/check-rules.ts';
import type { ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { type City, loadCity } from '../../../../../shared/steps/load-city.ts';
import type { GatedEnv } from '../../sign-in/gate.tsx';
import { CsrfField, show } from '../frame.tsx';
import type { ConsoleWorld } from '../world.ts';
import { type Draft, loadDraft, saveDraft } from './draft.ts';
import { type Filled, filledOf, nearestWords, type ReadForm } from './form.ts';
import { type FormState, STEPS, StepList, type StepName, WIZARD } from './frame.tsx';

/** The room the wizard is entered from, and comes back to. */
export const ROOM = '/console/schedule';
/** So far ahead the wizard looks. */
export const YEAR_DAYS = 365;

/** What has just been done, or could not be. */
export interface Said {
  readonly notice?: string;
  readonly error?: string;
}

/** Everything a step is shown with. */
export interface Scene {
  readonly city: City;
  readonly draft: Draft;
  readonly now: Instant;
}

/** What a step is shown with, for whoever is signed in. */
export async function loadScene(world: ConsoleWorld, c: Context<GatedEnv>): Promise<Scene> {
  const city = await loadCity(world.store, world.planId);
  return { city, draft: await loadDraft(world, c.get('session'), city), now: world.clock() };
}

/** A step of the wizard, with the way to the others and out. */
export function showStep(
  c: Context<GatedEnv>,
  at: StepName,
  { city, draft }: Scene,
  children: Child,
  { notice, error }: Said = {},
  status: 200 | 409 | 422 = 200,
) {
  const word = STEPS.find(({ name }) => name === at)?.word ?? '';
  const others = draft.basedOn !== city.rulesVersion;
  return show(
    c,
    {
      title: `送信設定を変える　${word}`,
      room: ROOM,
      notice: notice ?? null,
      error: error ?? null,
      children: (
        <>
          <StepList at={at} />
          {others && (
            <div class="notice">
              <p>
                この下書きは第{draft.basedOn}版から始めました。その後、第{city.rulesVersion}
                版が有効になっています。違いは「プレビュー」で確かめられます。
              </p>
            </div>
          )}
          {children}
          <form method="post" action={`${WIZARD}/discard`} class="discard">
            <CsrfField session={c.get('session')} />
            <button type="submit" class="quiet">
              下書きを捨てて、今の設定（第{city.rulesVersion}版）からやり直す
            </button>
          </form>
        </>
      ),
    },
    status,
  );
}

/** A step with a form: as it stands, or as it came back with what is wrong with it. */
export function showForm(
  c: Context<GatedEnv>,
  at: 'rhythm' | 'receivers' | 'texts',
  scene: Scene,
  state: FormState,
  fields: Child,
  said: Said = {},
) {
  const named = new Set(Object.keys(state.filled));
  const loose = state.faults.filter(({ field }) => !isShown(field, named));
  const action = STEPS.find(({ name }) => name === at)?.path;
  return showStep(
    c,
    at,
    scene,
    <>
      {loose.map((fault) => (
        <p>
          <strong class="fault">
            {fault.message}
            {nearestWords(fault)}
          </strong>
        </p>
      ))}
      <form method="post" action={action}>
        <CsrfField session={c.get('session')} />
        {fields}
      </form>
    </>,
    state.faults.length > 0 ? { error: `直すところが${state.faults.length}か所あります。` } : said,
    state.faults.length > 0 ? 422 : 200,
  );
}

/** What a posted step says is saved and led on from, or shown again with its faults. */
export async function takeStep(
  world: ConsoleWorld,
  c: Context<GatedEnv>,
  read: (filled: Filled, rules: ScheduleRules) => ReadForm,
  check: (rules: ScheduleRules, scene: Scene) => readonly RuleFault[],
) {
  const scene = await loadScene(world, c);
  const filled = filledOf(await c.req.parseBody());
  const said = read(filled, scene.draft.rules);
  if ('faults' in said) return { scene, filled, faults: said.faults, rules: scene.draft.rules };
  const faults = check(said.rules, scene);
  if (faults.length > 0) return { scene, filled, faults, rules: said.rules };
  const draft = { ...scene.draft, rules: said.rules };
  await saveDraft(world, c.get('session'), draft);
  return { scene: { ...scene, draft }, filled, faults: [], rules: said.rules };
}

/** The rounds that have opened: they keep the rules they opened with. */
export async function openedRounds({ store, planId }: ConsoleWorld): Promise<ReadonlySet<RoundId>> {
  return new Set((await store.list('round', { plan: planId })).map(({ value }) => value.id));
}

/** The step in which a fault is mended. */
export function stepOf({ field }: RuleFault) {
  if (field.startsWith('overrides') || field.endsWith('copyChief')) return STEPS[1];
  return field.startsWith('texts') ? STEPS[2] : STEPS[0];
}

/** Whether a field, or the group it belongs to, has a place in the form. */
function isShown(field: string, named: ReadonlySet<string>): boolean {
  return [...named].some((name) => name === field || name.startsWith(`${field}.`));
}

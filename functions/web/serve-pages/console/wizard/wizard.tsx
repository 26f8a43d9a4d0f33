import type { Hono } from 'hono';
import { loadCity } from '../../../../../shared/steps/load-city.ts';
import { type GatedEnv, only } from '../../sign-in/gate.tsx';
import type { ConsoleWorld } from '../world.ts';
import { addActivationSteps } from './activation-steps.tsx';
import { saveDraft } from './draft.ts';
import { filledOf } from './form.ts';
import { WIZARD } from './frame.tsx';
import { ROOM } from './scene.tsx';
import { addTextsStep } from './texts-step.tsx';
import { addTimetableSteps } from './timetable-steps.tsx';

/**
 * The rules changed in steps: 周期, 相手, 文面, プレビュー, 有効化. Every page leads to every other, and what was saved
 * in one stands in all: it lies in the person's own draft, which changes nothing until it is activated.
 */
export function addRuleWizard(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, log } = world;
  pages.use(`${WIZARD}/*`, only(log, 'secretariat'));
  addTimetableSteps(pages, world);
  addTextsStep(pages, world);
  addActivationSteps(pages, world);

  pages.post(`${WIZARD}/discard`, async (c) => {
    const city = await loadCity(store, planId);
    await saveDraft(world, c.get('session'), { rules: city.rules, basedOn: city.rulesVersion });
    return c.redirect(WIZARD);
  });

  /** A former version becomes the draft; it comes into force as any other draft does. */
  pages.post(`${WIZARD}/return`, async (c) => {
    const { version } = filledOf(await c.req.parseBody());
    const city = await loadCity(store, planId);
    const former = await store.loadDocument('rules', planId, Number(version) || 0);
    if (!former || Number(version) < 1) return c.redirect(ROOM);
    await saveDraft(world, c.get('session'), { rules: former.document, basedOn: city.rulesVersion });
    return c.redirect(`${WIZARD}/preview`);
  });
}

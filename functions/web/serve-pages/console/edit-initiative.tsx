import type { Context, Hono } from 'hono';
import { tokyoDate } from '../../../../shared/calendar/time.ts';
import { findClosedYearFaults } from '../../../../shared/plan/closed-years.ts';
import { keepLedgers } from '../../../../shared/plan/ledger.ts';
import { listRevisions } from '../../../../shared/plan/revision.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import { loadPathDesks } from '../../../../shared/steps/planned-paths.ts';
import { publishVersion } from '../../../../shared/steps/publish-version.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf, REASON_NEEDED, readReason } from './acts.ts';
import { EditPage, type FormPage } from './edit-initiative-page.tsx';
import { CsrfField, show } from './frame.tsx';
import {
  type FormTexts,
  fieldWord,
  readInitiativeForm,
  rebaseTexts,
  textsFrom,
  textsOf,
} from './initiative-form.ts';
import { initiativePath, PLAN_ROOM } from './plan.tsx';
import { RevisionTable } from './revision-table.tsx';
import { publishedWords } from './revisions.tsx';
import type { ConsoleWorld } from './world.ts';

/** One initiative edited in a form: everything wrong is told beside its line; what is right is a new version of the plan. */
export function addInitiativeEditing(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, log } = world;

  const showForm = async (
    c: Context<GatedEnv>,
    page: Omit<FormPage, 'desks'>,
    error: string | null = null,
  ) => {
    const desks = await loadPathDesks(store, page.city, [page.initiative]);
    return show(
      c,
      {
        title: `${page.initiative.code} ${page.initiative.title}を直す`,
        room: PLAN_ROOM,
        error,
        children: <EditPage {...page} desks={desks} csrf={<CsrfField session={c.get('session')} />} />,
      },
      page.meanwhile ? 409 : error === null ? 200 : 422,
    );
  };

  /** The form of the second of two editors, on top of what the first changed. */
  const showConflict = async (
    c: Context<GatedEnv>,
    { city, mine, reason, basedOn }: { city: City; mine: FormTexts; reason: string; basedOn: number },
  ) => {
    const id = c.req.param('id');
    const [before, versions] = await Promise.all([
      store.loadDocument('plan', planId, basedOn),
      store.listVersions('plan', planId),
    ]);
    const initiative = city.plan.initiatives.find((one) => one.id === id);
    const was = before?.document.initiatives.find((one) => one.id === id);
    if (!before || !initiative || !was) return c.redirect(PLAN_ROOM);
    const { texts, both } = rebaseTexts(mine, {
      was: textsOf(was, { ...city, plan: before.document }),
      now: textsOf(initiative, city),
    });
    const rows = listRevisions(before.document, city.plan, city.directory);
    const editors = new Set(
      versions.filter(({ version }) => version > basedOn).map(({ by }) => by ?? '（記録なし）'),
    );
    const at = versions[0] ? publishedWords(versions[0].at) : '';
    const words = `${[...editors].join('、')}が、${at}に第${city.planVersion}版を保存しました。`;
    return showForm(
      c,
      { city, initiative, texts, reason, meanwhile: { words, rows } },
      both.length === 0
        ? 'ほかの人が先に計画を変えました。あなたの変更を新しい版の上に置きました。確かめて、もう一度保存してください。'
        : `ほかの人も同じところを変えました（${[...new Set(both.map((name) => fieldWord(name, was)))].join('、')}）。あなたの文が入っています。確かめて、もう一度保存してください。`,
    );
  };

  pages.get(`${PLAN_ROOM}/initiatives/:id/edit`, only(log, 'secretariat'), async (c) => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('id'));
    if (!initiative) return c.redirect(PLAN_ROOM);
    return showForm(c, { city, initiative, texts: textsOf(initiative, city) });
  });

  pages.post(`${PLAN_ROOM}/initiatives/:id/edit`, only(log, 'secretariat'), async (c) => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('id'));
    if (!initiative) return c.redirect(PLAN_ROOM);
    const form = await c.req.parseBody();
    const basedOn = Number(form.basedOn);
    const written = String(form.reason ?? '');
    if (basedOn !== city.planVersion) {
      const base = await store.loadDocument('plan', planId, basedOn);
      const was = base?.document.initiatives.find(({ id }) => id === initiative.id);
      if (!base || !was) return c.redirect(initiativePath(initiative.id));
      const mine = textsFrom(form, textsOf(was, { ...city, plan: base.document }));
      return showConflict(c, { city, mine, reason: written, basedOn });
    }
    const texts = textsFrom(form, textsOf(initiative, city));
    const page = { city, initiative, texts, reason: written };
    const read = readInitiativeForm(texts, initiative, city);
    if (!read.ok)
      return showForm(c, { ...page, faults: read.faults }, `直すところが${read.faults.length}か所あります。`);
    const [closed] = findClosedYearFaults(city.plan, read.plan);
    if (closed) return showForm(c, page, closed.message);
    const reason = readReason(written);
    if (reason === null) return showForm(c, page, REASON_NEEDED);
    const rows = listRevisions(city.plan, read.plan, city.directory);
    if (rows.length === 0) return showForm(c, page, '変わったところがないため、保存していません。');
    const act = actOf(world, c.get('session'));
    const outcome = await publishVersion(store, {
      kind: 'plan',
      id: planId,
      document: keepLedgers(city.plan, read.plan, tokyoDate(act.at)),
      basedOn,
      plan: planId,
      reason,
      ...act,
    });
    if (outcome === 'conflict')
      return showConflict(c, {
        city: await loadCity(store, planId),
        mine: texts,
        reason: written,
        basedOn,
      });
    return show(c, {
      title: `${read.initiative.code} ${read.initiative.title}`,
      room: PLAN_ROOM,
      notice: `計画の第${basedOn + 1}版として保存しました。`,
      children: (
        <>
          <RevisionTable rows={rows} caption={`変えたところ　${rows.length}か所（理由：${reason}）`} />
          <p class="back">
            <a href={initiativePath(read.initiative.id)}>この取り組みを見る</a>
            <a href={`${PLAN_ROOM}/versions`}>改定の一覧と新旧対照表</a>
          </p>
        </>
      ),
    });
  });
}

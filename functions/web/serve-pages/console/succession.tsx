import type { Context, Hono } from 'hono';
import type { Succession } from '../../../../shared/plan/succession.ts';
import {
  layOutSuccession,
  type NamedRow,
  readSuccessionRows,
  type SuccessionRow,
  successionFileRows,
} from '../../../../shared/plan/succession-rows.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { endPlan, previewEnd } from '../../../../shared/steps/end-plan.ts';
import {
  applySuccession,
  findSuccessor,
  loadSuccession,
  previewSuccession,
  type SuccessionPreview,
} from '../../../../shared/steps/succession.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf, readReason } from './acts.ts';
import { show } from './frame.tsx';
import { PLAN_ROOM } from './plan.tsx';
import { Ending, FaultList, Mapping, SUCCESSION_PAGE } from './succession-table.tsx';
import type { ConsoleWorld } from './world.ts';

const TITLE = '前の計画からの引継ぎ';

interface Said {
  readonly notice?: string;
  readonly error?: string;
  /** What keeps the mapping from being applied, one line each. */
  readonly faults?: readonly string[];
  /** The table as it was sent, to go on from. */
  readonly rows?: readonly NamedRow[];
  readonly reason?: string;
  readonly status?: 200 | 409 | 422;
}

/** 次期計画への引継ぎ: a table to fill in, its check with counts, its application; and the end of a plan. */
export function addSuccession(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, cityId, log } = world;

  /** The plan the one in view follows: as applied before, else the latest that began earlier; null where there is none. */
  const findForebear = async (): Promise<string | null> => {
    const [applied, ids] = await Promise.all([loadSuccession(store, planId), store.listDocuments('plan')]);
    if (applied) return applied.succession.from;
    const plans = (await Promise.all(ids.map((id) => store.loadDocument('plan', id)))).flatMap(
      (stored) => stored?.document ?? [],
    );
    const own = plans.find(({ id }) => id === planId);
    const earlier = plans.filter(({ period }) => own !== undefined && period.from < own.period.from);
    return earlier.toSorted((a, b) => b.period.from - a.period.from)[0]?.id ?? null;
  };

  const showPage = async (
    c: Context<GatedEnv>,
    found: SuccessionPreview | null,
    { notice, error, faults = [], rows, reason = '', status = 200 }: Said = {},
  ) => {
    const session = c.get('session');
    const [end, successor] = await Promise.all([previewEnd(store, planId), findSuccessor(store, planId)]);
    return show(
      c,
      {
        title: TITLE,
        room: PLAN_ROOM,
        ...(notice === undefined ? {} : { notice }),
        ...(error === undefined ? {} : { error }),
        children: (
          <>
            {found === null ? (
              <p>
                これより前の計画は、まだ取り込まれていません。次の計画を
                <a href={`${PLAN_ROOM}/import`}>取り込む</a>と、その計画の画面で引継ぎを決められます。
              </p>
            ) : (
              <>
                <FaultList faults={faults} />
                <Mapping found={found} rows={rows} session={session} reason={reason} />
              </>
            )}
            <Ending end={end} hasSuccessor={successor !== null} session={session} />
          </>
        ),
      },
      status,
    );
  };

  pages.get(SUCCESSION_PAGE, async (c) => {
    const from = await findForebear();
    if (from === null) return showPage(c, null);
    const found = await previewSuccession(store, { from, to: planId });
    return showPage(c, found, { faults: found.faults.map(({ message }) => message) });
  });

  pages.get(`${SUCCESSION_PAGE}.csv`, async (c) => {
    const from = await findForebear();
    if (from === null) return c.notFound();
    const found = await previewSuccession(store, { from, to: planId });
    const rows = layOutSuccession(found.from, found.to, found.succession);
    c.header('content-disposition', `attachment; filename="succession-${planId}.csv"`);
    return c.body(csvOf(successionFileRows(rows)), 200, { 'content-type': 'text/csv; charset=utf-8' });
  });

  pages.post(SUCCESSION_PAGE, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody({ all: true });
    const from = await findForebear();
    if (from === null) return showPage(c, null);
    const standing = await previewSuccession(store, { from, to: planId });
    const rows = rowsOf(form);
    const read = readSuccessionRows(rows, standing.from, standing.to);
    if (!read.ok) {
      const faults = read.faults.map(({ row, message }) => `${placeOf(rows[row], row)}：${message}`);
      const error = `読めないところが${faults.length}か所あります。`;
      return showPage(c, standing, { error, faults, rows: named(rows, standing), status: 422 });
    }
    const found = await previewSuccession(store, { from, to: planId }, read.succession);
    const faults = found.faults.map(({ message }) => message);
    if (faults.length > 0)
      return showPage(c, found, {
        error: `決めるところが${faults.length}か所残っています。`,
        faults,
        status: 422,
      });
    if (form.action !== 'apply')
      return showPage(c, found, { notice: '確かめました。まだ適用していません。' });
    return apply(c, found, form);
  });

  const apply = async (c: Context<GatedEnv>, found: SuccessionPreview, form: Form) => {
    const reason = readReason(form.reason);
    const typed = String(form.count ?? '')
      .normalize('NFKC')
      .trim();
    if (reason === null) return showPage(c, found, { error: '適用する理由を書いてください。', status: 422 });
    if (typed !== String(found.counts.succeeded.initiative))
      return showPage(c, found, {
        error: `引き継ぐ取り組みの件数が違います。「${found.counts.succeeded.initiative}」と書いてください。`,
        reason,
        status: 422,
      });
    const { by, at, cause } = actOf(world, c.get('session'));
    const done = await applySuccession(store, {
      ...{ from: found.from.id, to: found.to.id, succession: found.succession },
      ...{ basedOn: Number(form.basedOn), by, reason, cityId, at, cause },
    });
    if (done.outcome === 'applied')
      return showPage(c, await previewSuccession(store, { from: found.from.id, to: found.to.id }), {
        notice: '引継ぎを適用しました。意見と決定は、まもなくこの計画に移ります。',
      });
    const error = 'ほかの人が先に引継ぎを適用しました。下の表を確かめて、もう一度適用してください。';
    return showPage(c, found, { error, reason, status: 409 });
  };

  pages.post(`${SUCCESSION_PAGE}/end`, only(log, 'secretariat'), async (c) => {
    const form = await c.req.parseBody();
    const from = await findForebear();
    const found = from === null ? null : await previewSuccession(store, { from, to: planId });
    const { city } = await previewEnd(store, planId);
    const reason = readReason(form.reason);
    if (reason === null || String(form.title ?? '').trim() !== city.plan.title)
      return showPage(c, found, {
        error: `計画を終えるには、理由と「${city.plan.title}」を書いてください。`,
        status: 422,
      });
    const { by, at, cause } = actOf(world, c.get('session'));
    const done = await endPlan(store, {
      ...{ plan: planId, basedOn: Number(form.basedOn), by, reason, cityId, at, cause },
    });
    switch (done.outcome) {
      case 'ended':
      case 'already-done':
        return showPage(c, found, { notice: 'この計画を終えました。以後は、見るだけになります。' });
      case 'refused':
        return showPage(c, found, { error: `まだ終えられません。${done.obstacles.join('')}`, status: 422 });
      case 'conflict':
        return showPage(c, found, { error: 'ほかの人が先に計画を変えました。', status: 409 });
    }
  });
}

type Form = Readonly<Record<string, unknown>>;

/** The lines of the table; the three columns come as lists of equal length. */
function rowsOf(form: Form): SuccessionRow[] {
  const column = (name: string): string[] => [form[name] ?? []].flat().map(String);
  const [fates, heirs] = [column('fate'), column('to')];
  return column('from').map((from, index) => ({ from, fate: fates[index] ?? '', to: heirs[index] ?? '' }));
}

const placeOf = (row: SuccessionRow | undefined, index: number) =>
  row === undefined ? `${index + 1}行目` : row.from || row.to || `${index + 1}行目`;

/** What was sent, with the names a reader knows the parts by. */
function named(rows: readonly SuccessionRow[], { from, to }: SuccessionPreview): NamedRow[] {
  const none: Succession = { from: from.id, to: to.id, links: [], ends: [], news: [] };
  const blank = layOutSuccession(from, to, none);
  const oldNames = new Map(blank.flatMap((row) => (row.from === '' ? [] : [[row.from, row.fromName]])));
  const newNames = new Map(blank.flatMap((row) => (row.from === '' ? [[row.to, row.toName]] : [])));
  return rows.map((row) => ({
    ...row,
    fromName: oldNames.get(row.from) ?? '',
    toName: newNames.get(row.to) ?? '',
  }));
}

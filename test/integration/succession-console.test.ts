import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPages } from '../../functions/web/serve-pages/pages.tsx';
import { instantOf } from '../../shared/calendar/time.ts';
import type { Store } from '../../shared/ports.ts';
import { RoundId } from '../../shared/round/round.ts';
import { STANDARD_RULES } from '../../shared/schedule/rules.ts';
import { aDirectory, aKpi, anInitiative, aPlan } from '../support/builders.ts';
import { aConsoleWorkshop } from '../support/console-workshop.ts';
import { aMemoryTable } from './functions/a-store.ts';

const NOW = '2026-06-01T09:00:00+09:00';
const SECRET = 'of-the-cookie';
const [OLD, NEXT] = ['plan-old', 'plan-next'];
const PAGE = '/console/plan/succession';

let store: Store;
let pages: ReturnType<typeof createPages>;

/** Asks as the secretariat, who looks at a plan; the stage was set up with the old one. */
async function ask(path: string, plan: string | null, form?: URLSearchParams) {
  const cookie = `shinchoku-session=${SECRET}${plan === null ? '' : `; shinchoku-plan=${plan}`}`;
  form?.append('csrf', 'token');
  const response = await pages.request(path, {
    headers: { cookie },
    ...(form ? { method: 'POST', body: form } : {}),
  });
  return { status: response.status, html: await response.text(), headers: response.headers };
}

/** The table as a browser would send it, with some lines changed. */
function table(changes: Readonly<Record<string, readonly [string, string]>>): URLSearchParams {
  const form = new URLSearchParams({ basedOn: '0' });
  const lines: readonly (readonly [string, string, string])[] = [
    ['2-1-1', '引継ぎ', '1-1'],
    ['2-1-1/1', '引継ぎ', '1-1/1'],
    ['2-1-2', '', ''],
    ['2-1-3', '完了', ''],
  ];
  for (const [from, fate, to] of lines) {
    const [saidFate, saidTo] = changes[from] ?? [fate, to];
    form.append('from', from);
    form.append('fate', saidFate);
    form.append('to', saidTo);
  }
  return form;
}

beforeAll(async () => {
  store = (await aMemoryTable()).store();
  const initiatives = [anInitiative({ id: 'init-field', code: '1-1', kpis: [aKpi({ id: 'kpi-field' })] })];
  const audit = (cause: string) => ({
    ...{ at: '2026-06-01T00:00:00Z', cause, actor: 'test', what: cause, subject: cause },
    ...{ before: null, after: null },
  });
  await store.publishDocument('directory', 'city', aDirectory(), 0, audit('directory'), []);
  for (const plan of [
    aPlan({ id: OLD, title: '第1次計画', period: { from: 2024, to: 2025 } }),
    aPlan({ id: NEXT, title: '第2次計画', period: { from: 2026, to: 2028 }, initiatives }),
  ]) {
    const rules = { ...STANDARD_RULES, firstRound: RoundId.parse('2026Q1') };
    await store.publishDocument('rules', plan.id, rules, 0, audit(`rules-${plan.id}`), []);
    await store.publishDocument('plan', plan.id, plan, 0, audit(plan.id), []);
  }
  const session = {
    idHash: createHash('sha256').update(SECRET).digest('hex'),
    ...{ subject: 's', name: '事務局', email: null, roles: ['secretariat' as const], csrf: 'token' },
    ...{ openedAt: '2026-06-01T00:00:00Z', usedAt: '2026-06-01T00:00:00Z', endsAt: '2026-06-01T08:00:00Z' },
  };
  await store.commit({
    writes: [{ kind: 'session', value: session, expected: null }],
    audit: [],
    events: [],
  });
  const refuse = () => Promise.reject(new Error('nobody signs in'));
  pages = createPages({
    store,
    ...aConsoleWorkshop(),
    ...{ cityId: 'small', planId: OLD, clock: () => instantOf(NOW), wallClock: () => instantOf(NOW) },
    ...{ origin: 'https://console.small.example', issuer: { begin: refuse, finish: refuse } },
    log: { info() {}, warn() {}, error() {} },
  });
});

describe('the console of a city with two plans', () => {
  it('speaks of the plan that was chosen, and of no plan that is not there', async () => {
    const title = async (plan: string | null) => (await ask('/console/plan', plan)).html;
    expect(await title(null)).toContain('第1次計画（第1版）');
    expect(await title(NEXT)).toContain('第2次計画（第1版）');
    expect(await title('plan-gone')).toContain('第1次計画（第1版）');
    const chosen = await ask('/console/plan-in-view', null, new URLSearchParams({ plan: NEXT }));
    expect(chosen.status).toBe(303);
    expect(chosen.headers.get('set-cookie')).toMatch(/^shinchoku-plan=plan-next;.*HttpOnly; Secure/);
    const unknown = await ask('/console/plan-in-view', null, new URLSearchParams({ plan: 'plan-gone' }));
    expect(unknown.headers.get('set-cookie')).toBeNull();
  });

  it('takes a mapping from the table to its application, each refusal with the table as it was sent', async () => {
    expect((await ask(PAGE, NEXT)).html).toContain('「第1次計画」から「第2次計画」への引継ぎです。');
    const unreadable = await ask(PAGE, NEXT, table({ '2-1-2': ['引継ぎ', '8-8'] }));
    expect(unreadable).toMatchObject({ status: 422 });
    expect(unreadable.html).toContain('2-1-2：次の計画に「8-8」はありません。');
    expect(unreadable.html).toContain('value="8-8"');
    const orphaned = await ask(PAGE, NEXT, table({}));
    expect(orphaned.html).toContain('「2-1-2 包括管理委託導入の検討」を、引き継ぐか終えるか決めてください。');
    const settled = { '2-1-2': ['他計画へ', ''] } as const;
    const checked = await ask(PAGE, NEXT, table(settled));
    expect(checked.html).toContain('引継ぎ　取り組み1件、指標1件（統合0件、分割0件）');
    expect(await store.loadDocument('succession', NEXT)).toBeNull();
    const apply = (count: string) => {
      const form = table(settled);
      for (const [name, value] of [
        ['action', 'apply'],
        ['reason', '次期計画の開始'],
        ['count', count],
      ] as const)
        form.append(name, value);
      return ask(PAGE, NEXT, form);
    };
    expect((await apply('3')).html).toContain('「1」と書いてください。');
    expect((await apply('１')).html).toContain('引継ぎを適用しました。');
    expect((await store.loadDocument('succession', NEXT))?.version).toBe(1);
    expect((await apply('1')).status).toBe(409);
    const file = await ask(`${PAGE}.csv`, NEXT);
    expect(file.html).toContain('"[2-1-1]","現場に持ち出せるタブレット端末の配備","引継ぎ","[1-1]"');
  });

  it('offers no end before the plan is over, and lets nobody change one that has ended', async () => {
    const before = await ask(PAGE, OLD);
    expect(before.html).toContain('「第1次計画」を終える');
    expect(before.html).toContain('令和7年度の年度更新が、まだ済んでいません。');
    const stored = await store.loadDocument('plan', OLD);
    if (!stored) throw new Error('there is no old plan');
    const ended = { ...stored.document, ended: { on: '2026-06-01' } };
    const audit = {
      at: NOW,
      cause: 'end',
      actor: 'test',
      what: 'end',
      subject: OLD,
      before: null,
      after: null,
    };
    await store.publishDocument('plan', OLD, ended, stored.version, audit, []);
    const refused = await ask('/console/schedule/pause', OLD, new URLSearchParams());
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('この計画は終わっています');
    expect((await ask('/console/plan', OLD)).status).toBe(200);
    expect((await ask('/console', NEXT)).html).toContain('第1次計画（終了）');
  });
});

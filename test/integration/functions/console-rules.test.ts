import { describe, expect, it } from 'vitest';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { activateRules, withdrawRules } from '../../../shared/steps/activate-rules.ts';
import { aCity, PLAN } from './a-city.ts';
import { aConsole } from './a-console.ts';

describe('rules that wait to come into force', () => {
  it('stand on every page with their instant and the way to take them back, until they are taken back', async () => {
    const city = await aCity();
    const { ask } = await aConsole(city, 'viewer');
    const act = { city: 'small', plan: PLAN, by: '山田', at: city.clock.now(), cause: 'test/activate' };
    const rules = { ...STANDARD_RULES, sendAt: '10:00' };
    expect(await activateRules(city.store, act, { rules, basedOn: 1, seen: null })).toBe('committed');
    // One room that is loaded at the start, and one that is loaded late.
    for (const path of ['/console', '/console/contacts']) {
      const { html } = await ask(path);
      expect(html).toContain('新しい送信設定を、7/1（水）9時10分から使います。');
      expect(html).toContain('href="/console/schedule#pending"');
    }
    await withdrawRules(city.store, { ...act, cause: 'test/withdraw' }, act.cause);
    expect((await ask('/console')).html).not.toContain('新しい送信設定を');
  });
});

describe('closed days', () => {
  const CLOSURE = {
    'closures.0.name': '開庁記念日',
    'closures.0.from': '2026-07-14',
    'closures.0.to': '',
  };

  async function theForm() {
    const city = await aCity();
    const { ask } = await aConsole(city, 'secretariat');
    const path = '/console/schedule/closures';
    const csrf = /name="csrf" value="([^"]+)"/.exec((await ask(path)).html)?.[1] ?? '';
    const post = (fields: Readonly<Record<string, string>>) =>
      ask(path, { csrf, basedOn: '1', go: 'check', ...fields });
    return { city, ask, post };
  }

  it('are shown with what they move before they stand, stand with a reason, and move the mails', async () => {
    const { city, ask, post } = await theForm();
    const seen = await post(CLOSURE);
    expect(seen.status).toBe(200);
    expect(seen.html).toContain('令和8年7月14日から令和8年7月15日に');
    expect(seen.html).toContain('日時が変わるメール');
    expect((await city.store.loadDocument('directory', 'city'))?.version).toBe(1);
    expect((await post({ ...CLOSURE, go: 'save', reason: '' })).status).toBe(422);
    const saved = await post({ ...CLOSURE, go: 'save', reason: '市制20周年' });
    expect(saved.html).toContain('閉庁日を保存しました。');
    expect((await ask('/console/calendar/2026-07-14')).html).toContain(
      '閉庁日（開庁記念日）のため、送りません。',
    );
    const stored = await city.store.loadDocument('directory', 'city');
    expect(stored?.document.closures).toEqual([{ from: '2026-07-14', name: '開庁記念日' }]);
    const trail = await city.store.listAudit('2026-07-01');
    expect(trail).toContainEqual(
      expect.objectContaining({ what: 'directory.published', reason: '市制20周年' }),
    );
    // Somebody who saw the days before them is told.
    const late = await post({ ...CLOSURE, go: 'save', reason: '市制20周年' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('value="開庁記念日"');
  });

  it('are refused with the nearest day, as they were written', async () => {
    const { post } = await theForm();
    const { status, html } = await post({ ...CLOSURE, 'closures.0.from': '2026-07-20' });
    expect(status).toBe(422);
    expect(html).toContain(
      '7/20（月）は海の日で、もともと閉庁日です。使える最も近い値は「2026-07-21」です。',
    );
    expect(html).toContain('value="2026-07-20"');
  });

  it('are changed by the secretariat alone', async () => {
    const { ask } = await aConsole(await aCity(), 'viewer');
    expect((await ask('/console/schedule/closures')).status).toBe(403);
  });
});

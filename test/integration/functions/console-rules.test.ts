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

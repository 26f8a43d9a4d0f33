import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPages } from '../../../functions/web/serve-pages/pages.tsx';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { AddressHistory } from '../../../shared/plan/undeliverable.ts';
import type { Store } from '../../../shared/ports.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aDirectory, aPlan } from '../../support/builders.ts';
import { aConsoleWorkshop } from '../../support/console-workshop.ts';

const NOW = '2026-07-08T09:00:00+09:00';
const SECRET = 'of-the-cookie';

/** The first page of somebody who is signed in, and how often each kind of row was asked for. */
async function openHome(addresses: readonly AddressHistory[]) {
  const asked: string[] = [];
  const documents = { plan: aPlan(), directory: aDirectory(), rules: STANDARD_RULES };
  const session = {
    idHash: createHash('sha256').update(SECRET).digest('hex'),
    ...{ subject: 's', name: '事務局', email: null, roles: ['secretariat'], csrf: 'c' },
    ...{ openedAt: NOW, usedAt: NOW, endsAt: '2026-07-08T17:00:00+09:00' },
  };
  const refuse = () => Promise.reject(new Error('the first page only reads'));
  const store = {
    get: async (kind: string) => {
      asked.push(kind);
      return kind === 'session' ? { value: session, revision: 1 } : null;
    },
    list: async (kind: string) => {
      asked.push(kind);
      return kind === 'address' ? addresses.map((value) => ({ value, revision: 1 })) : [];
    },
    loadDocument: async (kind: keyof typeof documents) =>
      kind in documents ? { document: documents[kind], version: 1 } : null,
    listDocuments: async () => ['plan-small'],
    ...{ commit: refuse, publishDocument: refuse, loadHistory: refuse, listAudit: refuse },
  };
  const clock = () => instantOf(NOW);
  const pages = createPages({
    store: store as unknown as Store,
    ...aConsoleWorkshop(),
    ...{ cityId: 'small', planId: 'plan-small', clock, wallClock: clock },
    ...{ origin: 'https://console.small.example', issuer: { begin: refuse, finish: refuse } },
    log: { info() {}, warn() {}, error() {} },
  });
  const response = await pages.request('/console', { headers: { cookie: `shinchoku-session=${SECRET}` } });
  expect(response.status).toBe(200);
  return { html: await response.text(), asked };
}

const refused = (address: string, cleared: { at: string; by: string } | null): AddressHistory => ({
  address,
  spells: [{ since: '2026-07-02T00:00:00Z', reason: 'bounce-general', mail: 'm', cleared }],
});

describe('the first page', () => {
  it('counts the addresses that take no mail, and not those that were put back', async () => {
    const cleared = { at: '2026-07-03T00:00:00Z', by: '山田' };
    const { html } = await openHome([refused('a@small.example', null), refused('b@small.example', cleared)]);
    expect(html).toContain('届かない宛先</a>　<strong class="nowrap">1件');
    expect((await openHome([refused('b@small.example', cleared)])).html).toContain(
      'いま対応が必要なことはありません。',
    );
  });

  it('asks for the session, the pause and the addresses once', async () => {
    const { asked } = await openHome([]);
    for (const kind of ['session', 'pause', 'address'])
      expect(
        asked.filter((one) => one === kind),
        kind,
      ).toHaveLength(1);
  });
});

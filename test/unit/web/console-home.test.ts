import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPages } from '../../../functions/web/serve-pages/pages.tsx';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { AddressHistory } from '../../../shared/plan/undeliverable.ts';
import type { Store } from '../../../shared/ports.ts';
import type { Finding } from '../../../shared/records.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aDirectory, aPlan } from '../../support/builders.ts';
import { aConsoleWorkshop } from '../../support/console-workshop.ts';

const NOW = '2026-07-08T09:00:00+09:00';
const SECRET = 'of-the-cookie';

/** The first page of somebody who is signed in, and how often each kind of row was asked for. */
async function openHome(addresses: readonly AddressHistory[], findings: readonly Finding[] = []) {
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
    list: async (kind: string, where?: { month?: string }) => {
      asked.push(kind);
      if (kind === 'finding')
        return findings
          .filter(({ dueAt }) => dueAt.startsWith(where?.month ?? ''))
          .map((value) => ({ value, revision: 1 }));
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

  it('tells of a step that did not happen at its time, for a week', async () => {
    const finding = (at: string): Finding => ({
      plan: 'plan-small',
      at,
      what: 'step-late',
      subject: '2026Q1/request',
      round: '2026Q1',
      dueAt: '2026-07-01T00:00:00.000Z',
    });
    const { html } = await openHome([], [finding('2026-07-07T00:15:00.000Z')]);
    expect(html).toContain('7/1（水）9時の予定でした。7/7（火）9時15分に行いました。');
    expect((await openHome([], [finding('2026-06-30T23:15:00.000Z')])).html).not.toContain('予定でした');
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

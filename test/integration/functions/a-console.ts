import { createPages } from '../../../functions/web/serve-pages/pages.tsx';
import { SESSION_COOKIE } from '../../../functions/web/serve-pages/sign-in/gate.tsx';
import type { Role } from '../../../functions/web/serve-pages/sign-in/roles.ts';
import { createSessions } from '../../../functions/web/serve-pages/sign-in/sessions.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import type { aCity } from './a-city.ts';
import { PLAN } from './a-city.ts';

const refuse = () => Promise.reject(new Error('nobody signs in here'));

/** The console over a city's store, with somebody of a role signed in; `ask` opens a page, or posts a form to it. */
export async function aConsole(
  {
    store,
    objects,
    workshop,
    clock,
  }: Pick<Awaited<ReturnType<typeof aCity>>, 'store' | 'objects' | 'workshop' | 'clock'>,
  role: Role,
) {
  // A session outlives the days a test walks through.
  const begun = clock.now();
  const wallClock = () => begun;
  const pages = createPages({
    ...{ store, objects, workshop: async () => workshop, openForm },
    ...{ cityId: 'small', planId: PLAN, clock: clock.now, wallClock },
    ...{ issuer: { begin: refuse, finish: refuse }, origin: 'https://console.small.example' },
    log: { info() {}, warn() {}, error() {} },
  });
  const who = { subject: 's', name: '事務局', email: 'jimukyoku@small.example', roles: [role] };
  const cookie = `${SESSION_COOKIE}=${await createSessions({ store, wallClock }).open(who)}`;
  const ask = async (path: string, form?: Readonly<Record<string, string>>) => {
    const response = await pages.request(path, {
      headers: { cookie, ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}),
    });
    return { status: response.status, html: await response.text() };
  };
  return { ask };
}

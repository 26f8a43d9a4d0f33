import { Hono } from 'hono';
import { cloneRawRequest } from 'hono/request';
import type { GatedEnv } from '../sign-in/gate.tsx';
import type { ConsoleWorld } from './world.ts';

/** Adds a room's pages. */
export type AddRoom = (pages: Hono<GatedEnv>, world: ConsoleWorld) => void;

/** Loads rooms' code. */
export type LoadRooms = () => Promise<{ readonly ROOM_PAGES: readonly AddRoom[] }>;

interface Visit {
  readonly variables: GatedEnv['Variables'];
  /** Whether no page of the rooms has this address. */
  missed: boolean;
}

/**
 * Mounts the rooms under a path, whose code is loaded when one of them is first opened, so that a start does not wait for it. Who is
 * signed in, the pause in force, rules that wait and a trial are handed on; faults and unknown addresses are answered as everywhere else.
 */
export function addLateRooms(
  pages: Hono<GatedEnv>,
  world: ConsoleWorld,
  path: string,
  load: LoadRooms,
): void {
  const visits = new WeakMap<Request, Visit>();
  let rooms: Promise<Hono<GatedEnv>> | null = null;

  const open = async () => {
    const { ROOM_PAGES } = await load();
    const inner = new Hono<GatedEnv>();
    inner.use(async (c, next) => {
      const visit = visits.get(c.req.raw);
      if (!visit) throw new Error('a late room is only reached through the gate');
      c.set('session', visit.variables.session);
      c.set('pause', visit.variables.pause ?? null);
      c.set('pending', visit.variables.pending ?? null);
      c.set('trial', visit.variables.trial ?? null);
      c.set('plans', visit.variables.plans ?? []);
      await next();
    });
    for (const add of ROOM_PAGES) add(inner, world);
    inner.notFound((c) => {
      const visit = visits.get(c.req.raw);
      if (visit) visit.missed = true;
      return c.body(null, 404);
    });
    inner.onError((error) => {
      throw error;
    });
    return inner;
  };

  pages.all(`${path}/*`, async (c, next) => {
    rooms ??= open();
    const request = await cloneRawRequest(c.req);
    const visit: Visit = { variables: { ...c.var }, missed: false };
    visits.set(request, visit);
    const response = await (await rooms).fetch(request);
    return visit.missed ? next() : response;
  });
}

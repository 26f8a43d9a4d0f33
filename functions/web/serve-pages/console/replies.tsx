import type { Hono } from 'hono';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { addEntry } from './replies/entry.tsx';
import { addErrata } from './replies/errata.tsx';
import { addHeld } from './replies/held.tsx';
import { addQuestions } from './replies/question.tsx';
import { addRounds } from './replies/rounds.tsx';
import { addWaiting } from './replies/waiting.tsx';
import type { ConsoleWorld } from './world.ts';

/** All that came in: what waits for a person, what was answered, what is typed in by hand, what was corrected later. */
export function addReplies(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  // The 正誤表 goes before the departments: its address would else be read as one of them.
  for (const add of [addWaiting, addHeld, addErrata, addEntry, addQuestions, addRounds]) add(pages, world);
}

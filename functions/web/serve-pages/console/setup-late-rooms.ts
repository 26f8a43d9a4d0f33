import { addContactCheck } from './contact-check.tsx';
import { addExtraRounds } from './extra-rounds.tsx';
import type { AddRoom } from './late-rooms.ts';
import { addSheets } from './sheets.tsx';

/** What the checklist of the first day leads to. */
export const ROOM_PAGES: readonly AddRoom[] = [addContactCheck, addExtraRounds, addSheets];

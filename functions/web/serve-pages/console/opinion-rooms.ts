import type { AddRoom } from './late-rooms.ts';
import { addOpinionPages } from './opinion-page.tsx';
import { addOpinions } from './opinions.tsx';

/** The ledger of opinions: written after a council's session, by few. */
export const ROOM_PAGES: readonly AddRoom[] = [addOpinions, addOpinionPages];

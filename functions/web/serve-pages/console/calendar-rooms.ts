import { addCalendar } from './calendar.tsx';
import { addMailLoad } from './mail-load.tsx';

/** The pages of the year to come. The load comes first: a day is any other word in its place. */
export const ROOM_PAGES = [addMailLoad, addCalendar];

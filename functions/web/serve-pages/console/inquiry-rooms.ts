import { addInquiries } from './inquiries.tsx';
import { addNewInquiry } from './inquiry-new.tsx';

/** The pages of the inquiries, loaded when one of them is first opened. */
export const ROOM_PAGES = [addNewInquiry, addInquiries];

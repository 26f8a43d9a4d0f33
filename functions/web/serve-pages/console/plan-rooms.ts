import { addPathApproval } from './approve-path.tsx';
import { addContacts } from './contacts.tsx';
import { addContactEditing } from './edit-contacts.tsx';
import { addInitiativeEditing } from './edit-initiative.tsx';
import { addPlanImport } from './import-plan.tsx';
import type { AddRoom } from './late-rooms.ts';
import { addPlan } from './plan.tsx';
import { addRevisions } from './revisions.tsx';
import { addSuccession } from './succession.tsx';
import { addTransfer } from './transfer.tsx';

/** The plan, its versions, departments and contacts: opened now and then, by few. */
export const ROOM_PAGES: readonly AddRoom[] = [
  addPlan,
  addRevisions,
  addInitiativeEditing,
  addPathApproval,
  addPlanImport,
  addContacts,
  addContactEditing,
  addTransfer,
  addSuccession,
];

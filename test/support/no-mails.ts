import type { MailWorkshop } from '../../shared/ports.ts';

const refuse = () => Promise.reject(new Error('no mail is rendered here'));

/** For pages that send nothing: whatever would be rendered is a mistake of the test. */
export const NO_MAILS: MailWorkshop = {
  city: 'small',
  objects: { put: refuse, get: refuse, list: refuse },
  compose: refuse,
  random: () => {
    throw new Error('no key is minted here');
  },
  settings: { replyDomain: 'in.small.example', fromAddress: 'shinchoku@in.small.example' },
};

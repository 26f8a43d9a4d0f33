import type { Store, Stored } from '../../ports.ts';
import { type ComposedForm, composeForm } from '../../round/compose-form.ts';
import type { FormManifest } from '../../round/form.ts';
import { topicOf } from '../../round/inquiry.ts';
import type { Round, RoundId } from '../../round/round.ts';
import { extraRoundOf } from '../../schedule/rules.ts';
import { loadFormInitiatives } from '../form-facts.ts';
import { type City, loadCity } from '../load-city.ts';
import { requestMailId } from '../mail-ids.ts';

/** What a department was asked in a round, with the documents the round opened with. */
export interface OpenRequest {
  readonly city: City;
  readonly round: Round;
  readonly request: Stored<'request'>;
  /** The department's whole form of the round: its anchors hold in every mail of the round. */
  readonly manifest: FormManifest;
}

/**
 * Loads what a department was asked, whichever door its answer comes through. Null where the round asked it
 * nothing. `otherwise` is the form of the mail that was answered: a department that had no address when the round
 * opened has its form from its first reminder.
 */
export async function loadOpenRequest(
  store: Store,
  { plan, round, department }: { plan: string; round: RoundId; department: string },
  otherwise: FormManifest | null = null,
): Promise<OpenRequest | null> {
  const [opened, request, asked] = await Promise.all([
    store.get('round', { plan, id: round }),
    store.get('request', { plan, round, department }),
    store.get('mail', { id: requestMailId(plan, round, department) }),
  ]);
  const manifest = asked?.value.manifest ?? otherwise;
  if (!opened || !request || !manifest) return null;
  // The form is read with the plan it was sent with, whatever has been imported since.
  const city = await loadCity(store, plan, opened.value);
  return { city, round: opened.value, request, manifest };
}

/** A department's request with the words of its form. */
export interface AskedForm {
  readonly asked: OpenRequest;
  /** The mail that asked, or the form alone where no mail could reach the department. */
  readonly text: string;
}

/**
 * Loads the form a department answers without a mail of ours at hand, by phone or on paper: as it was sent, or as it
 * would be, for a department no mail could reach. Null where the round did not ask it.
 */
export async function loadAskedForm(
  store: Store,
  key: { plan: string; round: RoundId; department: string },
): Promise<AskedForm | null> {
  const { plan, round, department } = key;
  const [sent, asked] = await Promise.all([
    store.get('mail', { id: requestMailId(plan, round, department) }),
    loadOpenRequest(store, key),
  ]);
  if (sent && asked) return { asked, text: sent.value.text };
  const composed = await composeAskedForm(store, key);
  if (!composed) return null;
  const { form, ...request } = composed;
  return { asked: { ...request, manifest: form.manifest }, text: form.lines.join('\n') };
}

/** A department's whole form of a round, made anew, with what each line needs in sight. Null where it was not asked. */
export async function composeAskedForm(
  store: Store,
  { plan, round, department }: { plan: string; round: RoundId; department: string },
): Promise<(Omit<OpenRequest, 'manifest'> & { readonly form: ComposedForm }) | null> {
  const [opened, request] = await Promise.all([
    store.get('round', { plan, id: round }),
    store.get('request', { plan, round, department }),
  ]);
  if (!opened || !request) return null;
  const city = await loadCity(store, plan, opened.value);
  const { plan: document, rules } = city;
  const inquiry = extraRoundOf(rules, round)?.inquiry;
  const known = inquiry ? [topicOf(round, inquiry, [department])] : document.initiatives;
  const initiatives = request.value.initiatives.flatMap(
    (id) => known.find((initiative) => initiative.id === id) ?? [],
  );
  const form = composeForm({
    round,
    department,
    receiptCode: request.value.receiptCode,
    initiatives: await loadFormInitiatives(store, city, plan, round, department, initiatives),
    only: null,
  });
  return { city, round: opened.value, request, form };
}

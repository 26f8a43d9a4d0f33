import { createHash } from 'node:crypto';
import type { DigestDraftedV1 } from '../../../events/digest-drafted.v1.ts';
import { type Clock, dateOf, instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { ObjectStore, Press, Store } from '../../../shared/ports.ts';
import type { DigestRecord, PaperKind, PapersRecord, StoredPaper } from '../../../shared/records.ts';
import type { Book } from '../../../shared/report/book.ts';
import { drawTrendOf, renderHeadquartersPaper } from '../../../shared/report/headquarters-paper.tsx';
import { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import { summariseProgressBook } from '../../../shared/report/progress-book.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { PAPER_KINDS, PAPER_LOOKS } from '../../../shared/steps/digest-papers.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { loadProgressBookInput } from '../../../shared/steps/progress-book-input.ts';

export interface PrintPapersDependencies {
  readonly store: Store;
  readonly objects: ObjectStore;
  readonly press: Press;
  readonly clock: Clock;
}

export type PrintPapersOutcome = {
  readonly outcome: 'printed' | 'already-done' | 'no-such-draft';
  readonly papers: number;
};

/** Some papers could not be made; the queue delivers again, and in the end the digest goes without them. */
class PapersMissingError extends Error {
  constructor(missing: readonly PaperKind[], options: ErrorOptions) {
    super(`not printed: ${missing.join(', ')}`, options);
    this.name = 'PapersMissingError';
  }
}

/** The headquarters read one sheet; the printer shrinks what would not fit. */
const SHEETS_MAX = 1;

/**
 * Prints what goes along with a digest: the chart of its mail, its page on A4, the workbook behind it. Each is made and
 * kept by itself, so that one that fails holds up neither the others nor the digest. What was made is not made again.
 */
export function createPrintPapers({ store, objects, press, clock }: PrintPapersDependencies) {
  async function make(
    kind: PaperKind,
    digest: DigestRecord,
    page: HeadquartersPage,
  ): Promise<Uint8Array | null> {
    switch (kind) {
      case 'chart': {
        const svg = drawTrendOf(page);
        return svg === null ? null : press.paintChart(svg);
      }
      case 'page':
        return (await press.printPaper(renderHeadquartersPaper(page), SHEETS_MAX)).pdf;
      case 'workbook':
        return press.writeBook(await bookOf(digest, page));
    }
  }

  async function bookOf({ plan, round: id, madeAt }: DigestRecord, page: HeadquartersPage): Promise<Book> {
    const opened = await store.get('round', { plan, id });
    if (!opened) throw new RangeError(`digest of ${id} belongs to no round of plan ${plan}`);
    const city = await loadCity(store, plan, opened.value);
    const span = { date: dateOf(page.date), until: instantOf(madeAt) };
    return summariseProgressBook({ page, ...(await loadProgressBookInput(store, city, opened.value, span)) });
  }

  async function keep(kind: PaperKind, digest: DigestRecord, bytes: Uint8Array): Promise<StoredPaper> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { plan, round, version } = digest;
    const file = `${kind}-${sha256.slice(0, 16)}.${PAPER_LOOKS[kind].ending}`;
    const objectKey = `papers/${plan}/${round}/v${version}/${file}`;
    await objects.put(objectKey, bytes);
    return { objectKey, sha256, bytes: bytes.length };
  }

  return async function printPapers({
    plan,
    round: id,
    version,
  }: DigestDraftedV1['data']): Promise<PrintPapersOutcome> {
    const round = RoundId.parse(id);
    const digest = await store.get('digest', { plan, round, version });
    if (!digest) return { outcome: 'no-such-draft', papers: 0 };
    const before = await store.get('papers', { plan, round, version });
    const papers: PapersRecord['papers'] = {
      chart: null,
      page: null,
      workbook: null,
      ...before?.value.papers,
    };
    const wanted = PAPER_KINDS.filter((kind) => papers[kind] === null);
    if (wanted.length === 0) return { outcome: 'already-done', papers: 0 };
    const page = HeadquartersPage.parse(JSON.parse(digest.value.page));
    const missing: { kind: PaperKind; error: unknown }[] = [];
    for (const kind of wanted) {
      try {
        const bytes = await make(kind, digest.value, page);
        if (bytes !== null) papers[kind] = await keep(kind, digest.value, bytes);
      } catch (error) {
        missing.push({ kind, error });
      }
    }
    const value = { plan, round, version, printedAt: isoUtc(clock()), papers };
    // A conflict means that another delivery has just printed the same.
    await store.commit({
      writes: [{ kind: 'papers', value, expected: before?.revision ?? null }],
      audit: [],
      events: [],
    });
    const [first] = missing;
    if (first)
      throw new PapersMissingError(
        missing.map(({ kind }) => kind),
        { cause: first.error },
      );
    return { outcome: 'printed', papers: wanted.length };
  };
}

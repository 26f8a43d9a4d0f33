import { quarterShort } from '../calendar/japanese-date.ts';
import type { MessageAttachment, ObjectStore, Store } from '../ports.ts';
import type { DigestRecord, PaperKind, StoredPaper } from '../records.ts';
import { CHART_SIZE, type Enclosures } from '../report/headquarters-phrases.ts';
import { parseRoundId } from '../round/round.ts';

interface PaperLook {
  /** What the page calls it; null for the chart, which is part of the mail. */
  readonly words: string | null;
  readonly mediaType: string;
  readonly ending: string;
}

/** What each paper is to a mail and to a browser. */
export const PAPER_LOOKS: Record<PaperKind, PaperLook> = {
  chart: { words: null, mediaType: 'image/png', ending: 'png' },
  page: { words: '本部資料（PDF）', mediaType: 'application/pdf', ending: 'pdf' },
  workbook: {
    words: '進捗管理表（Excel）',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: 'xlsx',
  },
};

export const PAPER_KINDS = ['chart', 'page', 'workbook'] as const satisfies readonly PaperKind[];

const FILE_NAMES: Record<PaperKind, string> = { chart: '推移', page: '本部資料', workbook: '進捗管理表' };

/** `R8第1四半期_進捗管理表.xlsx` */
export function paperFileName(kind: PaperKind, { round }: Pick<DigestRecord, 'round'>): string {
  return `${quarterShort(parseRoundId(round).quarter)}_${FILE_NAMES[kind]}.${PAPER_LOOKS[kind].ending}`;
}

/** The bytes of a stored paper; null where it was not made, or the object is gone. */
export async function readPaper(objects: Pick<ObjectStore, 'get'>, paper: StoredPaper | null | undefined) {
  return paper ? ((await objects.get(paper.objectKey)) ?? null) : null;
}

/** What a digest would go without if it left now, in words. */
export async function missingPapers(
  store: Pick<Store, 'get'>,
  { plan, round, version }: Pick<DigestRecord, 'plan' | 'round' | 'version'>,
): Promise<string[]> {
  const stored = await store.get('papers', { plan, round, version });
  return PAPER_KINDS.flatMap((kind) => (stored?.value.papers[kind] ? [] : (PAPER_LOOKS[kind].words ?? [])));
}

const CHART_ID = 'chart@shinchoku';

/**
 * Gathers what goes along with a digest. What could not be printed is named as missing and holds nothing up: the page
 * is complete in its words.
 */
export async function enclosePapers(
  { store, objects }: { readonly store: Pick<Store, 'get'>; readonly objects: Pick<ObjectStore, 'get'> },
  digest: Pick<DigestRecord, 'plan' | 'round' | 'version'>,
): Promise<{ readonly enclosures: Enclosures; readonly attachments: readonly MessageAttachment[] }> {
  const { plan, round, version } = digest;
  const stored = await store.get('papers', { plan, round, version });
  const read = await Promise.all(
    PAPER_KINDS.map(async (kind) => ({ kind, bytes: await readPaper(objects, stored?.value.papers[kind]) })),
  );
  const named = (isThere: boolean) =>
    read.flatMap(({ kind, bytes }) => ((bytes !== null) === isThere ? (PAPER_LOOKS[kind].words ?? []) : []));
  const hasChart = read.some(({ kind, bytes }) => kind === 'chart' && bytes !== null);
  return {
    enclosures: {
      chart: hasChart ? { source: `cid:${CHART_ID}`, ...CHART_SIZE } : null,
      attached: named(true),
      missing: named(false),
    },
    attachments: read.flatMap(({ kind, bytes }) =>
      bytes === null
        ? []
        : [
            {
              name: paperFileName(kind, digest),
              mediaType: PAPER_LOOKS[kind].mediaType,
              bytes,
              ...(kind === 'chart' ? { contentId: CHART_ID } : {}),
            },
          ],
    ),
  };
}

import type { Hono } from 'hono';
import * as z from 'zod';
import { PaperKind } from '../../../../shared/records/papers.ts';
import type { DigestRecord, PapersRecord } from '../../../../shared/records.ts';
import { CHART_SIZE } from '../../../../shared/report/headquarters-phrases.ts';
import { HeadquartersPage } from '../../../../shared/report/headquarters-view.ts';
import { describeTrend } from '../../../../shared/report/trend.ts';
import { RoundId } from '../../../../shared/round/round.ts';
import {
  PAPER_KINDS,
  PAPER_LOOKS,
  paperFileName,
  readPaper,
} from '../../../../shared/steps/digest-papers.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/release/papers';

const Asked = z.object({ round: RoundId, version: z.coerce.number().int().min(1), kind: PaperKind });

const hrefOf = ({ round, version }: DigestRecord, kind: PaperKind) => `${ROOM}/${round}/${version}/${kind}`;

/** What goes along with a digest: its chart to look at, the others to take out, and what is not there. */
export function Papers({ digest, papers }: { digest: DigestRecord; papers: PapersRecord | null }) {
  const files = PAPER_KINDS.flatMap((kind) => {
    const { words } = PAPER_LOOKS[kind];
    return words === null ? [] : [{ kind, words, isThere: Boolean(papers?.papers[kind]) }];
  });
  const message = describeTrend(HeadquartersPage.parse(JSON.parse(digest.page)).trend);
  return (
    <>
      {papers?.papers.chart && (
        <p>
          <img src={hrefOf(digest, 'chart')} {...CHART_SIZE} alt={message ?? ''} />
        </p>
      )}
      <ul class="plain" aria-label="添付する資料">
        {files.map(({ kind, words, isThere }) => (
          <li>{isThere ? <a href={hrefOf(digest, kind)}>{words}</a> : `${words}：まだできていません。`}</li>
        ))}
      </ul>
      {files.some(({ isThere }) => !isThere) && (
        <p class="hint">このまま発信すると、できていない資料は付かず、その旨を本文に書きます。</p>
      )}
    </>
  );
}

/** Hands out what was printed of a digest. */
export function addDigestPapers(pages: Hono<GatedEnv>, { store, objects, planId }: ConsoleWorld): void {
  pages.get(`${ROOM}/:round/:version/:kind`, async (c) => {
    const asked = Asked.safeParse(c.req.param());
    if (!asked.success) return c.notFound();
    const { round, version, kind } = asked.data;
    const stored = await store.get('papers', { plan: planId, round, version });
    const bytes = await readPaper(objects, stored?.value.papers[kind]);
    if (bytes === null) return c.notFound();
    const name = encodeURIComponent(paperFileName(kind, { round }));
    return c.body(new Uint8Array(bytes).buffer, 200, {
      'content-type': PAPER_LOOKS[kind].mediaType,
      'content-disposition': `${kind === 'chart' ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    });
  });
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { instantOf } from '../../shared/calendar/time.ts';
import { checkPreview } from './check-preview.ts';
import { claimDataFolder } from './data-folder.ts';
import { startHost } from './host.ts';
import { playYear, YEAR_ENDS_AT } from './play-year.ts';
import { loadSampleCity, seedSampleCity } from './seed.ts';
import { LOCAL } from './settings.ts';
import { startSmtpDoor } from './smtp-door.ts';
import { StartError } from './start-error.ts';
import { reportYear, type YearReport } from './year-report.ts';

const USAGE = 'npm run demo -- [--json] [--data FOLDER]';

/** Plays one fiscal year of the sample city on a virtual clock, in a folder of its own. */
async function demo({ json, data }: { json: boolean; data: string | undefined }): Promise<void> {
  const begun = performance.now();
  const dataFolder = data ?? mkdtempSync(join(tmpdir(), 'shinchoku-demo-'));
  const release = await claimDataFolder(dataFolder, { fresh: data !== undefined, kind: 'system' });
  const startsAt = instantOf(LOCAL.startsAt).subtract({ minutes: 1 });
  // A throw-away year need not outlive a power cut; with --data it is kept, and takes longer for the disk's sake.
  const inMemory = data === undefined;
  const host = await startHost({
    dataFolder,
    startsAt,
    inMemory,
    // A year in a minute: nothing gets lost on the way, and the clock comes to rest a thousand times.
    sweepMinutes: 7 * 24 * 60,
    dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
  });
  const door = await startSmtpDoor({
    port: 0,
    domain: LOCAL.replyDomain,
    accept: async (mail) => {
      await host.accept(mail);
    },
  });
  try {
    await seedSampleCity(host);
    const sample = loadSampleCity();
    await playYear({
      host,
      sample,
      smtpPort: door.port,
      until: YEAR_ENDS_AT,
      ...(json ? {} : { onProgress: (line: string) => console.log(line) }),
    });
    const report = await reportYear(host.store, sample.plan.id, sample.scenario.fiscalYear);
    // The year is played and counted; comparing it with the preview afterwards is no part of its time.
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    const preview = await checkPreview(host.store, sample.plan.id);
    if (json) console.log(JSON.stringify({ ...report, preview, seconds }));
    else printYear(report, preview, seconds, dataFolder);
    if (report.lost > 0 || preview.differences.length > 0) process.exitCode = 1;
  } finally {
    await door.stop();
    await host.stop();
    release();
  }
}

function printYear(
  report: YearReport,
  preview: Awaited<ReturnType<typeof checkPreview>>,
  seconds: number,
  dataFolder: string,
): void {
  console.log('');
  for (const { round, statuses, ...rest } of report.rounds) {
    console.log(
      `${round}　対象${rest.asked}件、照会${rest.requests}課、督促${rest.remindersSent}通、返信${rest.repliesReceived}通（反映${rest.repliesApplied}、確認待ち${rest.repliesHeld}）、回答済${rest.submitted}課、未回答${rest.notReported}課`,
    );
    console.log(
      `　　　　達成${statuses.achieved}　順調${statuses['on-track']}　やや遅れ${statuses['at-risk']}　遅れ${statuses['off-track']}　未報告${statuses['not-reported']}　評価不能${statuses['not-evaluable']}　対象外${statuses.excluded}　時期前${statuses.awaiting}　資料${rest.digestsSent}件を発信`,
    );
  }
  console.log('');
  console.log(
    `送信${report.mailsSent}通、受信${report.mailsReceived}通、行方の分からない受信${report.lost}通`,
  );
  console.log(`プレビューとの照合：${preview.compared}通のうち相違${preview.differences.length}通`);
  for (const difference of preview.differences.slice(0, 10)) console.log(`　${difference}`);
  console.log(`${seconds}秒。メールは ${join(dataFolder, 'outbox')} にあります。`);
}

try {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, data: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) console.log(USAGE);
  else await demo({ json: values.json ?? false, data: values.data });
} catch (error) {
  if (!(error instanceof StartError) && !(error instanceof TypeError && 'code' in error)) throw error;
  console.error(error instanceof TypeError ? `${error.message} Usage: ${USAGE}` : error.message);
  process.exitCode = 2;
}

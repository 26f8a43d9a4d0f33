import { parseCsv } from '../../../shared/adapters/document/csv.ts';
import { QuarterId } from '../../../shared/calendar/fiscal.ts';
import { quarterShort } from '../../../shared/calendar/japanese-date.ts';
import type { PathDecision } from '../../../shared/plan/approve-path.ts';
import { decodeText } from '../../../shared/plan/decode-text.ts';
import type { PathDesk } from '../../../shared/progress/path/path-desk.ts';
import { layOutProposals, readPathTable } from '../../../shared/progress/path/path-table.ts';
import { csvOf } from '../../../shared/runtime/csv.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';
import { loadPathDesks, publishPaths } from '../../../shared/steps/planned-paths.ts';
import { type ExitCode, type Given, Refusal, type Run, type Terminal } from '../command.ts';
import { readInputFile } from '../read-input.ts';
import { type Session, withSession } from '../session.ts';
import { tableLines } from '../table-lines.ts';
import { writeNewFile } from '../write-file.ts';

/** Proposes planned values and seasonal shares backwards from the targets, or takes edited ones back with their approval. */
export const runProgressPath: Run = async (given, terminal) => {
  const [file] = given.files;
  if (given.flag('propose')) {
    if (file !== undefined)
      throw new Refusal('--propose は案を作るときに使うので、承認する FILE.csv とは別々に実行してください。');
    return propose(given, terminal);
  }
  if (file === undefined)
    throw new Refusal('案を作るには --propose を、直した案を承認するには FILE.csv を指定してください。');
  return approve(file, given, terminal);
};

async function desksOf(session: Session, code: string | null): Promise<{ city: City; desks: PathDesk[] }> {
  const city = await loadCity(session.store, session.plan);
  const chosen = city.plan.initiatives.filter((initiative) => code === null || initiative.code === code);
  if (chosen.length === 0)
    throw new Refusal(
      `--initiative の「${code}」という番号の取り組みは計画にないので、計画の番号にしてください。`,
    );
  return { city, desks: await loadPathDesks(session.store, city, chosen) };
}

async function propose(given: Given, terminal: Terminal): Promise<ExitCode> {
  const { desks } = await withSession(given, (session) => desksOf(session, given.text('initiative')));
  const rows = layOutProposals(desks);
  const out = given.text('out');
  if (out !== null) writeNewFile(out, new TextEncoder().encode(csvOf(rows)));
  if (given.flag('json'))
    terminal.printJson(
      desks.map(({ initiative, kpi, frame, proposal, shares }) => ({
        initiative: initiative.code,
        kpi: kpi.id,
        name: kpi.name,
        from: frame.from,
        path: proposal.ok ? proposal.values : null,
        basis: proposal.ok ? proposal.basis : null,
        faults: proposal.ok ? [] : proposal.faults,
        shares,
        approved: kpi.ledger?.approved ?? {},
      })),
    );
  else if (out === null) for (const line of tableLines(rows)) terminal.print(line);
  else
    terminal.print(
      `${desks.length}件の指標の案を「${out}」に書きました。直して、FILE.csv として指定してください。`,
    );
  return 0;
}

interface Done {
  readonly decisions: readonly PathDecision[];
  readonly desks: readonly PathDesk[];
  readonly version: number | null;
  readonly follows: string | null;
}

async function approve(file: string, given: Given, terminal: Terminal): Promise<ExitCode> {
  const decoded = decodeText(readInputFile(file));
  const parsed = decoded.ok ? parseCsv(decoded.text) : null;
  if (parsed === null) throw new Refusal(`「${file}」の文字を読めないので、UTF-8のCSVで保存してください。`);
  if (!parsed.ok) throw new Refusal(`「${file}」を読めません。${parsed.message}`);
  const approval = approvalGiven(given);
  const done = await withSession(
    given,
    async (session): Promise<Done | { faults: readonly { where: string; message: string }[] }> => {
      const { city, desks } = await desksOf(session, null);
      const reading = readPathTable(parsed.sheet, desks);
      if (!reading.ok) return { faults: reading.faults };
      const { decisions } = reading;
      const from = desks[0]?.frame.from;
      if (approval === null || from === undefined || decisions.length === 0)
        return { decisions, desks, version: null, follows: null };
      const { by, approvedBy, reason } = approval;
      const outcome = await publishPaths(
        session.store,
        city,
        { decisions, from, approvedBy, reason },
        {
          city: session.city,
          by,
          at: session.clock(),
          cause: `cli/progress-path/v${city.planVersion + 1}`,
        },
      );
      if (outcome === 'conflict')
        throw new Refusal(
          '計画が同時に別の操作で変わったため、保存しませんでした。もう一度実行してください。',
        );
      return { decisions, desks, version: city.planVersion + 1, follows: await session.settle() };
    },
  );
  if ('faults' in done) {
    if (given.flag('json')) terminal.printJson({ faults: done.faults });
    else for (const { where, message } of done.faults) terminal.print(`${where}　${message}`);
    return 1;
  }
  show(done, given, terminal);
  return 0;
}

/** Who approved, who writes it down and why; null with --dry-run. */
function approvalGiven(given: Given) {
  if (given.flag('dry-run')) return null;
  const [by, approvedBy, reason] = ['by', 'approved-by', 'reason'].map(
    (name) => given.text(name)?.trim() ?? '',
  );
  if (!by || !approvedBy || !reason)
    throw new Refusal(
      '承認を記録するには --by 名前 --approved-by 承認した人 --reason 理由 が必要です（示すだけなら --dry-run を付けてください）。',
    );
  return { by, approvedBy, reason };
}

function show({ decisions, desks, version, follows }: Done, given: Given, terminal: Terminal): void {
  if (given.flag('json')) terminal.printJson({ decisions, applied: version !== null, version });
  else {
    for (const decision of decisions) {
      const desk = desks.find(({ kpi }) => kpi.id === decision.kpi);
      terminal.print(
        `${desk?.initiative.code ?? ''} ${desk?.kpi.name ?? decision.kpi}　${decisionWords(decision)}`,
      );
    }
    terminal.print(
      version === null
        ? `${decisions.length}件を確かめました。計画は変えていません。`
        : `${decisions.length}件の承認を記録し、計画の第${version}版として公開しました。次に始まる回から使います。`,
    );
  }
  if (follows !== null) terminal.warn(follows);
}

function decisionWords(decision: PathDecision): string {
  if (decision.what === 'shares') return `四半期配分 ${decision.shares.join('・')}`;
  const values = Object.entries(decision.values).map(
    ([quarter, value]) => `${quarterShort(QuarterId.parse(quarter))} ${value}`,
  );
  return `計画値 ${values.join('、')}`;
}

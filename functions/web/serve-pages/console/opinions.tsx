import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { longDate } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf, type PlainDate, tokyoDate } from '../../../../shared/calendar/time.ts';
import { EVERY_OPINION, fitsFilter, type OpinionFilter } from '../../../../shared/opinion/filter.ts';
import { opinionRows } from '../../../../shared/opinion/lay-out-opinions.ts';
import { isSettled, type Opinion, OpinionClass, OpinionKind } from '../../../../shared/opinion/opinion.ts';
import { CLASS_WORDS, KIND_WORDS, objectWords, raisedWords } from '../../../../shared/opinion/words.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { Fault } from '../../../../shared/plan/fault.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { type City, loadCity } from '../../../../shared/steps/load-city.ts';
import {
  compareOpinions,
  importOpinions,
  loadOpinions,
  loadProposed,
} from '../../../../shared/steps/opinions.ts';
import { MarkChip, RowTable } from '../look/parts.tsx';
import { OPINION_MARKS } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { CsrfField, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/opinions';
/** So many faults of a file are shown; whoever mends these sees the next. */
const FAULTS_SHOWN_MAX = 50;

/** 審議会意見: the ledger as a list, as a file, and from a file. */
export function addOpinions(pages: Hono<GatedEnv>, { store, planId, clock, log }: ConsoleWorld): void {
  const load = async () => {
    const [city, stored] = await Promise.all([loadCity(store, planId), loadOpinions(store, planId)]);
    return { city, ledger: stored.map(({ value }) => value) };
  };

  pages.get(ROOM, async (c) => {
    const { city, ledger } = await load();
    const filter = readFilter(c);
    const opinions = ledger.map(({ opinion }) => opinion);
    const fitting = opinions.filter((opinion) => fitsFilter(opinion, filter));
    const mayEdit = c.get('session').roles.includes('secretariat');
    const proposed = await loadProposed(store, planId, ledger);
    return show(c, {
      title: '審議会意見への対応状況',
      room: ROOM,
      children: (
        <>
          <ClassCounts opinions={opinions} />
          <Filter filter={filter} city={city} opinions={opinions} />
          {fitting.length === 0 ? (
            <p class="empty">当てはまる意見はありません。</p>
          ) : (
            <OpinionTable opinions={fitting} city={city} today={tokyoDate(clock())} proposed={proposed} />
          )}
          <p>
            <a href={`${ROOM}.csv`}>CSVで保存する（Excelで直して取り込み直せます）</a>
          </p>
          {mayEdit && (
            <>
              <p>
                <a href={`${ROOM}/new`}>意見を加える</a>
              </p>
              <details>
                <summary>ファイルから取り込む</summary>
                <form method="post" action={`${ROOM}/import`} enctype="multipart/form-data">
                  <CsrfField session={c.get('session')} />
                  <p>
                    <label for="file">CSVのファイル（Excelでは「CSV UTF-8」で保存したもの）</label>
                    <input id="file" name="file" type="file" accept=".csv" required />
                  </p>
                  <p>
                    <label for="why">取り込む理由（区分が変わる意見に記録します）</label>
                    <input id="why" name="why" maxlength={200} />
                  </p>
                  <p class="line">
                    <button type="submit" name="act" value="check" class="quiet">
                      確かめるだけ
                    </button>
                    <button type="submit" name="act" value="import">
                      取り込む
                    </button>
                  </p>
                </form>
              </details>
            </>
          )}
        </>
      ),
    });
  });

  pages.get(`${ROOM}.csv`, async (c) => {
    const { city, ledger } = await load();
    const opinions = ledger.map(({ opinion }) => opinion);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="opinions-${tokyoDate(clock())}.csv"`);
    return c.body(csvOf(opinionRows(opinions, city)));
  });

  pages.post(`${ROOM}/import`, only(log, 'secretariat'), async (c) => {
    const { file, act, why } = await c.req.parseBody();
    if (!(file instanceof File)) return c.redirect(ROOM);
    const { city, ledger } = await load();
    // Few ever import: the reader is loaded when it is asked for.
    const { readOpinionCsv } = await import('../../../../shared/adapters/opinion-csv.ts');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const known = ledger.map(({ opinion }) => opinion);
    const reading = readOpinionCsv({ name: file.name, bytes }, { ...city, known });
    if (!reading.ok) return showFaults(c, file.name, reading.faults);
    const compared = compareOpinions(ledger, reading.opinions);
    const counts = `追加${compared.added.length}件、変更${compared.changed.length}件、同じ${compared.unchanged}件`;
    if (act !== 'import')
      return showResult(c, `取り込むと、${counts}です。まだ取り込んでいません。`, reading.notes, compared);
    const { name, email } = c.get('session');
    const outcome = await importOpinions(
      store,
      city,
      {
        plan: planId,
        by: email ?? name,
        at: clock(),
        cause: `console/${randomUUID()}`,
        why: typeof why === 'string' && why.trim() !== '' ? why.trim() : `「${file.name}」の取り込み`,
      },
      reading.opinions,
    );
    return outcome.stoppedAt === null
      ? showResult(c, `取り込みました：${counts}`, reading.notes, compared)
      : showFaults(c, file.name, [
          {
            where: `番号${outcome.stoppedAt}`,
            message: `ほかの人が同時に変えたため、${outcome.stored}件を取り込んだところで止めました。もう一度取り込むと続きから行います。`,
          },
        ]);
  });

  const showFaults = (c: Context<GatedEnv>, file: string, faults: readonly Fault[]) =>
    show(
      c,
      {
        title: '意見の取り込み',
        room: ROOM,
        error: `「${file}」に直すところが${faults.length}か所あるため、取り込んでいません。`,
        children: (
          <>
            <RowTable
              caption="直すところ"
              columns={['場所', '内容']}
              rows={faults
                .slice(0, FAULTS_SHOWN_MAX)
                .map(({ where, message }) => ({ cells: [where, message] }))}
            />
            <p class="back">
              <a href={ROOM}>一覧に戻る</a>
            </p>
          </>
        ),
      },
      422,
    );

  const showResult = (
    c: Context<GatedEnv>,
    notice: string,
    notes: readonly Fault[],
    { added, changed }: ReturnType<typeof compareOpinions>,
  ) =>
    show(c, {
      title: '意見の取り込み',
      room: ROOM,
      notice,
      children: (
        <>
          {added.length + changed.length > 0 && (
            <RowTable
              caption="変わるところ"
              columns={['番号', '意見', '変更']}
              rows={[
                ...added.map((opinion) => ({ cells: [String(opinion.number), opinion.text, '追加'] })),
                ...changed.map(({ opinion, changes }) => ({
                  cells: [
                    String(opinion.number),
                    opinion.text,
                    changes.map(({ label, before, after }) => `${label}：${before}→${after}`).join('、'),
                  ],
                })),
              ]}
            />
          )}
          {notes.map(({ where, message }) => (
            <p class="hint">
              {where}　{message}
            </p>
          ))}
          <p class="back">
            <a href={ROOM}>一覧に戻る</a>
          </p>
        </>
      ),
    });
}

/** What the address asks for; what it cannot ask for is left out. */
function readFilter(c: Context<GatedEnv>): OpinionFilter {
  const { kind, class: one, department, open } = c.req.query();
  return {
    ...EVERY_OPINION,
    kind: OpinionKind.safeParse(kind).data ?? null,
    class: OpinionClass.safeParse(one).data ?? null,
    department: department === undefined || department === '' ? null : department,
    open: open === '1',
  };
}

function ClassCounts({ opinions }: { opinions: readonly Opinion[] }) {
  return (
    <ul class="counts">
      {OpinionClass.options.map((one) => {
        const count = opinions.filter((opinion) => opinion.class === one).length;
        return (
          count > 0 && (
            <li>
              <MarkChip mark={OPINION_MARKS[one]} /> {count}件
            </li>
          )
        );
      })}
    </ul>
  );
}

function Filter({
  filter,
  city: { directory },
  opinions,
}: {
  filter: OpinionFilter;
  city: City;
  opinions: readonly Opinion[];
}) {
  const departments = [...new Set(opinions.flatMap(({ department }) => department ?? []))];
  const option = (value: string, word: string, chosen: string | null) => (
    <option value={value} selected={value === (chosen ?? '')}>
      {word}
    </option>
  );
  return (
    <form method="get" action={ROOM} class="line filter">
      <p>
        <label for="kind">種類</label>
        <select id="kind" name="kind">
          {option('', 'すべて', filter.kind)}
          {OpinionKind.options.map((kind) => option(kind, KIND_WORDS.write(kind), filter.kind))}
        </select>
      </p>
      <p>
        <label for="class">区分</label>
        <select id="class" name="class">
          {option('', 'すべて', filter.class)}
          {OpinionClass.options.map((one) => option(one, CLASS_WORDS.write(one), filter.class))}
        </select>
      </p>
      <p>
        <label for="department">所管課</label>
        <select id="department" name="department">
          {option('', 'すべて', filter.department)}
          {departments.map((id) => option(id, departmentName(directory, id), filter.department))}
        </select>
      </p>
      <p class="check">
        <input id="open" type="checkbox" name="open" value="1" checked={filter.open} />
        <label for="open">終わっていないものだけ</label>
      </p>
      <button type="submit" class="quiet">
        絞り込む
      </button>
    </form>
  );
}

function OpinionTable({
  opinions,
  city: { plan, directory },
  today,
  proposed,
}: {
  opinions: readonly Opinion[];
  city: City;
  today: PlainDate;
  /** The numbers of those whose newest answer is not in the ledger yet. */
  proposed: ReadonlySet<number>;
}) {
  return (
    <RowTable
      caption={`${opinions.length}件`}
      columns={['意見', '対象', '区分', '所管課', '期限', '会議']}
      rows={opinions.map((opinion) => ({
        cells: [
          <a href={`${ROOM}/${opinion.number}`}>{`${opinion.number}　${opinion.text}`}</a>,
          objectWords(opinion.object, plan),
          <>
            <MarkChip mark={OPINION_MARKS[opinion.class]} />
            {proposed.has(opinion.number) && <span class="chip">新しい回答あり</span>}
          </>,
          opinion.department === null ? null : departmentName(directory, opinion.department),
          dueWords(opinion, today),
          `${opinion.meeting}（${raisedWords(opinion.raisedOn)}）`,
        ],
      }))}
    />
  );
}

/** `令和8年9月30日`, with a word where it has passed and the opinion is still open. */
function dueWords(opinion: Opinion, today: PlainDate): string | null {
  if (opinion.due === null) return null;
  const isLate = !isSettled(opinion) && opinion.due < today.toString();
  return `${longDate(dateOf(opinion.due))}${isLate ? '　期限を過ぎています' : ''}`;
}

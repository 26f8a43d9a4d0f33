import type { Context, Hono } from 'hono';
import { type PlainDate, tokyoDate } from '../../../../shared/calendar/time.ts';
import { composeAnswerSheet } from '../../../../shared/report/paper/answer-sheet.ts';
import { composeAssemblyPaper, composeCouncilPaper } from '../../../../shared/report/paper/compose-paper.ts';
import type { Paper } from '../../../../shared/report/paper/paper.ts';
import { paperRows, renderPaperText } from '../../../../shared/report/paper/paper-text.ts';
import { csvOf } from '../../../../shared/runtime/csv.ts';
import { loadCity } from '../../../../shared/steps/load-city.ts';
import { loadAnswerSheet, loadPaper } from '../../../../shared/steps/papers.ts';
import { PaperSheet } from '../look/paper.tsx';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { show } from './frame.tsx';
import { readDay } from './read-day.ts';
import type { ConsoleWorld } from './world.ts';

const ROOM = '/console/papers';

/** 資料: the papers for the council and the assembly, and a sheet for each KPI, as of any day. */
export function addPapers(pages: Hono<GatedEnv>, { store, planId, clock }: ConsoleWorld): void {
  const dayOf = (c: Context<GatedEnv>) => readDay(c.req.query('asOf')) ?? tokyoDate(clock());

  pages.get(ROOM, async (c) => {
    const day = dayOf(c);
    const { plan } = await loadCity(store, planId);
    const asOf = `?asOf=${day}`;
    return show(c, {
      title: '資料',
      room: ROOM,
      children: (
        <>
          <DayChoice day={day} />
          <section aria-labelledby="papers">
            <h2 id="papers">審議会と市議会の資料</h2>
            <ul class="plain">
              <li>
                <a href={`${ROOM}/council${asOf}`}>審議会の資料</a>
                {'　状況、遅れている取り組みと理由、意見への対応、決定'}
              </li>
              <li>
                <a href={`${ROOM}/assembly${asOf}`}>市議会の報告</a>　公表した数字だけの短い資料
              </li>
            </ul>
          </section>
          <section aria-labelledby="answers">
            <h2 id="answers">議会答弁用の資料（指標ごと）</h2>
            {plan.initiatives.map(({ id, code, title, kpis }) => (
              <p>
                {`${code} ${title}`}
                {kpis.length === 0 && '　数値の指標はありません。'}
                {kpis.map((kpi) => (
                  <>
                    <br />　<a href={`${ROOM}/answers/${id}/${kpi.id}${asOf}`}>{kpi.name}</a>
                  </>
                ))}
              </p>
            ))}
          </section>
        </>
      ),
    });
  });

  const paperOf = async (kind: string, day: PlainDate): Promise<Paper | null> => {
    const city = await loadCity(store, planId);
    const input = await loadPaper(store, city, planId, day);
    if (input === null) return null;
    return kind === 'council' ? composeCouncilPaper(input) : composeAssemblyPaper(input);
  };

  pages.get(`${ROOM}/:kind{(council|assembly)}`, async (c) =>
    showPaper(c, dayOf(c), await paperOf(c.req.param('kind'), dayOf(c))),
  );

  pages.get(`${ROOM}/:file{(council|assembly)\\.(txt|csv)}`, async (c) => {
    const [kind = '', extension = ''] = c.req.param('file').split('.');
    return sendFile(c, dayOf(c), await paperOf(kind, dayOf(c)), extension);
  });

  const sheetOf = async (c: Context<GatedEnv>, kpiId: string): Promise<Paper | null> => {
    const city = await loadCity(store, planId);
    const initiative = city.plan.initiatives.find(({ id }) => id === c.req.param('initiative'));
    const kpi = initiative?.kpis.find(({ id }) => id === kpiId);
    if (!initiative || !kpi) return null;
    return composeAnswerSheet(await loadAnswerSheet(store, city, planId, { initiative, kpi }, dayOf(c)));
  };

  pages.get(`${ROOM}/answers/:initiative/:file{[a-z0-9-]+\\.(txt|csv)}`, async (c) => {
    const [kpi = '', extension = ''] = c.req.param('file').split('.');
    return sendFile(c, dayOf(c), await sheetOf(c, kpi), extension);
  });

  pages.get(`${ROOM}/answers/:initiative/:kpi`, async (c) =>
    showPaper(c, dayOf(c), await sheetOf(c, c.req.param('kpi'))),
  );

  const showPaper = (c: Context<GatedEnv>, day: PlainDate, paper: Paper | null) =>
    paper === null
      ? show(c, { title: '資料', room: ROOM, children: <Nothing day={day} /> }, 404)
      : show(c, {
          title: paper.title,
          room: ROOM,
          children: (
            <>
              <div class="screen">
                <DayChoice day={day} path={c.req.path} />
                <ul class="counts">
                  <li>
                    <a href={`${c.req.path}.txt?asOf=${day}`}>文字で保存する</a>
                  </li>
                  <li>
                    <a href={`${c.req.path}.csv?asOf=${day}`}>CSVで保存する</a>
                  </li>
                  <li>ブラウザーの印刷で、A4に印刷できます。</li>
                </ul>
              </div>
              <PaperSheet paper={paper} />
            </>
          ),
        });

  const sendFile = (c: Context<GatedEnv>, day: PlainDate, paper: Paper | null, extension: string) => {
    if (paper === null) return showPaper(c, day, null);
    const name = `${paper.kind}-${day}.${extension}`;
    c.header('content-disposition', `attachment; filename="${name}"`);
    if (extension === 'csv')
      return c.body(csvOf(paperRows(paper)), 200, { 'content-type': 'text/csv; charset=utf-8' });
    return c.body(renderPaperText(paper), 200, { 'content-type': 'text/plain; charset=utf-8' });
  };
}

/** The day a paper is made as of: everything in it is as it was known then. */
function DayChoice({ day, path = ROOM }: { day: PlainDate; path?: string }) {
  return (
    <form method="get" action={path} class="line filter">
      <p>
        <label for="asOf">いつの時点の資料か</label>
        <input id="asOf" type="date" name="asOf" value={day.toString()} />
      </p>
      <button type="submit" class="quiet">
        この日の時点にする
      </button>
    </form>
  );
}

const Nothing = ({ day }: { day: PlainDate }) => (
  <>
    <p class="empty">この日までに発信した本部資料がないか、指標がないため、資料を作れません。</p>
    <p class="back">
      <a href={`${ROOM}?asOf=${day}`}>資料の一覧に戻る</a>
    </p>
  </>
);

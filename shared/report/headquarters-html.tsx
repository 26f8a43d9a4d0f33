import type { Child } from 'hono/jsx';
import { longDate } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { ANNEX_FIXED, type AnnexPart, listAnnexParts } from './annex-parts.ts';
import {
  concernNote,
  dateLineOf,
  type EnclosedChart,
  type Enclosures,
  enclosureLines,
  illustrativeMark,
  moreLine,
  NOTHING_ENCLOSED,
  notesOf,
  PAGE_PHRASES,
  reviewsLine,
  tableHeading,
  waitingDepartment,
  waitingLine,
} from './headquarters-phrases.ts';
import type { Concern, HeadquartersPage } from './headquarters-view.ts';
import {
  DataTable,
  Frame,
  Gap,
  Heading,
  Item,
  Layout,
  Pair,
  Paragraph,
  Picture,
  renderMail,
  StatusMark,
  Title,
} from './mail-html.tsx';
import { differenceMark, PAGE_WORDS } from './status-table.ts';
import { describeTrend } from './trend.ts';

type Of = { page: HeadquartersPage };

const NUMBER_WIDTH = 22;

function Approvals({ page }: Of) {
  return (
    <Frame>
      {page.approvals.length === 0 ? <Paragraph>{PAGE_PHRASES.noApprovals}</Paragraph> : null}
      <Layout>
        {page.approvals.map((item, index) => (
          <Item label={String(index + 1)} width={NUMBER_WIDTH}>
            <strong>{item.title + illustrativeMark(item, page)}</strong>
            {`：${item.text}`}
          </Item>
        ))}
      </Layout>
      <More count={page.approvalsMore} />
    </Frame>
  );
}

function More({ count }: { count: number }) {
  return count === 0 ? null : <Paragraph muted>{moreLine(count)}</Paragraph>;
}

function Counts({ page }: Of) {
  const { columns, rows, total } = page.table;
  return (
    <DataTable
      caption={PAGE_PHRASES.table}
      columns={[
        { title: '', width: 60 },
        ...columns.map((status) => ({
          title: <StatusMark status={status} onGrey />,
          align: 'center' as const,
        })),
      ]}
      rows={[...rows, { label: PAGE_PHRASES.total, cells: total }].map(({ label, cells }) => [
        label,
        ...cells.map((cell) => `${cell.count}${differenceMark(cell)}`),
      ])}
      lastIsTotal
    />
  );
}

/** The chart with what it says in its place where pictures are not shown; the words alone where there is none. */
function Trend({ page, chart }: Of & { chart: Child }) {
  const message = describeTrend(page.trend);
  if (message === null) return null;
  return (
    <>
      <Heading>{PAGE_PHRASES.trend}</Heading>
      {chart}
      <Paragraph muted>
        {chart === null ? message + PAGE_PHRASES.trendNote : PAGE_PHRASES.trendNote}
      </Paragraph>
    </>
  );
}

function chartOf(page: HeadquartersPage, chart: EnclosedChart | null): Child {
  return chart === null ? null : <Picture {...chart} alt={describeTrend(page.trend) ?? ''} />;
}

function Quarters({ page }: Of) {
  const { columns, points } = page.trend;
  if (points.length === 0) return null;
  return (
    <>
      <Heading>{`5 ${PAGE_PHRASES.annexTrend}`}</Heading>
      <DataTable
        caption={PAGE_PHRASES.annexTrend}
        columns={[
          { title: '四半期', width: 110 },
          ...columns.map((status) => ({
            title: <StatusMark status={status} onGrey />,
            align: 'center' as const,
          })),
        ]}
        rows={points.map(({ label, counts }) => [label, ...counts.map(String)])}
      />
    </>
  );
}

function Goals({ page }: Of) {
  return (
    <DataTable
      caption={PAGE_PHRASES.goals}
      columns={[{ title: '目標' }, { title: '計画と実績', width: '45%' }, { title: '状況', width: '14%' }]}
      rows={page.goals.map((goal) => [
        goal.name + illustrativeMark(goal, page),
        goal.comparison,
        goal.status === null ? '' : <StatusMark status={goal.status} />,
      ])}
    />
  );
}

function ConcernItem({ item, index, page }: Of & { item: Concern; index: number }) {
  return (
    <Item label={String(index + 1)} width={NUMBER_WIDTH}>
      <strong>{item.title + illustrativeMark(item, page)}</strong>
      {'　'}
      <StatusMark status={item.status}>{concernNote(item)}</StatusMark>
      <br />
      {item.reason}
      {item.notice === null ? null : `　${item.notice}`}
      <br />
      {`${PAGE_PHRASES.next}　${item.next ?? PAGE_PHRASES.noNext}`}
    </Item>
  );
}

function Improvements({ page }: Of) {
  if (page.improvements.length === 0) return <Paragraph>{PAGE_PHRASES.noImprovements}</Paragraph>;
  return (
    <Layout>
      {page.improvements.map((item, index) => (
        <Item label={String(index + 1)} width={NUMBER_WIDTH}>
          <strong>{item.title + illustrativeMark(item, page)}</strong>
          {`　${PAGE_WORDS[item.from]}から${PAGE_WORDS[item.to]}へ`}
          {item.figures === null ? null : <br />}
          {item.figures}
        </Item>
      ))}
    </Layout>
  );
}

function Annex({ page }: Of) {
  const { waiting, reviews, decisions, initiatives } = page.annex;
  const none = <Paragraph>{PAGE_PHRASES.none}</Paragraph>;
  return (
    <div style="page-break-before:always;">
      <Gap />
      <Title>{PAGE_PHRASES.annex}</Title>
      <Heading>{`1 ${PAGE_PHRASES.annexWaiting}`}</Heading>
      {waiting.length === 0 ? none : null}
      <Layout>
        {waiting.map((line) => (
          <Pair name={waitingDepartment(line)} width={150}>
            {line.titles.join('、')}
          </Pair>
        ))}
      </Layout>
      <Heading>{`2 ${PAGE_PHRASES.annexReviews}`}</Heading>
      {reviews.length === 0 ? none : null}
      {reviews.map((item) => (
        <Paragraph>{`${item.code} ${item.title}${illustrativeMark(item, page)}：${item.text}`}</Paragraph>
      ))}
      <Heading>{`3 ${PAGE_PHRASES.annexDecisions}`}</Heading>
      {decisions.length === 0 ? none : null}
      {decisions.map(({ title, decidedOn, text, response }) => (
        <Paragraph>{`${title}（${longDate(dateOf(decidedOn))}）　${text}　${response}`}</Paragraph>
      ))}
      <Heading>{`4 ${PAGE_PHRASES.annexInitiatives}`}</Heading>
      <DataTable
        caption={PAGE_PHRASES.annexInitiatives}
        columns={[{ title: '取組', width: 190 }, { title: '状況', width: 84 }, { title: '理由' }]}
        rows={initiatives.map((item) => [
          `${item.code} ${item.title}${illustrativeMark(item, page)}`,
          <StatusMark status={item.status} />,
          <>
            {item.reason}
            {item.notes.map((note) => (
              <>
                <br />
                {note}
              </>
            ))}
            {item.ownRating === null ? null : <br />}
            {item.ownRating === null ? null : `${PAGE_PHRASES.ownRating}　${item.ownRating}`}
          </>,
        ])}
      />
      <Quarters page={page} />
      {listAnnexParts(page.annex).map((part, index) => (
        <Part part={part} number={index + ANNEX_FIXED + 1} />
      ))}
    </div>
  );
}

function Part({ part: { heading, notes, tables, lines }, number }: { part: AnnexPart; number: number }) {
  return (
    <>
      <Heading>{`${number} ${heading}`}</Heading>
      {notes.map((note) => (
        <Paragraph>{note}</Paragraph>
      ))}
      {tables.map(({ caption, columns, rows }) => (
        <DataTable
          caption={`${heading}（${caption}）`}
          columns={columns.map((title, column) =>
            column === 0 ? { title: caption, width: 110 } : { title, align: 'right' as const },
          )}
          rows={rows}
        />
      ))}
      <Layout>
        {lines.map(({ label, text }) => (
          <Pair name={label} width={220}>
            {text}
          </Pair>
        ))}
      </Layout>
    </>
  );
}

/** The page itself, without the frame of a mail and without the annex; `chart` is whatever shows its trend. */
export function HeadquartersFront({ page, chart }: Of & { chart: Child }) {
  return (
    <>
      <Title>{page.subject}</Title>
      <Paragraph>{PAGE_PHRASES.addressee}</Paragraph>
      <Paragraph>{dateLineOf(page)}</Paragraph>
      {notesOf(page).map((note) => (
        <Paragraph muted>{note}</Paragraph>
      ))}
      <Heading>{PAGE_PHRASES.overview}</Heading>
      <Paragraph>{page.overview.join('')}</Paragraph>
      <Heading>{PAGE_PHRASES.approvals}</Heading>
      <Approvals page={page} />
      <Heading>{tableHeading(page)}</Heading>
      <Counts page={page} />
      <Trend page={page} chart={chart} />
      <Heading>{PAGE_PHRASES.goals}</Heading>
      <Goals page={page} />
      <Heading>{PAGE_PHRASES.concerns}</Heading>
      {page.concerns.length === 0 ? <Paragraph>{PAGE_PHRASES.noConcerns}</Paragraph> : null}
      <Layout>
        {page.concerns.map((item, index) => (
          <ConcernItem item={item} index={index} page={page} />
        ))}
      </Layout>
      <More count={page.concernsMore} />
      <Heading>{PAGE_PHRASES.improvements}</Heading>
      <Improvements page={page} />
      <More count={page.improvementsMore} />
      <Gap />
      <Layout>
        <Pair name={PAGE_PHRASES.decisions} width={220}>
          {page.decisions}
        </Pair>
        <Pair name={PAGE_PHRASES.reviews} width={220}>
          {reviewsLine(page)}
        </Pair>
        <Pair name={PAGE_PHRASES.waiting} width={220}>
          {waitingLine(page)}
        </Pair>
      </Layout>
    </>
  );
}

/** The page with its annex, for whatever mail carries it. */
export function HeadquartersSheet({ page, enclosures }: Of & { enclosures: Enclosures }) {
  return (
    <>
      <HeadquartersFront page={page} chart={chartOf(page, enclosures.chart)} />
      {enclosureLines(enclosures).map((line) => (
        <Paragraph>{line}</Paragraph>
      ))}
      <Annex page={page} />
    </>
  );
}

/** The page as HTML for a mail: the same words and figures as the text, nothing more. */
export function renderHeadquartersHtml(
  page: HeadquartersPage,
  enclosures: Enclosures = NOTHING_ENCLOSED,
): string {
  return renderMail(page.subject, <HeadquartersSheet page={page} enclosures={enclosures} />);
}

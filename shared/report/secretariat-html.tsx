import { DataTable, Heading, Layout, Pair, Paragraph, renderMail, Title } from './mail-html.tsx';
import type { DigestSection, SecretariatDigest } from './secretariat-digest.ts';
import { moreWords, NOTHING, RECEPTION_HEADING, receptionColumns } from './secretariat-text.ts';

const LABEL_WIDTH = 190;

function Section({ section }: { section: DigestSection }) {
  const { heading, lines, more, note, link } = section;
  return (
    <>
      <Heading>{heading}</Heading>
      {lines.length === 0 ? <Paragraph>{NOTHING}</Paragraph> : null}
      <Layout>
        {lines.map(({ label, text }) => (
          <Pair name={label} width={LABEL_WIDTH}>
            {text}
          </Pair>
        ))}
      </Layout>
      {more === 0 ? null : <Paragraph muted>{moreWords(more)}</Paragraph>}
      {note === null ? null : <Paragraph muted>{note}</Paragraph>}
      {link === null ? null : <Paragraph>{link}</Paragraph>}
    </>
  );
}

/** The secretariat's digest as HTML: the same words and figures as the text. */
export function renderSecretariatHtml(digest: SecretariatDigest): string {
  const { rows, total } = digest.reception;
  const columns = receptionColumns(digest.reception);
  const [tasks, ...others] = digest.sections;
  return renderMail(
    digest.subject,
    <>
      <Title>{digest.subject}</Title>
      <Paragraph>{digest.heading}</Paragraph>
      {tasks ? <Section section={tasks} /> : null}
      <Heading>{RECEPTION_HEADING}</Heading>
      <DataTable
        caption={RECEPTION_HEADING}
        columns={[{ title: '' }, ...columns.map(({ title }) => ({ title, align: 'center' as const }))]}
        rows={[...rows, total].map((row) => [row.label, ...columns.map(({ key }) => String(row[key]))])}
        lastIsTotal
      />
      {others.map((section) => (
        <Section section={section} />
      ))}
      {digest.enclosed === null ? null : <Paragraph>{digest.enclosed}</Paragraph>}
    </>,
  );
}

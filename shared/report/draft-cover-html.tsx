import { HeadquartersSheet } from './headquarters-html.tsx';
import { NOTHING_ENCLOSED } from './headquarters-phrases.ts';
import type { HeadquartersPage } from './headquarters-view.ts';
import { Frame, Heading, Paragraph, renderMail } from './mail-html.tsx';

/** The cover's sentences in a frame, and below them the page as it will be sent. */
export function renderDraftCoverHtml(
  page: HeadquartersPage,
  sentences: readonly string[],
  line: string,
): string {
  return renderMail(
    page.subject,
    <>
      <Frame>
        {sentences.map((sentence) => (
          <Paragraph>{sentence}</Paragraph>
        ))}
      </Frame>
      <Heading>{line}</Heading>
      <HeadquartersSheet page={page} enclosures={NOTHING_ENCLOSED} />
    </>,
  );
}

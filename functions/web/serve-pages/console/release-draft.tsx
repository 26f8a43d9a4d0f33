import type { Child } from 'hono/jsx';
import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import { diffTexts } from '../../../../shared/plan/text-diff.ts';
import type { DigestRecord, PapersRecord } from '../../../../shared/records.ts';
import { renderHeadquartersText } from '../../../../shared/report/headquarters-text.ts';
import { HeadquartersPage } from '../../../../shared/report/headquarters-view.ts';
import {
  confirmationOf,
  type DraftNote,
  nextReleaseStep,
  type ReleaseRole,
  type ReleaseStep,
} from '../../../../shared/report/release-steps.ts';
import type { ScheduleRules } from '../../../../shared/schedule/rules.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { actorOf, type Session } from '../sign-in/sessions.ts';
import { Papers } from './digest-papers.tsx';
import { CsrfField } from './frame.tsx';

/** The most a note may hold. */
export const NOTE_MAX = 1000;

const NOTE_WORDS: Readonly<Record<DraftNote['kind'], string>> = {
  comment: 'コメント',
  confirmed: '確認済',
  returned: '差戻し',
};

const pageOf = ({ page }: DigestRecord) => HeadquartersPage.parse(JSON.parse(page));
const timeOf = (at: string) => shortDateTime(instantOf(at));

/** The digest as the headquarters read it. */
export const DigestText = ({ digest }: { digest: DigestRecord }) => (
  <pre class="text-mail">{renderHeadquartersText(pageOf(digest))}</pre>
);

/** Those of somebody's roles by which a draft is released. */
export const releaseRolesOf = ({ roles }: Pick<Session, 'roles'>): ReleaseRole[] =>
  roles.filter((role) => role === 'secretariat' || role === 'releaser');

/** Words that were sent and not taken, to be shown again. */
export interface Unsaved {
  readonly round: string;
  readonly words: string;
  /** The figures that are to be allowed by a tick; none where something else was wrong. */
  readonly figures: readonly string[];
}

/** A draft: its text, what is still to be done and by whom, its notes, and how it became what it is. */
export function Draft({
  versions,
  papers,
  recipients,
  steps,
  session,
  unsaved,
}: {
  /** All versions of one round's draft, the newest first. */
  versions: readonly [DigestRecord, ...DigestRecord[]];
  papers: PapersRecord | null;
  recipients: number;
  steps: ScheduleRules['releaseSteps'];
  session: Session;
  unsaved: Unsaved | null;
}) {
  const [draft] = versions;
  const roles = releaseRolesOf(session);
  const next =
    roles.length === 0 ? null : nextReleaseStep(steps, draft.notes, { by: actorOf(session), roles });
  return (
    <section aria-labelledby={`draft-${draft.round}`}>
      <h2 id={`draft-${draft.round}`}>{`${roundName(draft.round)}の案（第${draft.version}版）`}</h2>
      <p>
        {timeOf(draft.madeAt)}に作りました。
        {draft.reworded !== null &&
          `概況は${timeOf(draft.reworded.at)}に${draft.reworded.by}さんが書き換えました。`}
        発信すると、推進本部の{recipients}名に送ります。
      </p>
      {steps === 'two' && <Steps notes={draft.notes} />}
      <DigestText digest={draft} />
      <Papers digest={draft} papers={papers} />
      <Notes notes={draft.notes} />
      {next === null ? (
        <p class="hint">発信は、事務局または発信者が行います。</p>
      ) : (
        <>
          <NextStep draft={draft} next={next} session={session} />
          <NoteForm draft={draft} session={session} steps={steps} />
        </>
      )}
      {roles.includes('secretariat') && (
        <WordsForm
          draft={draft}
          session={session}
          unsaved={unsaved?.round === draft.round ? unsaved : null}
        />
      )}
      <History versions={versions} />
    </section>
  );
}

/** 事務局 → 部長: who has done their step, and whose turn it is. */
function Steps({ notes }: { notes: readonly DraftNote[] }) {
  const confirmation = confirmationOf(notes);
  return (
    <ol>
      <li>
        事務局の確認　
        {confirmation === null ? 'まだです。' : `確認済　${timeOf(confirmation.at)}　${confirmation.by}`}
      </li>
      <li>発信者の発信　まだです。</li>
    </ol>
  );
}

/** What each form about a draft sends along: the session's token, and which version was before the eyes. */
function Action({
  draft: { round, version },
  session,
  path = '',
  children,
}: {
  draft: DigestRecord;
  session: Session;
  path?: string;
  children: Child;
}) {
  return (
    <form method="post" action={`/console/release/${round}${path}`}>
      <CsrfField session={session} />
      <input type="hidden" name="version" value={version} />
      {children}
    </form>
  );
}

function NextStep({ draft, next, session }: { draft: DigestRecord; next: ReleaseStep; session: Session }) {
  switch (next) {
    case 'release':
      return (
        <Action draft={draft} session={session}>
          <button type="submit">推進本部に発信する</button>
          <p class="hint">発信すると取り消せません。数字は変えられません。</p>
        </Action>
      );
    case 'confirm':
      return (
        <Action draft={draft} session={session} path="/notes">
          <p>
            <label for={`confirm-${draft.round}`}>発信者に伝えること（なくてもかまいません）</label>
            <textarea id={`confirm-${draft.round}`} name="text" rows={2} maxlength={NOTE_MAX} />
          </p>
          <button type="submit" name="kind" value="confirmed">
            確認済にする
          </button>
          <p class="hint">確認済にすると、発信者が発信できます。まだ送りません。</p>
        </Action>
      );
    case 'not-confirmed':
      return <p class="hint">事務局が確認済にすると、発信できます。</p>;
    case 'awaits-releaser':
      return <p class="hint">発信者の発信を待っています。</p>;
    case 'same-person':
      return <p class="hint">確認した人と別の人が発信します。</p>;
  }
}

function NoteForm({
  draft,
  session,
  steps,
}: {
  draft: DigestRecord;
  session: Session;
  steps: ScheduleRules['releaseSteps'];
}) {
  const mayReturn =
    steps === 'two' && session.roles.includes('releaser') && confirmationOf(draft.notes) !== null;
  return (
    <details>
      <summary>{mayReturn ? 'コメントを書く、差し戻す' : 'コメントを書く'}</summary>
      <Action draft={draft} session={session} path="/notes">
        <p>
          <label for={`note-${draft.round}`}>コメント（本部員には送りません）</label>
          <textarea id={`note-${draft.round}`} name="text" rows={3} maxlength={NOTE_MAX} />
        </p>
        <button type="submit" name="kind" value="comment" class="quiet">
          コメントを残す
        </button>{' '}
        {mayReturn && (
          <button type="submit" name="kind" value="returned" class="quiet">
            事務局に差し戻す
          </button>
        )}
      </Action>
    </details>
  );
}

/** The covering words alone can be written anew; every figure of the page comes from the answers. */
function WordsForm({
  draft,
  session,
  unsaved,
}: {
  draft: DigestRecord;
  session: Session;
  unsaved: Unsaved | null;
}) {
  const id = `words-${draft.round}`;
  return (
    <details open={unsaved !== null}>
      <summary>概況を書き換える</summary>
      <Action draft={draft} session={session} path="/words">
        <p>
          <label for={id}>概況（4文、全角200字まで）</label>
          <textarea id={id} name="words" rows={4} required>
            {unsaved?.words ?? pageOf(draft).overview.join('\n')}
          </textarea>
        </p>
        {unsaved !== null && unsaved.figures.length > 0 && (
          <label class="tick">
            <input type="checkbox" name="allowsFigures" value="yes" />{' '}
            {`資料にない数字（${unsaved.figures.join('、')}）を書くことを確かめました`}
          </label>
        )}
        <button type="submit" class="quiet">
          概況を書き換えて、次の版にする
        </button>
        <p class="hint">概況のほかは変わりません。確認済は取り消され、もう一度確認します。</p>
      </Action>
    </details>
  );
}

function Notes({ notes }: { notes: readonly DraftNote[] }) {
  if (notes.length === 0) return null;
  return (
    <ul class="plain">
      {notes.map(({ kind, at, by, text }) => (
        <li>
          {`${timeOf(at)}　${by}　`}
          <strong>{NOTE_WORDS[kind]}</strong>
          {text !== '' && `　${text}`}
        </li>
      ))}
    </ul>
  );
}

/** How the covering words became what they are, the newest change first, each with what was said of the version. */
export function History({ versions }: { versions: readonly DigestRecord[] }) {
  if (versions.length < 2) return null;
  return (
    <details>
      <summary>{`版の履歴（${versions.length}版）`}</summary>
      {versions.map((version, index) => {
        const before = versions[index + 1];
        return (
          <>
            <h3>
              {`第${version.version}版　${timeOf(version.reworded?.at ?? version.madeAt)}　${version.reworded?.by ?? '自動で作成'}`}
            </h3>
            <p>
              {before === undefined ? (
                pageOf(version).overview.join('')
              ) : (
                <Difference was={pageOf(before).overview.join('')} now={pageOf(version).overview.join('')} />
              )}
            </p>
            {index > 0 && <Notes notes={version.notes} />}
          </>
        );
      })}
    </details>
  );
}

/** What was struck out and what was put in, by words a screen reader says as well. */
function Difference({ was, now }: { was: string; now: string }) {
  return (
    <>
      {diffTexts(was, now).map(({ kind, text }) =>
        kind === 'same' ? text : kind === 'deleted' ? <del>{text}</del> : <ins>{text}</ins>,
      )}
    </>
  );
}

import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { isoUtc } from '../../../../shared/calendar/time.ts';
import type { Readiness, ReadinessItem } from '../../../../shared/schedule/readiness.ts';
import { loadReadiness, TICKED_BY_HAND } from '../../../../shared/steps/setup.ts';
import { MarkChip } from '../look/parts.tsx';
import type { Mark } from '../look/words.ts';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import type { Session } from '../sign-in/sessions.ts';
import { CsrfField, show } from './frame.tsx';
import { SETUP } from './setup-rooms.ts';
import type { ConsoleWorld } from './world.ts';

/** What one does, why it is asked, and where. */
const ITEMS: Readonly<Record<ReadinessItem, { words: string; hint: string; href: string }>> = {
  plan: {
    words: '推進プランを取り込む',
    hint: '取り組み、指標、目標値の表を取り込みます（コマンド plan import でも取り込めます）。',
    href: '/console/plan/import',
  },
  directory: {
    words: '連絡先をそろえる',
    hint: 'どの部署にも、担当者、課長、最後に知らせる部局長が要ります。',
    href: '/console/contacts',
  },
  rules: { words: '送信設定を有効にする', hint: 'いつ、だれに送るかを決めます。', href: '/console/schedule' },
  wording: {
    words: '文面を読む',
    hint: '送信予定から、実際に届くメールの文面を読みます。',
    href: '/console/calendar',
  },
  headquarters: {
    words: '推進本部の本部員を登録する',
    hint: '本部資料を受け取る方の連絡先です。',
    href: '/console/contacts/city',
  },
  roles: {
    words: '事務局としてサインインする',
    hint: '操作できるのは、この役割の人です。だれがどの役割でサインインしたかは、引継ぎ資料で分かります。',
    href: SETUP.secretariatSheet,
  },
  releaser: {
    words: '発信者を決める',
    hint: '発信者の役割を持つ人が、一度サインインします。だれがしたかは、引継ぎ資料で分かります。',
    href: SETUP.secretariatSheet,
  },
  'sample-mail': {
    words: '自分あてに試しに送る',
    hint: '「文面」の画面から送り、自分のメールソフトで、文面と返信のしかたを確かめます。',
    href: '/console/schedule/edit/texts',
  },
  'contact-check': {
    words: '疎通確認をする',
    hint: '連絡先の全員から「確認」の返信をもらいます。',
    href: SETUP.contactCheck,
  },
  registration: {
    words: '登録内容の確認照会をする',
    hint: '指標の定義、基準値、計画値を、各部署に確かめてもらいます。',
    href: SETUP.registration,
  },
  trial: {
    words: '試行をする',
    hint: '選んだ部署だけで、照会から回答までを試します。',
    href: SETUP.trial,
  },
};

const STATE_MARKS: Readonly<Record<Readiness['state'], Mark>> = {
  done: { icon: '●', word: '済', tone: 'good' },
  'under-way': { icon: '◐', word: '途中', tone: 'warn' },
  open: { icon: '○', word: 'これから', tone: 'none' },
};

/** So many missing names are written out; the room behind the link has all. */
const NAMES_MAX = 12;

/** The checklist of the first day, each point with its state, what is missing, and where to do it. */
export function Checklist({ readiness, session }: { readiness: readonly Readiness[]; session?: Session }) {
  return (
    <ol class="checklist">
      {readiness.map(({ item, state, missing }) => {
        const { words, hint, href } = ITEMS[item];
        return (
          <li>
            <p>
              <MarkChip mark={STATE_MARKS[state]} /> <a href={href}>{words}</a>
            </p>
            {state !== 'done' && <p class="hint">{hint}</p>}
            {missing.length > 0 && <p>まだ：{missingWords(missing)}</p>}
            {session && state !== 'done' && TICKED_BY_HAND.includes(item) && (
              <form method="post" action={`${SETUP.room}/ticks/${item}`}>
                <CsrfField session={session} />
                <button type="submit" class="quiet">
                  「{words}」を済みにする
                </button>
              </form>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function missingWords(missing: readonly string[]): string {
  const left = missing.length - NAMES_MAX;
  return `${missing.slice(0, NAMES_MAX).join('、')}${left > 0 ? `　ほか${left}件` : ''}`;
}

export const isReady = (readiness: readonly Readiness[]) => readiness.every(({ state }) => state === 'done');

/** 準備: what is to be in place before the first real request, told from what is stored. */
export function addSetup(pages: Hono<GatedEnv>, { store, planId, clock, log }: ConsoleWorld): void {
  pages.get(SETUP.room, async (c) => {
    const readiness = await loadReadiness(store, planId, clock());
    const session = c.get('session');
    const left = readiness.filter(({ state }) => state !== 'done').length;
    return show(c, {
      title: '準備',
      room: SETUP.room,
      children: (
        <>
          <p>
            {left === 0
              ? '準備はすべて済んでいます。'
              : `最初の照会までに行うことです。残りは${left}項目です。状態は、登録されている内容から判断しています。`}
          </p>
          <Checklist readiness={readiness} {...(session.roles.includes('secretariat') ? { session } : {})} />
          <section aria-labelledby="sheets">
            <h2 id="sheets">印刷して配る資料</h2>
            <ul class="plain">
              <li>
                <a href={SETUP.departmentSheet}>所管部署への説明資料</a>
              </li>
              <li>
                <a href={SETUP.secretariatSheet}>事務局の引継ぎ資料</a>
              </li>
            </ul>
          </section>
        </>
      ),
    });
  });

  pages.post(`${SETUP.room}/ticks/:item`, only(log, 'secretariat'), async (c) => {
    const item = TICKED_BY_HAND.find((known) => known === c.req.param('item'));
    if (item) {
      const { name, email } = c.get('session');
      const by = email ?? name;
      const at = isoUtc(clock());
      // Two who tick the same point say the same.
      await store.commit({
        writes: [{ kind: 'setupTick', value: { plan: planId, item, at, by }, expected: 'any' }],
        audit: [
          {
            at,
            cause: `console/${randomUUID()}`,
            actor: by,
            what: 'setup.ticked',
            subject: item,
            before: null,
            after: 'done',
          },
        ],
        events: [],
      });
    }
    return c.redirect(SETUP.room);
  });
}

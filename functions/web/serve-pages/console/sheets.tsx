import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { longDate, shortDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import { contactsOn, type Department } from '../../../../shared/plan/directory.ts';
import { composeForm } from '../../../../shared/round/compose-form.ts';
import { fillExample } from '../../../../shared/round/fill-example.ts';
import { isJudged, parseRoundId } from '../../../../shared/round/round.ts';
import { type AskedDepartment, askedDepartments } from '../../../../shared/schedule/asked-departments.ts';
import { describeRhythm, describeRules } from '../../../../shared/schedule/describe-rules.ts';
import { draftOn, type RoundTimetable, roundsBetween } from '../../../../shared/schedule/timetable.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import { wordingOf } from '../../../../shared/steps/city-wording.ts';
import { loadFormInitiatives } from '../../../../shared/steps/form-facts.ts';
import { type City, loadAddressBook, loadCity } from '../../../../shared/steps/load-city.ts';
import { MASKED_CODE } from '../../../../shared/steps/render-planned.ts';
import { loadReadiness } from '../../../../shared/steps/setup.ts';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { ROLE_WORDS, ROLES } from '../sign-in/roles.ts';
import { loadAttention } from './attention.ts';
import { show } from './frame.tsx';
import { SETUP } from './setup-rooms.ts';
import type { ConsoleWorld } from './world.ts';

/** A year holds every kind of round once. */
const AHEAD_DAYS = 400;
/** The next rounds named on a sheet of one page. */
const ROUNDS_SHOWN = 3;

/** The two sheets that are printed and handed out: to departments how one answers, to a successor how it all runs. */
export function addSheets(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock } = world;

  pages.get(SETUP.departmentSheet, async (c) => {
    const at = clock();
    const city = await loadCity(store, planId);
    const next = comingRounds(city, at).find(({ round }) => parseRoundId(round).stage === 'regular');
    const asked = next ? askedDepartments(city, next.round, next.opensOn) : [];
    const chosen = asked.find(({ department }) => department.id === c.req.query('department')) ?? asked[0];
    if (!next || !chosen) return showSheet(c, '所管部署への説明資料', <p>照会の予定がありません。</p>);
    const example = await exampleFor(world, city, next, chosen);
    return showSheet(
      c,
      '推進プラン進捗照会のご案内',
      <DepartmentSheet {...{ city, next, asked, department: chosen.department, example }} />,
    );
  });

  pages.get(SETUP.secretariatSheet, async (c) => {
    const at = clock();
    const city = await loadCity(store, planId);
    const [rounds, undeliverable, roleUses] = await Promise.all([
      store.list('round', { plan: planId }).then((list) => list.map(({ value }) => value)),
      loadAddressBook(store),
      store.list('roleUse', {}),
    ]);
    const [attention, readiness] = await Promise.all([
      loadAttention(world, rounds, undeliverable),
      loadReadiness(store, planId, at, { rounds, undeliverable }),
    ]);
    const left = readiness.filter(({ state }) => state !== 'done').length;
    const open = [
      ...attention.map(({ words, count }) => `${words} ${count}件`),
      ...(left > 0 ? [`準備の残り ${left}項目`] : []),
    ];
    const roles = ROLES.map((role) => {
      const use = roleUses.find(({ value }) => value.role === role)?.value;
      const last = use && `${use.by}（最後のサインイン ${shortDateTime(instantOf(use.at))}）`;
      return { role: ROLE_WORDS[role], who: last ?? 'まだサインインした人がいません' };
    });
    return showSheet(
      c,
      '事務局の引継ぎ資料',
      <SecretariatSheet {...{ city, at, open, roles, rounds: comingRounds(city, at) }} />,
    );
  });
}

function showSheet(c: Context<GatedEnv>, title: string, children: Child) {
  return show(c, {
    title,
    room: SETUP.room,
    children: (
      <div class="sheet">
        <p class="hint">ブラウザーの印刷で、A4の1枚になります。</p>
        {children}
      </div>
    ),
  });
}

/** The rounds of the rhythm that are open or still to come, the next first. */
function comingRounds(city: City, at: Instant): RoundTimetable[] {
  const { plan, rules, calendar } = city;
  return roundsBetween(plan, rules, calendar, at, at.add({ hours: 24 * AHEAD_DAYS })).filter(({ round }) =>
    isJudged(round),
  );
}

async function exampleFor(
  { store, planId }: ConsoleWorld,
  city: City,
  { round }: RoundTimetable,
  { department, initiatives }: AskedDepartment,
): Promise<string[]> {
  const asked = await loadFormInitiatives(store, city, planId, round, department.id, initiatives.slice(0, 1));
  return fillExample(
    composeForm({
      round,
      department: department.id,
      receiptCode: MASKED_CODE,
      initiatives: asked,
      only: null,
      asksChief: department.approval !== 'chief-reply',
    }),
  );
}

function DepartmentSheet({
  city,
  next,
  asked,
  department,
  example,
}: {
  city: City;
  next: RoundTimetable;
  asked: readonly AskedDepartment[];
  department: Department;
  example: readonly string[];
}) {
  const { rules, calendar } = city;
  const { headquarters, signature } = wordingOf(city);
  const later = calendar.add(next.dueOn, 3);
  return (
    <>
      <nav class="hint" aria-label="部署を選ぶ">
        <details>
          <summary>ほかの部署の例にする</summary>
          <ul class="plain">
            {asked.map((entry) => (
              <li>
                <a href={`${SETUP.departmentSheet}?department=${entry.department.id}`}>
                  {entry.department.name}
                </a>
              </li>
            ))}
          </ul>
        </details>
      </nav>
      <p>
        {department.headTitle} 様　{signature}
      </p>
      <h2>届くもの</h2>
      <p>
        四半期ごとに、担当する取り組みをまとめた照会のメールが1通届きます。次は{longDate(next.opensOn)}
        {weekday(next.opensOn)}、回答期限は{longDate(next.dueOn)}
        {weekday(next.dueOn)}です。ログインも、添付ファイルを開くことも要りません。
      </p>
      <h2>回答のしかた</h2>
      <ol>
        <li>届いたメールに、そのまま返信します。</li>
        <li>「：」の後ろに書きます。全角、半角のどちらでも構いません。書かない行は、消さずに残します。</li>
        <li>課長の確認を受けて送ります。読み取った内容が、受付のメールですぐに届きます。</li>
        <li>違うところは、その行だけを書いてもう一度返信します。</li>
      </ol>
      <h2>記入の例（{department.name}）</h2>
      <pre class="text-mail">{example.join('\n')}</pre>
      <h2>回答のあとと、こんなとき</h2>
      <ul>
        {describeRhythm('regular', rules.regular, rules)
          .slice(1)
          .map((sentence) => (
            <li>{sentence}</li>
          ))}
        <li>
          間に合わないときは「延期 {later.month}/{later.day}
          」、対象がないときは「該当なし」、担当が変わったときは「担当変更」と返信します。
        </li>
        <li>回答は判定基準で比べ、{headquarters}の資料にします。実績値と取組内容は公表の対象です。</li>
        <li>パソコンで返信できないときは、電話か紙でもお受けします。</li>
      </ul>
      <h2>問い合わせ</h2>
      <p>{signature}。照会のメールへの返信に書いていただいても届きます。</p>
    </>
  );
}

function SecretariatSheet({
  city,
  at,
  open,
  roles,
  rounds,
}: {
  city: City;
  at: Instant;
  open: readonly string[];
  roles: readonly { role: string; who: string }[];
  rounds: readonly RoundTimetable[];
}) {
  const { directory, rules, calendar } = city;
  const today = tokyoDate(at);
  const echoes = describeRules(city, at);
  const members = contactsOn(directory, 'headquarters', null, today).length;
  const office = contactsOn(directory, 'secretariat', null, today).map(({ address }) => address);
  return (
    <>
      <p>
        {longDate(today)}現在　{directory.city.name}　{wordingOf(city).signature}
      </p>
      <h2>1年のリズム</h2>
      <ul>
        {echoes.slice(0, 4).map(({ title, sentences }) => (
          <li>
            <strong>{title}</strong>　{sentences.join('')}
          </li>
        ))}
      </ul>
      <h2>次の予定</h2>
      <ul>
        {rounds.slice(0, ROUNDS_SHOWN).map((timetable) => (
          <li>
            <strong>{roundName(timetable.round)}</strong>
            {`　照会 ${shortDate(timetable.opensOn)}　期限 ${shortDate(timetable.dueOn)}　締切 ${shortDate(timetable.freezesOn)}　本部資料の案 ${shortDate(draftOn(timetable, rules, calendar))}`}
          </li>
        ))}
      </ul>
      <h2>担当</h2>
      <ul>
        {roles.map(({ role, who }) => (
          <li>{`${role}　${who}`}</li>
        ))}
        <li>{`事務局の宛先　${office.join('、') || '登録がありません'}　　本部員 ${members}名`}</li>
      </ul>
      <h2>済んでいないこと</h2>
      {open.length === 0 ? (
        <p>いま対応が必要なことはありません。</p>
      ) : (
        <ul>
          {open.map((words) => (
            <li>{words}</li>
          ))}
        </ul>
      )}
      <h2>どこに何があるか</h2>
      <ul>
        <li>今日すること　「今日」の画面　　いつ、だれに、どの文面が行くか　「送信予定」</li>
        <li>確認を待つ返信　「返信」　　本部に送る前の案と発信　「本部資料」</li>
        <li>送ったメールと届かない宛先　「送信の記録」　　だれが何をしたか　「操作の記録」</li>
        <li>すべてを止める　「送信設定」の非常停止　　初めの準備と印刷物　「準備」</li>
        <li>本部資料は、事務局が発信するまで本部に届きません。</li>
      </ul>
    </>
  );
}

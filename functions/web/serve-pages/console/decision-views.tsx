import { longDate, quarterShort } from '../../../../shared/calendar/japanese-date.ts';
import { dateOf } from '../../../../shared/calendar/time.ts';
import { OPTION_WORDS, Option } from '../../../../shared/decision/case.ts';
import { asksForEndDate } from '../../../../shared/decision/check-decision.ts';
import type { SelfCheck } from '../../../../shared/decision/self-check.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { Stored } from '../../../../shared/ports.ts';
import { parseRoundId } from '../../../../shared/round/round.ts';
import type { City } from '../../../../shared/steps/load-city.ts';
import { RowTable } from '../look/parts.tsx';

export const ROOM = '/console/decisions' as const;

export type Case = Stored<'decisionCase'>;

export const dayWords = (day: string) => longDate(dateOf(day));

export const titleOf = ({ plan }: City, id: string) => {
  const sheet = plan.initiatives.find((initiative) => initiative.id === id);
  return sheet ? `${sheet.code} ${sheet.title}` : id;
};

export type Entered = Readonly<Record<string, string>>;

export interface FormParts {
  readonly csrf: unknown;
  readonly hidden: unknown;
  readonly path: string;
  readonly value: Case['value'];
}

export function Opening({ csrf, city, entered }: { csrf: unknown; city: City; entered: Entered }) {
  return (
    <details open={entered.code !== undefined}>
      <summary>取組を加える（環境変化・制度改正）</summary>
      <form method="post" action={`${ROOM}/open`}>
        {csrf}
        <p>
          <label for="open-code">取組</label>
          <select id="open-code" name="code">
            {city.plan.initiatives.map(({ code, title }) => (
              <option value={code} selected={code === entered.code}>
                {`${code} ${title}`}
              </option>
            ))}
          </select>
        </p>
        <p>
          <label for="open-reason">理由（例：法改正により対象が変わった）</label>
          <input id="open-reason" name="reason" required maxlength={100} value={entered.reason ?? ''} />
        </p>
        <button type="submit" class="quiet">
          加える
        </button>
      </form>
    </details>
  );
}

/** 自己点検: what the department said of the end date, newest first. */
export function SelfChecks({ said, city }: { said: readonly SelfCheck[]; city: City }) {
  if (said.length === 0) return null;
  return (
    <RowTable
      caption="所管課の自己点検"
      columns={['回', '課', '終期', '終期後の考え', '自己点検', '終期までにすること']}
      rows={said.toReversed().map(({ round, department, endsOn, wish, reason, steps }) => ({
        cells: [
          quarterShort(parseRoundId(round).quarter),
          departmentName(city.directory, department),
          longDate(endsOn),
          wish,
          reason,
          steps,
        ],
      }))}
    />
  );
}

export function DecisionFacts({ stored: { value }, city }: { stored: Case; city: City }) {
  const { decision } = value;
  if (decision === null) return null;
  const rows: [string, string][] = [
    ['判断', OPTION_WORDS[decision.option]],
    ['内容', decision.text],
    ['決定日', dayWords(decision.decidedOn)],
    ['決定者', decision.decider],
    ['会議録', decision.minutes],
    ...(decision.nextOn ? ([['次回判定日', dayWords(decision.nextOn)]] as [string, string][]) : []),
    ...(decision.until ? ([['新しい終期', dayWords(decision.until)]] as [string, string][]) : []),
    ...(decision.into ? ([['統合先', titleOf(city, decision.into)]] as [string, string][]) : []),
    ['記録した人', decision.recordedBy],
  ];
  return <RowTable caption="本部の決定" columns={['項目', '内容']} rows={rows.map((cells) => ({ cells }))} />;
}

export function Preparation({ csrf, hidden, path, value }: FormParts) {
  const textOf = (option: Option) => value.options.find((one) => one.option === option)?.text ?? '';
  return (
    <details>
      <summary>本部に示す案を整える</summary>
      <form method="post" action={`${path}/prepare`}>
        {csrf}
        {hidden}
        {Option.options.map((option) => (
          <p>
            <label for={`option-${option}`}>{`${OPTION_WORDS[option]}の案`}</label>
            <input id={`option-${option}`} name={`option-${option}`} maxlength={100} value={textOf(option)} />
          </p>
        ))}
        <p>
          <label for="case-decider">決定者</label>
          <input id="case-decider" name="decider" required maxlength={80} value={value.decider} />
        </p>
        <p>
          <label for="case-due">判断の期限</label>
          <input id="case-due" type="date" name="dueOn" required value={value.dueOn} />
        </p>
        <button type="submit" class="quiet">
          案を保存する
        </button>
      </form>
    </details>
  );
}

export function Record({ csrf, hidden, path, value, entered }: FormParts & { entered: Entered }) {
  const of = (name: string, stored: string | null | undefined) => entered[name] ?? stored ?? '';
  const { decision } = value;
  const fields = [
    ['text', '決定の内容（継続のときは理由も）', 'text', of('text', decision?.text)],
    ['decidedOn', '決定日', 'date', of('decidedOn', decision?.decidedOn)],
    ['decider', '決定者', 'text', of('decider', decision?.decider ?? value.decider)],
    ['minutes', '会議録（例：令和8年度第2回本部会議 会議録3）', 'text', of('minutes', decision?.minutes)],
    ['nextOn', '次回判定日（継続のときは必ず）', 'date', of('nextOn', decision?.nextOn)],
    ...(asksForEndDate(value)
      ? ([['until', '新しい終期（続けるとき）', 'date', of('until', decision?.until)]] as const)
      : []),
    ['into', '統合先の取組の番号（統合のとき）', 'text', of('into', '')],
  ] as const;
  return (
    <form method="post" action={`${path}/record`}>
      <h2>決定を記録する</h2>
      {csrf}
      {hidden}
      <fieldset>
        <legend>判断</legend>
        {Option.options.map((option) => (
          <label>
            <input
              type="radio"
              name="option"
              value={option}
              checked={of('option', decision?.option) === option}
            />
            {OPTION_WORDS[option]}
          </label>
        ))}
      </fieldset>
      {fields.map(([name, label, type, filled]) => (
        <p>
          <label for={`record-${name}`}>{label}</label>
          <input id={`record-${name}`} type={type} name={name} maxlength={100} value={filled} />
        </p>
      ))}
      <button type="submit">決定を記録する</button>
    </form>
  );
}

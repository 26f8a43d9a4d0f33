import { tokyoDate } from '../../../../../shared/calendar/time.ts';
import { departmentName, isValidOn } from '../../../../../shared/plan/directory.ts';
import { RHYTHM_WORDS, RHYTHMS } from '../../../../../shared/schedule/describe-rules.ts';
import type { Absence, PlannedMail } from '../../../../../shared/schedule/planner.ts';
import type { LadderStep, ScheduleRules } from '../../../../../shared/schedule/rules.ts';
import { roundName } from '../../../../../shared/schedule/why.ts';
import type { World } from '../../../../../shared/schedule/world.ts';
import { RowTable } from '../../look/parts.tsx';
import { rowsIn } from './form.ts';
import { Choice, Field, type FormState, Onward, Tick } from './frame.tsx';

const OVERRIDES_MAX = 500;

/** Who the next regular round writes to, and who it leaves out. */
export interface NextRound {
  readonly world: World;
  readonly mails: readonly PlannedMail[];
  readonly absences: readonly Absence[];
}

/** Who gets copies, what is otherwise for which department, and who so gets the next request. */
export function ReceiversStep({
  state,
  rules,
  next,
}: {
  state: FormState;
  rules: ScheduleRules;
  next: NextRound | null;
}) {
  return (
    <>
      <p>
        照会は、計画で取組を担当するすべての課の担当者に送ります。ここでは、課長への写しと、課ごとの違いを決めます。
      </p>
      <fieldset>
        <legend>課長に写しを送る回</legend>
        {RHYTHMS.flatMap((name) => {
          const rhythm = rules[name];
          if (rhythm === null) return [];
          return [
            <fieldset class="row-of-fields">
              <legend>{RHYTHM_WORDS[name]}</legend>
              <Tick name={`${name}.copyChief`} label="照会" state={state} />
              {rhythm.ladder.map((step, place) =>
                step.kind === 'escalation' ? null : (
                  <Tick
                    name={`${name}.ladder.${place}.copyChief`}
                    label={`期限の${stepWords(step)}`}
                    state={state}
                  />
                ),
              )}
            </fieldset>,
          ];
        })}
      </fieldset>
      <fieldset>
        <legend>課ごとの設定</legend>
        <p class="hint">
          ほかの課と違うところだけを書きます。設定をやめるときは、課を「（なし）」にします。「メールを送らない」課には、紙か電話で照会してください。
        </p>
        {[...rowsIn(state.filled, 'overrides'), nextRow(state)].slice(0, OVERRIDES_MAX).map((place) => (
          <OverrideFields place={place} state={state} rules={rules} next={next} />
        ))}
      </fieldset>
      <Onward back="周期" next="文面" stay="保存して、だれに届くかを確かめる" />
      {next === null ? <p class="empty">これから1年に始まる照会はありません。</p> : <Reached next={next} />}
    </>
  );
}

const nextRow = ({ filled }: FormState) => (rowsIn(filled, 'overrides').at(-1) ?? -1) + 1;

const stepWords = ({ days }: Pick<LadderStep, 'days'>) => `${Math.abs(days)}開庁日${days < 0 ? '前' : '後'}`;

function OverrideFields({
  place,
  state,
  rules,
  next,
}: {
  place: number;
  state: FormState;
  rules: ScheduleRules;
  next: NextRound | null;
}) {
  const prefix = `overrides.${place}`;
  const known = next?.world.directory.departments ?? [];
  const days = new Set(RHYTHMS.flatMap((name) => rules[name]?.ladder.map((step) => step.days) ?? []));
  return (
    <fieldset class="row-of-fields">
      <legend>{`課ごとの設定 ${place + 1}`}</legend>
      <Choice
        name={`${prefix}.department`}
        label="課"
        options={[
          { value: '', word: '（なし）' },
          ...known.map(({ id, name }) => ({ value: id, word: name })),
        ]}
        state={state}
      />
      <Field
        name={`${prefix}.dueLater`}
        label="期限を遅らせる（早めるときは−）"
        type="number"
        after="開庁日"
        state={state}
      />
      <div class="ticks">
        <Tick name={`${prefix}.noMail`} label="メールを送らない" state={state} />
        <Tick name={`${prefix}.noCopy`} label="課長に写しを送らない" state={state} />
        {[...days]
          .sort((a, b) => a - b)
          .map((day) => (
            <Tick
              name={`${prefix}.off.${day}`}
              label={`期限の${stepWords({ days: day })}の連絡をしない`}
              state={state}
            />
          ))}
      </div>
    </fieldset>
  );
}

/** Every department by name: where its mail goes, or why it gets none. */
function Reached({ next: { world, mails, absences } }: { next: NextRound }) {
  const { directory } = world;
  const round = (mails[0] ?? absences[0])?.round;
  const at = (mails[0] ?? absences[0])?.at;
  if (round === undefined || at === undefined) return null;
  const known = new Set([...mails, ...absences].map(({ department }) => department));
  const unasked = directory.departments.filter(
    ({ id, kind, ...span }) => kind !== 'bureau' && !known.has(id) && isValidOn(span, tokyoDate(at)),
  );
  return (
    <section aria-labelledby="reached">
      <h2 id="reached">次の照会（{roundName(round)}）がだれに届くか</h2>
      <RowTable
        caption={`送る課　${mails.length}`}
        columns={['課', '宛先', '写し', '取組']}
        rows={mails.map(({ department, to, cc, initiatives }) => ({
          cells: [
            departmentName(directory, department ?? ''),
            to.join('、'),
            cc.length === 0 ? null : cc.join('、'),
            `${initiatives.length}件`,
          ],
        }))}
      />
      {absences.length + unasked.length > 0 && (
        <RowTable
          caption={`送らない課　${absences.length + unasked.length}`}
          columns={['課', '理由']}
          rows={[
            ...absences.map(({ department, why }) => ({
              cells: [departmentName(directory, department), why],
            })),
            ...unasked.map(({ name }) => ({ cells: [name, '計画に担当する取組がないためです。'] })),
          ]}
        />
      )}
    </section>
  );
}

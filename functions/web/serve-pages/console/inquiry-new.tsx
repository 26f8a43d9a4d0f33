import type { Context, Hono } from 'hono';
import { clockTime, longDate, shortDateTime, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import { departmentName } from '../../../../shared/plan/directory.ts';
import type { RuleFault } from '../../../../shared/schedule/check-rules.ts';
import { stepInstants } from '../../../../shared/schedule/occurrences.ts';
import { roundName } from '../../../../shared/schedule/why.ts';
import {
  departmentsToAsk,
  type InquiryPreview,
  previewInquiry,
  startInquiry,
  usualDays,
} from '../../../../shared/steps/inquiries.ts';
import { type City, loadCity, loadWorld } from '../../../../shared/steps/load-city.ts';
import { attachmentNames, MASKED_CODE, renderPlanned } from '../../../../shared/steps/render-planned.ts';
import { RowTable } from '../look/parts.tsx';
import { type GatedEnv, only } from '../sign-in/gate.tsx';
import { actOf } from './acts.ts';
import { CsrfField, show } from './frame.tsx';
import { INQUIRIES, showInquiry } from './inquiries.tsx';
import {
  type InquiryFields,
  InquiryFieldset,
  inForm,
  inquiryFieldsOf,
  KeptFields,
  placesIn,
  readInquiryForm,
} from './inquiry-form.tsx';
import type { ConsoleWorld } from './world.ts';

const NEW = `${INQUIRIES}/new`;

/** Somebody puts an inquiry together, sees its mails, and has it sent by writing how many they are. */
export function addNewInquiry(pages: Hono<GatedEnv>, world: ConsoleWorld): void {
  const { store, planId, clock, log } = world;
  pages.use(`${NEW}/*`, only(log, 'secretariat'));

  const showForm = (
    c: Context<GatedEnv>,
    city: City,
    fields: InquiryFields,
    faults: readonly RuleFault[] = [],
  ) =>
    show(
      c,
      {
        title: '新しい臨時照会',
        room: INQUIRIES,
        ...(faults.length > 0 ? { error: `直すところが${faults.length}か所あります。` } : {}),
        children: (
          <>
            <p>
              四半期の照会とは別に、事務局が聞きたいことを一度だけ聞きます。回答は指標や判定に使いません。
            </p>
            <form method="post" action={`${NEW}/preview`}>
              <CsrfField session={c.get('session')} />
              <InquiryFieldset fields={fields} faults={faults} city={city} at={clock()} />
              <button type="submit">送るメールを確かめる</button> <a href={INQUIRIES}>やめる</a>
            </form>
          </>
        ),
      },
      faults.length > 0 ? 422 : 200,
    );

  pages.get(NEW, async (c) => {
    const city = await loadCity(store, planId);
    const at = clock();
    const everybody = departmentsToAsk(city.directory, tokyoDate(at)).map(({ id }) => id);
    const days = usualDays(await loadWorld(store, city, planId), everybody, at);
    const filled = {
      target: 'all',
      reminds: 'yes',
      opensOn: days.opensOn.toString(),
      dueOn: days.dueOn.toString(),
    };
    return showForm(c, city, { filled, ticked: [] });
  });

  /** Back from the preview with everything that was written. */
  pages.post(NEW, async (c) =>
    showForm(c, await loadCity(store, planId), inquiryFieldsOf(await c.req.parseBody({ all: true }))),
  );

  /** The form as read and looked at; what is wrong with it is answered with the form. */
  const look = async (c: Context<GatedEnv>) => {
    const fields = inquiryFieldsOf(await c.req.parseBody({ all: true }));
    const [city, at] = [await loadCity(store, planId), clock()];
    const read = readInquiryForm(fields, city, at);
    if (read.outcome === 'faults') return { fields, city, answer: showForm(c, city, fields, read.faults) };
    const seen = await previewInquiry(store, city, planId, read.asked, at);
    if (seen.outcome === 'faults')
      return { fields, city, answer: showForm(c, city, fields, inForm(seen.faults, placesIn(fields))) };
    return { fields, city, asked: read.asked, preview: seen.preview };
  };

  const showPreview = async (
    c: Context<GatedEnv>,
    fields: InquiryFields,
    preview: InquiryPreview,
    error: string | null = null,
    status: 200 | 409 | 422 = 200,
  ) => {
    const { mails, city, world: planned } = preview;
    const mail = mails.find(({ department }) => department === fields.filled.show) ?? mails[0];
    const rendered = mail
      ? await renderPlanned({ store, city, world: planned, planId }, mail, MASKED_CODE)
      : null;
    const files = rendered === null ? [] : attachmentNames(rendered);
    const nameOf = (id: string | null) => departmentName(city.directory, id ?? '');
    return show(
      c,
      {
        title: '臨時照会を確かめる',
        room: INQUIRIES,
        error,
        children: (
          <>
            <p>{sayWhat(preview)}</p>
            <section aria-labelledby="mail">
              <h2 id="mail">送るメール</h2>
              <form method="post" action={`${NEW}/preview`} class="line">
                <CsrfField session={c.get('session')} />
                <KeptFields fields={fields} />
                <label for="show">部署</label>
                <select id="show" name="show">
                  {mails.map(({ department }) => (
                    <option value={department ?? ''} selected={department === mail?.department}>
                      {nameOf(department)}
                    </option>
                  ))}
                </select>
                <button type="submit" class="quiet">
                  この部署のメールを見る
                </button>
              </form>
              {mail && rendered && (
                <>
                  <dl class="headers">
                    <dt>宛先</dt>
                    <dd>{mail.to.join('、')}</dd>
                    <dt>件名</dt>
                    <dd>{rendered.content.subject}</dd>
                    <dt>理由</dt>
                    <dd>{mail.why}</dd>
                    {files.length > 0 && (
                      <>
                        <dt>添付</dt>
                        <dd>{files.join('、')}</dd>
                      </>
                    )}
                  </dl>
                  <pre class="text-mail">{rendered.content.text}</pre>
                </>
              )}
              <p class="hint">受付番号は、送るときに決まるため、伏せてあります。</p>
            </section>
            {preview.absences.length > 0 && (
              <section aria-labelledby="absent">
                <h2 id="absent">メールが届かない部署</h2>
                <RowTable
                  caption={`${preview.absences.length}部署。電話か書面でうかがい、「返信」の画面で入力できます`}
                  columns={['部署', '理由']}
                  rows={preview.absences.map(({ department, why }) => ({ cells: [nameOf(department), why] }))}
                />
              </section>
            )}
            <section aria-labelledby="confirm">
              <h2 id="confirm">送る</h2>
              <form method="post" action={`${NEW}/start`}>
                <CsrfField session={c.get('session')} />
                <KeptFields fields={fields} />
                <p class="field">
                  <label for="count">確認のため、送る日の通数を書いてください</label>
                  <input id="count" name="count" inputmode="numeric" required autocomplete="off" />
                </p>
                <p class="hint">{`${shortDateTime(preview.timetable.opensAt)}までは、取りやめられます。`}</p>
                <button type="submit">この照会を送る</button>
              </form>
              <form method="post" action={NEW}>
                <CsrfField session={c.get('session')} />
                <KeptFields fields={fields} />
                <button type="submit" class="quiet">
                  書き直す
                </button>
              </form>
            </section>
          </>
        ),
      },
      status,
    );
  };

  pages.post(`${NEW}/preview`, async (c) => {
    const looked = await look(c);
    return looked.preview ? showPreview(c, looked.fields, looked.preview) : looked.answer;
  });

  pages.post(`${NEW}/start`, async (c) => {
    const looked = await look(c);
    if (!looked.preview) return looked.answer;
    const { fields, city, asked, preview } = looked;
    const count = Number((fields.filled.count ?? '').normalize('NFKC').replace(/通$/, '') || Number.NaN);
    const act = { ...actOf(world, c.get('session')), plan: planId };
    const started = await startInquiry(store, city, { asked, count }, act);
    switch (started.outcome) {
      case 'faults':
        return showForm(c, city, fields, inForm(started.faults, placesIn(fields)));
      case 'other-count':
        return showPreview(
          c,
          fields,
          preview,
          '書いた通数が、送る日の通数と違います。確かめて、もう一度書いてください。',
          422,
        );
      case 'conflict':
        return showPreview(
          c,
          fields,
          preview,
          '送信設定の変更が途中か、同時に変わりました。下の内容を確かめて、もう一度送ってください。',
          409,
        );
      case 'started': {
        const { extra, timetable } = started.preview;
        const notice = `${shortDateTime(timetable.opensAt)}に送ります。それまでは取りやめられます。`;
        return showInquiry(c, world, extra.round, { notice });
      }
    }
  });
}

/** What will happen, before it happens. */
function sayWhat({ extra, timetable, mails, absences, world }: InquiryPreview): string {
  const { opensAt, dueAt } = timetable;
  const when = (at: Instant) => `${longDate(tokyoDate(at))}${weekday(tokyoDate(at))}${clockTime(at)}`;
  const [reminder] = stepInstants(world, timetable, [], null);
  const reminded = reminder
    ? `回答のない部署には、${when(reminder.at)}に1回だけ再送します。`
    : '再送はしません。';
  const missed = absences.length > 0 ? `ほかに${absences.length}部署には届きません。` : '';
  return `${roundName(extra.round)}として、${when(opensAt)}に、${mails.length}部署に1通ずつ、合計${mails.length}通を送ります。${missed}回答期限は${when(dueAt)}です。${reminded}`;
}

import { shortDateTime } from '../calendar/japanese-date.ts';
import { Temporal } from '../calendar/time.ts';
import { type Directory, departmentName, findDepartment } from '../plan/directory.ts';
import { type ComingEscalation, isEscalation } from '../schedule/escalations.ts';
import type { MailKind, PlannedMail } from '../schedule/planner.ts';
import { holdWords, stepName } from '../schedule/why.ts';

/** What is said of a planned mail before it goes. */
export type UpcomingMail = Pick<PlannedMail, 'at' | 'cc' | 'kind' | 'step' | 'department' | 'waiting'>;

const KIND_WORDS: Record<MailKind, string> = {
  request: '照会',
  reminder: '再送',
  overdue: 'ご確認',
  escalation: '部局長へのお知らせ',
  notice: '発信のお願い（事務局あて）',
  handover: '引継ぎの照会',
  digest: '本部資料の案（事務局あて）',
  'secretariat-digest': '受付状況（事務局あて）',
};

/** The head of a bureau by the post, a department asked again by its name. */
function addresseeOf({ kind, department }: UpcomingMail, directory: Directory): string {
  const found = department === null ? undefined : findDepartment(directory, department);
  return (kind === 'escalation' ? found?.headTitle : found?.name) ?? department ?? '';
}

/**
 * One line per moment and kind, with counts; every escalation on a line of its own, by name, and so what the
 * secretariat keeps back of them (見送り).
 */
export function listUpcoming(
  mails: readonly UpcomingMail[],
  directory: Directory,
  escalations: readonly ComingEscalation[] = [],
): { label: string; text: string }[] {
  const name = (id: string) => departmentName(directory, id);
  const ordered = mails
    .filter(({ kind }) => kind !== 'secretariat-digest')
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  const groups = new Map<string, { mail: UpcomingMail; count: number }>();
  const told: { label: string; text: string }[] = [];
  for (const mail of ordered) {
    const label = shortDateTime(mail.at);
    if (isEscalation(mail)) {
      const addressee = addresseeOf(mail, directory);
      const about = mail.waiting.length === 0 ? '' : `（回答待ち：${mail.waiting.map(name).join('、')}）`;
      const copy = mail.kind === 'overdue' ? '（課長に写し）' : '';
      told.push({ label: `★${label}`, text: `${KIND_WORDS[mail.kind]}${copy}　${addressee}${about}` });
      continue;
    }
    const key = `${label}/${mail.kind}/${mail.step}`;
    groups.set(key, { mail, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  const lines = [...groups.values()].map(({ mail, count }) => ({
    label: shortDateTime(mail.at),
    text: `${KIND_WORDS[mail.kind]}　${count}通`,
  }));
  const keptBack = escalations.flatMap(({ at, step, department, hold }) =>
    hold === null
      ? []
      : [
          {
            label: shortDateTime(at),
            text: `見送り　${name(department)}　${stepName(step)}（${holdWords(hold)}）`,
          },
        ],
  );
  return [...told, ...keptBack, ...lines];
}

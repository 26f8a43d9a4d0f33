import { parseQuarter } from '../calendar/fiscal.ts';
import { ENDING_WORDS, type Ending, endedOn } from '../decision/endings.ts';
import { compareCodes } from '../plan/asked.ts';
import type { Plan } from '../plan/plan.ts';
import type { FlagKind } from '../progress/initiative-status.ts';
import { parseRoundId } from '../round/round.ts';
import type { DecisionCase } from './decision-cases.ts';
import type { HeadquartersInput, Standing } from './headquarters-input.ts';
import { itemOf, reasonWithRule, responseWord, withoutSubject } from './headquarters-parts.ts';
import type { Annex, EndingLine } from './headquarters-view.ts';
import { summariseMoney } from './money-table.ts';
import { listYearRanks } from './year-ranks.ts';

/** 別紙: who has not answered, what is up for decision, and every initiative's status with its reason and rule. */
export function summariseAnnex(
  standings: readonly Standing[],
  cases: readonly DecisionCase[],
  { plan, round, directory, decisions, unapproved, closedYear, money, endings }: HeadquartersInput,
): Annex {
  const titleOf = new Map(standings.map(({ initiative, sheet }) => [initiative, sheet.title]));
  return {
    waiting: directory.departments.flatMap(({ id, name }) => {
      const titles = standings.filter(({ waiting }) => waiting.includes(id)).map(({ sheet }) => sheet.title);
      return titles.length === 0 ? [] : [{ department: name, titles, isUnapproved: unapproved.includes(id) }];
    }),
    reviews: cases.map(({ standing, kind, facts, selfCheck }) => ({
      ...itemOf(standing),
      code: standing.sheet.code,
      kind,
      text: facts + selfCheck,
    })),
    decisions: decisions.map(({ initiative, text, decidedOn, response }) => ({
      title: titleOf.get(initiative) ?? initiative,
      decidedOn: decidedOn.toString(),
      text,
      response: responseWord(response),
    })),
    initiatives: standings.map((standing) => ({
      ...itemOf(standing),
      code: standing.sheet.code,
      pillar: standing.pillar.short,
      status: standing.status,
      reason: reasonWithRule(standing.judgement),
      notes: notesOf(standing),
      ownRating: standing.ownRating,
    })),
    yearRanks: listYearRanks(round.id, standings, closedYear),
    money:
      money === null
        ? null
        : summariseMoney(plan, money, parseQuarter(parseRoundId(round.id).quarter).fiscalYear),
    endings: describeEndings(endings, plan),
  };
}

/** Endings in words, oldest first, each with the initiative it is about; one that is gone from the plan keeps its id. */
export function describeEndings(
  endings: readonly Ending[],
  { initiatives }: Pick<Plan, 'initiatives'>,
): EndingLine[] {
  const lines = endings.map((ending) => {
    const sheet = initiatives.find(({ id }) => id === ending.initiative);
    const line = {
      initiative: ending.initiative,
      code: sheet?.code ?? '',
      title: sheet?.title ?? ending.initiative,
      how: ENDING_WORDS[ending.kind],
      when: endedOn(ending),
      reason: ending.reason,
    };
    return { on: ending.on, line };
  });
  return lines
    .sort((a, b) => a.on.localeCompare(b.on, 'en') || compareCodes(a.line.code, b.line.code))
    .map(({ line }) => line);
}

const NOTED: readonly FlagKind[] = ['near-exit-rule', 'postponed'];

function notesOf({ judgement }: Standing): string[] {
  return [
    ...judgement.kpis.flatMap(({ name, pace }) =>
      pace === null ? [] : [withoutSubject(`${name}：${pace}`, judgement.reason)],
    ),
    ...judgement.kpis.flatMap(({ name, judgement: { signals = [] } }) =>
      signals.map((signal) => `${name}：${signal}`),
    ),
    ...judgement.flags.filter(({ kind }) => NOTED.includes(kind)).map(({ text }) => text),
  ];
}

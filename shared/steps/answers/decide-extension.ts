import type { BusinessCalendar } from '../../calendar/business-days.ts';
import { dateOf, type PlainDate, Temporal } from '../../calendar/time.ts';
import type { CommandOutcome } from '../../mail/compose-receipt.ts';

/**
 * What becomes of 延期: the due date moves to the day named, or the next business day where that is closed
 * (decision 11); not beyond the freeze, after which nothing enters the paper.
 */
export function decideExtension(
  command: { readonly until: string | null; readonly raw: string },
  dueOn: PlainDate,
  freezesOn: PlainDate,
  calendar: BusinessCalendar,
): CommandOutcome {
  const example = calendar.onOrBefore(freezesOn);
  if (command.until === null) return { kind: 'extension-unclear', raw: command.raw, example };
  const asked = dateOf(command.until);
  const until = calendar.onOrAfter(asked);
  if (Temporal.PlainDate.compare(until, dueOn) <= 0)
    return { kind: 'extension-unclear', raw: command.raw, example };
  if (Temporal.PlainDate.compare(until, freezesOn) > 0)
    return { kind: 'extension-refused', latest: example, raw: command.raw };
  return { kind: 'extended', until, movedFrom: asked.equals(until) ? null : asked };
}

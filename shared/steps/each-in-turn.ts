/** So many departments are worked on at a time: quick, and far below what one table partition takes. */
const AT_A_TIME = 8;

/**
 * Works through a list, several at a time. One that fails does not stop the others; afterwards all failures are
 * thrown together, so that the queue delivers the event again for those still missing (decision 16).
 */
export async function eachInTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME) {
    const settled = await Promise.allSettled(items.slice(start, start + AT_A_TIME).map(work));
    for (const result of settled) if (result.status === 'rejected') failures.push(result.reason);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${items.length} failed`);
}

import { describe, expect, it } from 'vitest';
import { MailQueuedV1 } from '../../../events/mail-queued.v1.ts';
import { settleEach } from '../../../shared/runtime/queue.ts';

const event: MailQueuedV1 = {
  id: 'mail-queued/1',
  type: 'mail-queued.v1',
  city: 'small',
  at: '2026-07-01T00:00:00.000Z',
  data: { mail: 'm' },
};

/** Works off the bodies as one batch; tells which were understood as our event, and which come back. */
async function settle(bodies: readonly string[]) {
  const understood: unknown[] = [];
  const faults: unknown[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: string, fields: Record<string, unknown> = {}) => faults.push(fields.error),
  };
  const work = settleEach({ schema: MailQueuedV1, log }, async (one) => {
    understood.push(one);
    return {};
  });
  const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
  const { batchItemFailures } = await work({ Records });
  return { understood, faults, back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

const onBus = (detail: unknown) => JSON.stringify({ 'detail-type': 'outbox', source: 'shinchoku', detail });

describe('a message', () => {
  it.each([
    ['bare, as a schedule puts it', JSON.stringify(event)],
    ['as text, as the outbox keeps it', onBus({ type: event.type, event: JSON.stringify(event) })],
    ['as an object, where the pipe has read the text already', onBus({ type: event.type, event })],
    ['as the detail itself', onBus(event)],
  ])('brings our event %s', async (_, body) => {
    expect(await settle([body])).toMatchObject({ understood: [event], back: [] });
  });

  it.each(['null', '7', '"text"', '[]', '{"detail":null}', '{"detail":{"event":"{"}}', '{', ''])(
    'that is no event comes back with the reason: %j',
    async (body) => {
      const { understood, faults, back } = await settle([body]);
      expect(understood).toEqual([]);
      expect(back).toEqual(['0']);
      expect(faults[0]).toBeInstanceOf(Error);
    },
  );

  it('that is no event does not hold up the others of its batch', async () => {
    const good = JSON.stringify(event);
    expect(await settle([good, '{}', good])).toMatchObject({ understood: [event, event], back: ['1'] });
  });
});

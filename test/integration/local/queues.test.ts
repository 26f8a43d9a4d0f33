import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createQueues, type QueueSettings } from '../../../infra/local/queues.ts';
import { inTransaction, openLocalState } from '../../../infra/local/sqlite.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';

const settings: Record<string, QueueSettings> = {
  work: { visibilitySeconds: 60, maxReceiveCount: 3, deadLetter: 'work-dead' },
  other: { visibilitySeconds: 30, maxReceiveCount: 2 },
  'work-dead': { visibilitySeconds: 60, maxReceiveCount: 1 },
};

const aQueueRoom = (db = new DatabaseSync(':memory:')) => {
  const clock = aVirtualClock('2026-07-01T00:00:00Z');
  return { clock, db, queues: createQueues({ db, clock: clock.now, queues: settings }) };
};

describe('local queues', () => {
  it('deliver in the order in which messages became available', () => {
    const { queues, clock } = aQueueRoom();
    queues.send('work', 'late', { delaySeconds: 10 });
    queues.send('work', 'first');
    queues.send('work', 'second');
    expect(queues.receive('work', 10).map(({ body }) => body)).toEqual(['first', 'second']);
    expect(queues.nextAvailableAt('work')).toEqual(instantOf('2026-07-01T00:00:10Z'));
    clock.advance(10);
    expect(queues.receive('work', 10).map(({ body }) => body)).toEqual(['late']);
  });

  it('hide a received message until its visibility ends, and count its deliveries', () => {
    const { queues, clock } = aQueueRoom();
    queues.send('work', 'a');
    expect(queues.receive('work', 1)).toMatchObject([{ body: 'a', receiveCount: 1 }]);
    expect(queues.receive('work', 1)).toEqual([]);
    expect(queues.depths().work).toEqual({ ready: 0, waiting: 0, inFlight: 1 });
    clock.advance(60);
    expect(queues.receive('work', 1)).toMatchObject([{ body: 'a', receiveCount: 2 }]);
  });

  it('try a failed message again after the visibility, then give it to the dead-letter queue', () => {
    const { queues, clock } = aQueueRoom();
    queues.send('work', 'poison', { id: 'p' });
    for (const expected of ['retried', 'retried', 'dead-lettered']) {
      const [message] = queues.receive('work', 1);
      if (message === undefined) throw new Error('nothing was received');
      expect(queues.fail(message)).toBe(expected);
      expect(queues.receive('work', 1)).toEqual([]);
      clock.advance(60);
    }
    expect(queues.depths()).toMatchObject({ work: { ready: 0 }, 'work-dead': { ready: 1 } });
    expect(queues.nextAvailableAt()).toBeUndefined();
    expect(queues.receive('work-dead', 1)).toMatchObject([{ id: 'p', body: 'poison', receiveCount: 1 }]);
  });

  it('give up a message whose readers never say how it went', () => {
    const { queues, clock } = aQueueRoom();
    queues.send('work', 'kills its reader');
    for (let reader = 0; reader < 3; reader++) {
      expect(queues.receive('work', 1)).toHaveLength(1);
      clock.advance(60);
    }
    expect(queues.receive('work', 1)).toEqual([]);
    expect(queues.depths()['work-dead']).toMatchObject({ ready: 1 });
  });

  it('try for ever where no dead-letter queue is named', () => {
    const { queues, clock } = aQueueRoom();
    queues.send('other', 'a');
    for (let delivery = 1; delivery <= 5; delivery++) {
      const [message] = queues.receive('other', 1);
      if (message === undefined) throw new Error('nothing was received');
      expect(message.receiveCount).toBe(delivery);
      queues.fail(message);
      clock.advance(30);
    }
  });

  it('hold one message per id', () => {
    const { queues } = aQueueRoom();
    queues.send('work', 'a', { id: 'cause-1' });
    queues.send('work', 'a again', { id: 'cause-1' });
    queues.send('other', 'elsewhere', { id: 'cause-1' });
    expect(queues.receive('work', 10)).toMatchObject([{ body: 'a' }]);
    expect(queues.receive('other', 10)).toHaveLength(1);
  });

  it('forget a deleted message, and a repeated delete changes nothing', () => {
    const { queues } = aQueueRoom();
    queues.send('work', 'a');
    const [message] = queues.receive('work', 1);
    if (message === undefined) throw new Error('nothing was received');
    queues.delete(message);
    queues.delete(message);
    expect(queues.nextAvailableAt()).toBeUndefined();
  });

  it('refuse a queue nobody configured', () => {
    const { queues, db, clock } = aQueueRoom();
    expect(() => queues.send('wrok', 'a')).toThrow('wrok');
    const unsound = { a: { visibilitySeconds: 1, maxReceiveCount: 1, deadLetter: 'b' } };
    expect(() => createQueues({ db, clock: clock.now, queues: unsound })).toThrow('not configured: b');
  });

  it('keep what they hold when the process dies, and release what it was holding', () => {
    const folder = aTemporaryFolder();
    const first = aQueueRoom(openLocalState(folder));
    first.queues.send('work', 'in flight');
    first.queues.send('work', 'waiting', { delaySeconds: 100 });
    first.queues.receive('work', 1);

    // The first connection is left open on purpose, as a killed process leaves it.
    const second = aQueueRoom(openLocalState(folder));
    expect(second.queues.depths().work).toEqual({ ready: 0, waiting: 1, inFlight: 1 });
    expect(second.queues.recover()).toBe(1);
    expect(second.queues.receive('work', 10)).toMatchObject([{ body: 'in flight', receiveCount: 2 }]);
  });

  it('take a message only together with the transaction it is sent in', () => {
    const { queues, db } = aQueueRoom();
    const attempt = () =>
      inTransaction(db, () => {
        queues.send('work', 'a');
        throw new Error('changed my mind');
      });
    expect(attempt).toThrow('changed my mind');
    expect(queues.nextAvailableAt()).toBeUndefined();
  });
});

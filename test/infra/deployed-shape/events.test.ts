import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../support/deployed-shape/event-pattern.ts';
import {
  fillTemplate,
  MissingPathError,
  transformInput,
} from '../../support/deployed-shape/input-template.ts';

describe('an event pattern', () => {
  const event = { source: 'aws.ses', detail: { type: 'Bounce', count: 3, tags: ['a', 'b'] } };

  it.each([
    [{ source: ['aws.ses'] }, true],
    [{ source: ['other', { prefix: 'aws.' }] }, true],
    [{ source: ['shinchoku'] }, false],
    [{ detail: { type: [{ 'anything-but': ['Send', 'Delivery'] }] } }, true],
    [{ detail: { type: [{ suffix: 'nce' }], count: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { tags: ['c'] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { missing: ['x'] } }, false],
    [{ missing: { deep: [{ exists: true }] } }, false],
    [{ $or: [{ source: ['x'] }, { detail: { count: [3] } }] }, true],
  ])('%j → %s', (pattern, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });

  it('with an operator that is not known is refused', () => {
    expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow(/cidr/);
  });
});

describe('an input template', () => {
  const record = { dynamodb: { NewImage: { type: { S: 'mail-queued.v1' }, list: { L: [{ S: 'a"b' }] } } } };

  it('puts a text in quotes of its own outside quotes, and bare inside them', () => {
    expect(fillTemplate('{"type": <$.dynamodb.NewImage.type.S>}', record)).toBe('{"type": "mail-queued.v1"}');
    expect(fillTemplate('{"type": "of <$.dynamodb.NewImage.list.L[0].S>"}', record)).toBe(
      '{"type": "of a\\"b"}',
    );
  });

  it('puts objects and lists as JSON, and reserved variables by name', () => {
    expect(fillTemplate('{"all": <$.dynamodb.NewImage.list>}', record)).toBe(
      '{"all": {"L":[{"S":"a\\"b"}]}}',
    );
    expect(fillTemplate('"<aws.pipes.pipe-name>"', record, { 'aws.pipes.pipe-name': 'p' })).toBe('"p"');
  });

  it('refuses a path that leads nowhere', () => {
    expect(() => fillTemplate('<$.dynamodb.OldImage>', record)).toThrow(MissingPathError);
  });

  it('of a rule names its paths', () => {
    const transformer = {
      InputPathsMap: { kind: '$.dynamodb.NewImage.type.S' },
      InputTemplate: '{"kind": <kind>}',
    };
    expect(transformInput(transformer, record)).toBe('{"kind": "mail-queued.v1"}');
  });
});

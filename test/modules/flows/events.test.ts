import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  MalformedMessageError,
} from '../../../src/modules/flows/compact-message.ts';
import { eventBytes, packEvent, unpackEvent } from '../../../src/modules/flows/events.ts';
import { STEP_EVENT_KINDS, type StepEvent } from '../../../src/modules/flows/types.ts';

const EVENT: StepEvent = {
  name: 'orders:execute',
  kind: 'done',
  flow: 'orders',
  step: 'execute',
  checkpoint: false,
  instance: 12,
  subject: 11,
  value: 40,
  failures: 0,
  reason: '',
  at: 1_732_147_200_900_000,
};

describe('events of steps on the wire', () => {
  test.each([
    [{}, '{"t":"r","d":["orders:execute",0,12,11,40],"ts":1732147200}'],
    [{ checkpoint: true, value: 0 }, '{"t":"c","d":["orders:execute",0,12,11],"ts":1732147200}'],
    [
      { kind: 'failed', failures: 3, reason: 'the task failed' },
      '{"t":"e","d":["orders:execute",3,12,11,40,3,"the task failed"],"ts":1732147200}',
    ],
  ] as const)('%o is %s', (change, text) => {
    const event: StepEvent = { ...EVENT, ...change };
    expect(encodeMessage(packEvent(event))).toBe(text);
    expect(eventBytes(event)).toBe(text.length);
  });

  const number = fc.integer({ min: 0, max: 2 ** 40 });
  const events = fc.record({
    name: fc.string(),
    kind: fc.constantFrom(...STEP_EVENT_KINDS),
    checkpoint: fc.boolean(),
    instance: number,
    subject: number,
    value: number,
    failures: number,
    reason: fc.string(),
    at: number,
  });

  property.prop([events])('come back as they were sent', (sent) => {
    const event: StepEvent = { ...EVENT, ...sent };
    const { name, kind, instance, subject, value, failures, reason } = event;
    const text = encodeMessage(packEvent(event));
    expect(unpackEvent(decodeMessage(text))).toEqual({
      name,
      kind,
      instance,
      subject,
      value,
      failures,
      reason,
    });
    expect(eventBytes(event)).toBe(new TextEncoder().encode(text).length);
  });

  test.each([
    ['r', 'null'],
    ['r', '["a"]'],
    ['r', '[1,0]'],
    ['r', '["a",9]'],
    ['r', '["a",0,0]'],
    ['r', '["a",0,1.5]'],
    ['r', '["a",0,1,1,1,1,7]'],
    ['r', '["a",3,1]'],
    ['e', '["a",0,1]'],
    ['s', '["a",0,1]'],
    ['r', '["a",0,1,1,1,1,"x",1]'],
  ])('%s with %s is refused', (letter, data) => {
    const message = decodeMessage(`{"t":"${letter}","d":${data},"ts":0}`);
    expect(() => unpackEvent(message)).toThrow(MalformedMessageError);
  });
});

import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { ByteReader, ByteWriter, wordSize } from '../../src/modules/codec.ts';
import { bidding, gossiping } from '../../src/modules/coordination/routing/vocabulary.ts';
import { peering } from '../../src/modules/coordination/vocabulary.ts';
import { allFacts, fact, facts, Subscriptions } from '../../src/modules/facts.ts';
import type { Port } from '../../src/modules/ports.ts';
import { scheduling, schedulingFacts } from '../../src/modules/scheduling/vocabulary.ts';
import { pairing } from '../../src/modules/standby/vocabulary.ts';
import {
  cold,
  FREE,
  forwarding,
  fullName,
  hot,
  kinds,
  MessageTable,
  receiver,
  UnexpectedMessageError,
  vocabulary,
} from '../../src/modules/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

const spoken = vocabulary('tests', {
  none: hot([], 1, FREE),
  two: hot(['task', 'token'], 1, FREE),
  six: hot(['a', 'b', 'c', 'd', 'e', 'f'], 1, FREE),
});

describe('a vocabulary', () => {
  example('gives its kinds their names, and codes that no other kind has', () => {
    expect(fullName(spoken.two)).toBe('tests.two');
    expect(spoken.two.words).toEqual(['task', 'token']);
    expect(kinds.map(({ code }) => code)).toEqual(kinds.map((_, i) => i));
    expect(kinds[spoken.two.code]).toBe(spoken.two);
    expect(new Set(kinds.map(fullName)).size).toBe(kinds.length);
    expect(Object.isFrozen(spoken)).toBe(true);
  });

  example('has a name that no other has', () => {
    expect(() => vocabulary('tests', {})).toThrow('there is a vocabulary "tests" already');
    expect(() => facts('scheduling', {})).toThrow('there are facts "scheduling" already');
  });

  example('leaves no kind without a price', () => {
    expect(() => vocabulary('gifts', { gift: hot([], 1, '') })).toThrow('gifts.gift has no cost');
  });

  example('does not compile with words or handlers that are missing, too many or of another type', () => {
    const compiled = (port: Port) => {
      port.post(1, spoken.none);
      port.post(1, spoken.two, 1, 2);
      // @ts-expect-error a missing word
      port.post(1, spoken.two, 1);
      // @ts-expect-error a word too many
      port.post(1, spoken.two, 1, 2, 3);
      // @ts-expect-error no word is a text
      port.post(1, spoken.two, 1, '2');
      // @ts-expect-error a cold message is not posted
      port.post(1, gossiping.table, 1);
      port.send(1, gossiping.table, { wantsAnswer: true, change: 0, entries: new Float64Array() });
      // @ts-expect-error another value
      port.send(1, gossiping.table, { wantsAnswer: true });
      // @ts-expect-error a hot message is not sent
      port.send(1, spoken.two, { task: 1, token: 2 });
      port.report(schedulingFacts.accepted, 1);
      // @ts-expect-error a word too many
      port.report(schedulingFacts.accepted, 1, 2);
      // @ts-expect-error a missing handler
      receiver(spoken, { none() {}, six() {} });
      // @ts-expect-error a handler that no kind has
      receiver(spoken, { none() {}, two() {}, six() {}, more() {} });
      // @ts-expect-error a handler of three words for a kind of two
      receiver(spoken, { none() {}, six() {}, two(_from, _a, _b, _c) {} });
      // @ts-expect-error a kind without a cost
      hot(['task'], 1);
      // @ts-expect-error a kind without a cost
      cold(pairing.replicate.codec, 1);
      // @ts-expect-error seven words
      hot(['a', 'b', 'c', 'd', 'e', 'f', 'g'], 1, FREE);
      // @ts-expect-error seven words
      fact(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    };
    expect(compiled).toBeTypeOf('function');
  });
});

describe('a message table', () => {
  example('calls the handler of a kind with sender and words', () => {
    const heard: unknown[] = [];
    const table = new MessageTable(7, [
      receiver(spoken, {
        none: (from) => heard.push(['none', from]),
        two: (from, task, token) => heard.push(['two', from, task, token]),
        six: (from, ...words) => heard.push(['six', from, ...words]),
      }),
      receiver(gossiping, { table: (from, { change }) => heard.push(['table', from, change]) }),
    ]);
    table.hot(spoken.none.code, 1);
    table.hot(spoken.two.code, 2, 3, 4);
    table.hot(spoken.six.code, 5, 1, 2, 3, 4, 5, 6);
    table.cold(gossiping.table.code, 8, { wantsAnswer: false, change: 9, entries: new Float64Array() });
    expect(heard).toEqual([
      ['none', 1],
      ['two', 2, 3, 4],
      ['six', 5, 1, 2, 3, 4, 5, 6],
      ['table', 8, 9],
    ]);
  });

  example('turns away what nobody handles, with the names of kind, receiver and sender', () => {
    const table = new MessageTable(7, [receiver(bidding, { ask() {}, offer() {} })]);
    const problem = 'process 7 has got worker.assign from process 3, and handles no such messages';
    expect(() => table.hot(toWorker.assign.code, 3, 1, 2, 0)).toThrow(new UnexpectedMessageError(problem));
    expect(() => table.cold(pairing.replicate.code, 3, null)).toThrow(UnexpectedMessageError);
  });

  example('has one handler a kind', () => {
    const twice = receiver(bidding, { ask() {}, offer() {} });
    expect(() => new MessageTable(7, [twice, twice])).toThrow('there are two handlers for bidding.ask');
  });

  example('passes whole vocabularies on', () => {
    const heard: unknown[] = [];
    const forwarder = forwarding([bidding, gossiping], {
      hot: (kind, from, a, b) => heard.push([fullName(kind), from, a, b]),
      cold: (kind, from, message) => heard.push([fullName(kind), from, message]),
    });
    const table = new MessageTable(7, [forwarder]);
    table.hot(bidding.offer.code, 1, 2, 3);
    table.cold(gossiping.table.code, 4, 'all');
    expect(heard).toEqual([
      ['bidding.offer', 1, 2, 3],
      ['gossip.table', 4, 'all'],
    ]);
  });
});

describe('facts', () => {
  example('come to all who subscribed, in that order, and to nobody else', () => {
    const heard: unknown[] = [];
    const subscriptions = new Subscriptions();
    subscriptions.on(schedulingFacts.retried, (by, task, reason) => {
      heard.push(['one', by, task, reason]);
    });
    subscriptions.on(schedulingFacts.retried, (by, task) => {
      heard.push(['two', by, task]);
    });
    subscriptions.report(schedulingFacts.retried, 7, 1, 2);
    subscriptions.report(schedulingFacts.accepted, 7, 1);
    expect(heard).toEqual([
      ['one', 7, 1, 2],
      ['two', 7, 1],
    ]);
    expect(allFacts.map(({ code }) => code)).toEqual(allFacts.map((_, i) => i));
  });
});

describe('payloads', () => {
  const sizes = { task: (task: number) => 100 * task, state: 7 };

  example('are those of the task that is assigned, with its state where that moves', () => {
    expect(toWorker.assign.payload?.(sizes, 3, 1, 0)).toBe(300);
    expect(toWorker.assign.payload?.(sizes, 3, 1, 1)).toBe(307);
    expect(peering.assign.payload?.(sizes, 3, 1, 2)).toBe(300);
    expect(scheduling.result.payload).toBeUndefined();
  });
});

const word = fc.oneof(
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1),
  fc.maxSafeInteger(),
);

test.prop([word])('a word is written in four bytes where they hold it', (value) => {
  const writer = new ByteWriter();
  writer.word(value);
  expect(writer.bytes.length).toBe(wordSize(value));
  expect(wordSize(value)).toBe(Math.abs(value) < 2 ** 31 ? 4 : 12);
  expect(new ByteReader(writer.bytes).word()).toBe(value);
});

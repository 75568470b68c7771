import { describe, expect, test } from 'vitest';
import { numberOfFact } from '../../src/live/protocol.ts';
import { bidding, gossiping } from '../../src/modules/coordination/routing/vocabulary.ts';
import { intake, schedulingFacts } from '../../src/modules/scheduling/vocabulary.ts';
import { table } from '../modules/coordination/desk.ts';
import { viewOf } from '../modules/log-model.ts';
import { LiveMachine } from './coordinator.ts';
import { VolatileDisk } from './storage/volatile-disk.ts';

const OTHER = 9;
const bytes = (...values: number[]) => Uint8Array.from(values);

/** A machine, and what has left it: messages by name and first word, facts by number. */
function machine(disk = new VolatileDisk(), life = 0) {
  const left: string[] = [];
  const made: LiveMachine = new LiveMachine(disk, {
    life,
    posted: ({ kind, content }) =>
      left.push(`${kind.name} ${Array.isArray(content) ? content[0] : ''}`.trim()),
    told: (words) =>
      left.push(words.includes(numberOfFact(schedulingFacts.completed)) ? 'completed' : 'fact'),
    durable: (term, index) => left.push(`durable ${term} ${index}`),
  });
  return { made, left };
}

describe('a coordinator on the wall clock', () => {
  test('lets messages go when its writes are durable, and those that may leave early at once', async () => {
    const { made, left } = machine();
    made.call((host) => {
      host.post(OTHER, bidding.ask, 1);
      host.storage.put(1, 1, 0, 0, 0);
      host.postEarly(OTHER, bidding.ask, 2);
      host.sendEarly(OTHER, gossiping.table, table(1, 2, [3]));
      host.send(OTHER, gossiping.table, table(1, 2, [4]));
    });
    expect(left).toEqual(['ask 2', 'table']);
    await made.settled();
    expect(left.slice(2)).toEqual(['ask 1', 'table']);
    made.call((host) => host.post(OTHER, bidding.ask, 3));
    expect(left.at(-1)).toBe('ask 3');
  });

  test('lets no message of a connection go early, since its number must be durable', async () => {
    const { made, left } = machine();
    made.call((host) => host.postEarly(OTHER, intake.submit, 1, 0));
    expect(left).toEqual([]);
    await made.settled();
    expect(left).toEqual(['submit 1']);
  });

  test('tells of the log once it is durable, after the facts and messages that waited for that', async () => {
    const { made, left } = machine();
    made.call((host) => {
      host.log.append(3, bytes(1));
      host.log.append(3, bytes(2));
      host.report(schedulingFacts.completed, 5);
      host.post(OTHER, bidding.ask, 1);
    });
    expect(left).toEqual([]);
    await made.settled();
    expect(left).toEqual(['completed', 'ask 1', 'durable 3 2']);
    made.call((host) => host.storage.put(1, 1, 0, 0, 0));
    await made.settled();
    expect(left).toHaveLength(3);
  });

  test('tells once of calls that share a sync, and of what is written meanwhile by the next', async () => {
    const { made, left } = machine();
    for (const term of [1, 2]) made.call((host) => host.log.append(term, bytes(term)));
    await Promise.resolve();
    made.call((host) => host.log.truncateFrom(1));
    made.call((host) => host.log.append(4, bytes(4)));
    await made.settled();
    expect(left).toEqual(['durable 2 2', 'durable 4 1']);
  });

  test('finds its log again in its next life', async () => {
    const disk = new VolatileDisk();
    const { made } = machine(disk);
    made.call(({ log }) => {
      for (const term of [1, 1, 2]) log.append(term, bytes(7, term));
      log.compactTo({ index: 1, term: 1, data: bytes(5) });
    });
    await made.settled();
    made.call(({ log }) => log.truncateFrom(3));
    const { made: next, left } = machine(disk.crashed(), 1);
    expect(viewOf(next.host.log)).toBe('1:1:05 2:1:0701 3:2:0702');
    expect(next.host.log.damage).toBeNull();
    await next.settled();
    expect(left).toEqual([]);
  });

  test('keeps timers, rows and logs of parts apart, and finds the latter again under their names', async () => {
    const disk = new VolatileDisk();
    const { made } = machine(disk);
    const heard: string[] = [];
    made.call((host) => {
      for (const [i, name] of ['one', 'two'].entries()) {
        const part = host.scope(name, {
          onTimer: (tag, argument) => heard.push(`${name} timer ${tag} ${argument}`),
          onDurable: (term, index) => heard.push(`${name} durable ${term} ${index}`),
        });
        part.setTimer(1000 * (i + 1), 7, i);
        part.storage.put(1, i, 0, 0, 0);
        if (i === 1) part.log.append(4, bytes(i));
      }
      host.storage.put(1, 9, 0, 0, 0);
    });
    await made.settled();
    made.timers.passTo(5000);
    expect(heard).toEqual(['two durable 4 1', 'one timer 7 0', 'two timer 7 1']);
    const { made: next } = machine(disk.crashed(), 1);
    const rows = ['two', 'one', 'three'].map((name) => {
      const values: number[] = [];
      next.host.scope(name).storage.forEach((_key, value) => {
        values.push(value);
      });
      return values;
    });
    expect(rows).toEqual([[1], [0], []]);
    expect(next.host.logAt('two').termAt(1)).toBe(4);
    expect(next.host.logAt('one').last).toBe(0);
    await next.settled();
  });
});

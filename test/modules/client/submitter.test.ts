import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';

import { Submitter } from '../../../src/modules/client/submitter.ts';
import { s, TestPort, tell } from '../port.ts';

const [FIRST, SECOND] = [50, 51];

function client() {
  const port = new TestPort(90);
  const ended: string[] = [];
  const submitter = new Submitter(port, {
    coordinators: [FIRST, SECOND],
    ackTimeout: s(1),
    finished: (task, success) => ended.push(`${task} ${success}`),
  });
  const advance = (seconds: number) => {
    port.advance(s(seconds), () => submitter.onTimer());
    return port.take();
  };
  const pending = () => {
    const tasks: number[] = [];
    submitter.forEach((task) => {
      tasks.push(task);
    });
    return tasks;
  };
  return { port, submitter, ended, advance, pending };
}

describe('a client of a pair of coordinators', () => {
  example('numbers its submissions and sends them to the leader', () => {
    const { port, submitter, pending } = client();
    submitter.submit(7, 0);
    submitter.submit(9, 1);
    expect(port.take()).toEqual([`submit ${FIRST} 7 0 0`, `submit ${FIRST} 9 1 1`]);
    expect(pending()).toEqual([7, 9]);
    tell(submitter, FIRST, 'accepted', [1, 0]);
    expect(pending()).toEqual([9]);
  });

  example('asks both when nothing is heard, less and less often', () => {
    const { port, submitter, advance } = client();
    submitter.submit(7, 0);
    submitter.submit(9, 0);
    port.take();
    const both = [`submit ${FIRST} 7 0 0`, `submit ${SECOND} 7 0 0`];
    expect(advance(1)).toEqual(both);
    expect(advance(2.9)).toEqual([]);
    expect(advance(3)).toEqual(both);
    // Whoever takes the first on is given the rest.
    tell(submitter, SECOND, 'accepted', [1, 1]);
    expect(port.take()).toEqual([`submit ${SECOND} 9 1 0`]);
  });

  example('goes over to a new leader with all that is not taken on, and not back to an old one', () => {
    const { port, submitter } = client();
    for (const task of [7, 8, 9]) submitter.submit(task, 0);
    tell(submitter, FIRST, 'accepted', [1, 0]);
    port.take();
    tell(submitter, SECOND, 'lead', [1, SECOND]);
    expect(port.take()).toEqual([`submit ${SECOND} 8 1 0`, `submit ${SECOND} 9 2 0`]);
    tell(submitter, FIRST, 'lead', [0, FIRST]);
    tell(submitter, FIRST, 'accepted', [2, 0]);
    submitter.submit(10, 0);
    expect(port.take()).toEqual([`submit ${SECOND} 10 3 0`]);
  });

  example('has at most so many submissions under way', () => {
    const { port, submitter } = client();
    for (let task = 0; task < 300; task++) submitter.submit(task, 0);
    expect(port.take()).toHaveLength(256);
    tell(submitter, FIRST, 'accepted', [10, 0]);
    expect(port.take()[0]).toBe(`submit ${FIRST} 256 256 0`);
  });

  example('hears of each end once, and confirms it as often as it is told', () => {
    const { port, submitter, ended } = client();
    submitter.submit(7, 1);
    port.take();
    tell(submitter, FIRST, 'ended', [7, 1]);
    tell(submitter, SECOND, 'ended', [7, 1]);
    expect(port.take()).toEqual([`settled ${FIRST} 7`, `settled ${SECOND} 7`]);
    expect(ended).toEqual(['7 1']);
  });

  test.prop([fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 300 })])(
    'hands in every task in order, whatever is lost',
    (losses, tasks) => {
      const { port, submitter, pending } = client();
      const taken: number[] = [];
      for (let task = 0; task < tasks; task++) submitter.submit(task, 0);
      for (let step = 0; pending().length > 0; step++) {
        for (const { to, words } of port.takeSent()) {
          const [task, number] = words;
          if (losses[(step + number) % losses.length] && step < 20) continue;
          if (number === taken.length) taken.push(task);
          tell(submitter, to, 'accepted', [taken.length, 0]);
        }
        port.advance(port.now() + s(1), () => submitter.onTimer());
        expect(step).toBeLessThan(1000);
      }
      expect(taken).toEqual(Array.from({ length: tasks }, (_, task) => task));
    },
  );
});

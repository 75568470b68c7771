import { describe, expect, test } from 'vitest';
import { Submissions } from '../../../src/modules/client/submissions.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { deliver, s, TestPort, tell as tellModule } from '../port.ts';

const [FIRST, SECOND] = [50, 51];

function client(pair: readonly number[] | null) {
  const port = new TestPort(90);
  const heard: string[] = [];
  const submissions = new Submissions(port, {
    pair,
    ackTimeout: s(1),
    owner: (task) => (task % 2 === 0 ? FIRST : SECOND),
    finished: (task, success) => heard.push(`finished ${task} ${success}`),
    stepped: (subject) => heard.push(`step of ${subject}`),
  });
  const tell = (kind: string, ...words: number[]) => {
    tellModule(submissions, FIRST, kind, words);
    return port.take();
  };
  const pending = () => {
    const tasks: number[] = [];
    submissions.forEachPending((task) => {
      tasks.push(task);
    });
    return tasks;
  };
  return { port, heard, submissions, tell, pending };
}

describe('a client of coordinators without a standby', () => {
  test('submits each task to its owner once, and hears of its end', () => {
    const { port, heard, submissions, tell, pending } = client(null);
    submissions.submit(4, 1);
    submissions.submit(5, 0);
    expect(port.take()).toEqual([`submit ${FIRST} 4 1`, `submit ${SECOND} 5 0`]);
    expect([pending(), port.timers]).toEqual([[], 0]);
    expect(tell('finished', 4, 1)).toEqual([]);
    expect(heard).toEqual(['finished 4 1']);
  });
});

describe('a client of a pair', () => {
  test('submits again to both after a silence, until the task is taken on', () => {
    const { port, submissions, tell, pending } = client([FIRST, SECOND]);
    submissions.submit(5, 1);
    expect(port.take()).toEqual([`submit ${FIRST} 5 0 1`]);
    port.advance(s(1), () => submissions.onTimer());
    expect(port.take()).toEqual([`submit ${FIRST} 5 0 1`, `submit ${SECOND} 5 0 1`]);
    expect(pending()).toEqual([5]);
    tell('accepted', 1, 0);
    expect(pending()).toEqual([]);
  });

  test('follows the leader, and acknowledges the end of a task each time, but passes it on once', () => {
    const { port, heard, submissions, tell } = client([FIRST, SECOND]);
    tell('lead', 1, SECOND);
    submissions.submit(4, 1);
    expect(port.take()).toEqual([`submit ${SECOND} 4 0 1`]);
    expect(tell('ended', 4, 0)).toEqual([`settled ${FIRST} 4`]);
    expect(tell('ended', 4, 0)).toEqual([`settled ${FIRST} 4`]);
    expect(heard).toEqual(['finished 4 0']);
  });
});

test('steps of flows are passed on', () => {
  const { heard, tell } = client(null);
  tell('event', 7, 3, 120);
  expect(heard).toEqual(['step of 7']);
});

test('a message that clients do not handle is an error that names kind and sender', () => {
  const { submissions } = client(null);
  const strange = { to: 90, kind: scheduling.assigned, words: [1, 2, 3] };
  expect(() => deliver(submissions, FIRST, strange)).toThrow(`scheduling.assigned from process ${FIRST}`);
});

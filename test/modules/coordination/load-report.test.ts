import { describe, expect, test } from 'vitest';
import { LoadReport } from '../../../src/modules/coordination/load-report.ts';
import { s, TestPort } from '../port.ts';

function report() {
  const port = new TestPort();
  const load = new LoadReport(port);
  const ask = (open: number) => {
    load.answer(7, open);
    return port.take();
  };
  const advance = (seconds: number) => port.advance(s(seconds), () => {});
  return { load, ask, advance };
}

describe('a report of load', () => {
  test('says how long a task took that met as many', () => {
    const { load, ask, advance } = report();
    expect(ask(0)).toEqual(['probed 7 0 0']);
    load.came(1, 0);
    load.came(2, 1);
    advance(2);
    load.ended(1);
    advance(5);
    load.ended(2);
    expect(ask(0)).toEqual([`probed 7 0 ${s(2)}`]);
    expect(ask(1)).toEqual([`probed 7 1 ${s(5)}`]);
  });

  test('counts a task from when it came first', () => {
    const { load, ask, advance } = report();
    load.came(1, 0);
    advance(3);
    load.came(1, 4);
    advance(4);
    load.ended(1);
    expect(ask(0)).toEqual([`probed 7 0 ${s(4)}`]);
  });

  test('learns nothing from tasks that were withdrawn or are not known', () => {
    const { load, ask, advance } = report();
    load.came(1, 0);
    load.forget(1);
    load.forget(9);
    advance(3);
    load.ended(1);
    load.ended(9);
    expect(ask(0)).toEqual(['probed 7 0 0']);
  });

  test('remembers more tasks than it began with', () => {
    const { load, ask, advance } = report();
    for (let task = 0; task < 40; task++) load.came(task, 0);
    advance(1);
    for (let task = 0; task < 40; task++) load.ended(task);
    expect(ask(0)).toEqual([`probed 7 0 ${s(1)}`]);
  });
});

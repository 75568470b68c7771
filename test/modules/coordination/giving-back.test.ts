/** A coordinator below another (60) that is asked to give tasks back. Its workers are 10 and 11, of one slot. */
import { describe, expect, test } from 'vitest';
import { Office } from './support.ts';

const PARENT = 60;
const below = () => new Office({ parent: PARENT });

describe('asked for a task', () => {
  test('that waits here, it gives it back and forgets it', () => {
    const office = below();
    for (const task of [1, 2, 3]) office.hear(PARENT, 'assign', task, 100 + task);
    expect(office.coordinator.waiting).toBe(1);
    expect(office.hear(PARENT, 'withdraw', 3, 103)).toEqual(['assigned 60 3 103 0']);
    expect(office.coordinator.waiting).toBe(0);
    expect(office.hear(10, 'result', 1, 1, 1)).toEqual(['acknowledged 10 1 1', 'result 60 1 101 1']);
    // Asked once more, it has not got it.
    expect(office.hear(PARENT, 'withdraw', 3, 103)).toEqual(['assigned 60 3 103 0']);
  });

  test('that a worker has, it keeps it', () => {
    const office = below();
    office.hear(PARENT, 'assign', 1, 101);
    expect(office.hear(PARENT, 'withdraw', 1, 101)).toEqual(['assigned 60 1 101 2']);
    expect(office.hear(10, 'result', 1, 1, 1)).toContain('result 60 1 101 1');
  });

  test('whose result is on its way, it sends that again', () => {
    const office = below();
    office.hear(PARENT, 'assign', 1, 101);
    office.hear(10, 'result', 1, 1, 1);
    expect(office.hear(PARENT, 'withdraw', 1, 101)).toEqual(['result 60 1 101 1', 'assigned 60 1 101 2']);
  });

  test('that it was given anew since, it keeps that', () => {
    const office = below();
    for (const task of [1, 2, 3]) office.hear(PARENT, 'assign', task, 100 + task);
    office.hear(PARENT, 'assign', 3, 110);
    office.hear(PARENT, 'withdraw', 3, 103);
    expect(office.coordinator.waiting).toBe(1);
  });

  test('it has given it back for good, also after a crash', () => {
    const office = below();
    for (const task of [1, 2, 3]) office.hear(PARENT, 'assign', task, 100 + task);
    office.hear(PARENT, 'withdraw', 3, 103);
    office.crash();
    expect(office.coordinator.waiting).toBe(0);
  });
});

test('the answer of a worker that has begun changes nothing', () => {
  const office = new Office();
  office.hear(90, 'submit', 1, 1);
  office.hear(10, 'assigned', 1, 1, 1);
  expect(office.hear(10, 'assigned', 1, 1, 2)).toEqual([]);
  expect(office.hear(10, 'assigned', 1, 1, 0)).toEqual([]);
  expect(office.hear(10, 'result', 1, 1, 1)).toEqual(['acknowledged 10 1 1', 'finished 90 1 1']);
});

import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addValueOptions, planOptions } from '../../src/cli/plan-options.ts';
import { plan } from '../planning/support.ts';

function read(...words: string[]) {
  const command = addValueOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  return planOptions(command.parse(words, { from: 'user' }).opts());
}

test('values are read with their units', () => {
  const words = [
    '--subtasks',
    '40',
    '--duration',
    '90s',
    '--cores',
    '8',
    '--memory',
    '16GiB',
    '--bandwidth',
    '1Gbit/s',
  ];
  expect(read(...words)).toMatchObject({
    subtasks: 40,
    durationMinutes: 1.5,
    capacity: { cores: 8, memoryBytes: 16 * 1024 * 1024 * 1024, bandwidthMbps: 1000 },
  });
  expect(read('--agents', '5').capacity).toBeUndefined();
});

test.each([[['--cores', '0']], [['--memory', '16']], [['--duration', '5 parsecs']], [['--iops', '-1']]])(
  '%j is refused',
  (words) => {
    expect(() => read(...words)).toThrow();
  },
);

test('a plan warns of the tightest resource that it exceeds', () => {
  const goal = 'Deploy to 300 servers using 90 agents';
  const warnings = (...words: string[]) =>
    plan(goal, read(...words)).notes.filter((note) => note.includes('exceed'));
  expect(warnings('--cores', '8', '--memory', '4GiB')).toEqual([
    expect.stringContaining('90 agents exceed the capacity of 8 (bounded by memory)'),
  ]);
  expect(warnings('--cores', '32')).toEqual([]);
});

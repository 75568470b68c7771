/** Commands asked for quiet still name, on standard error, what makes them fail; their exit codes are those of one table. */
import { describe, expect, test } from 'vitest';
import { folderWith, SMALL, sim } from './sim.ts';

const SHORT = ['--set', 'duration=1min', '--set', 'workload.stop=40s', '--set', 'faults=[]', '--no-charts'];
const expecting = (...conditions: readonly string[]) => [
  '--set',
  `expect=[${conditions.map((condition) => `"${condition}"`).join(', ')}]`,
];
const UNMET = 'tasks.completed < 5';
// Nothing fails over, so that nothing was measured.
const UNDECIDED = 'takeover.time.max < 5s';
const FIND = ['--find', 'agents.count such that task.latency.mean < 1ms', '--range', '10..12'];

const quietly = (...words: readonly string[]) =>
  sim([...words, ...SHORT, '--quiet'], { cwd: folderWith({ 'small.yaml': SMALL }) });

describe.each([
  [['run', 'small.yaml'], `expectation not met: ${UNMET} (`, `expectation undecided: ${UNDECIDED} (`],
  [
    ['run', 'small.yaml', '--reps', '2'],
    `The expectation ${UNMET} was not met by the scenario (2 of 2 runs).`,
    `The expectation ${UNDECIDED} is UNDECIDED in the scenario (2 of 2 runs).`,
  ],
  [
    ['compare', 'small.yaml', '--vary', 'agents.count=10,11', '--reps', '2'],
    `The expectation ${UNMET} was not met by count=10 (2 of 2 runs), count=11 (2 of 2 runs).`,
    `The expectation ${UNDECIDED} is UNDECIDED in count=10 (2 of 2 runs), count=11 (2 of 2 runs).`,
  ],
  [
    ['sweep', 'small.yaml', '--vary', 'agents.count=10,11', '--reps', '2'],
    `The expectation ${UNMET} was not met by count=10 (2 of 2 runs), count=11 (2 of 2 runs).`,
    `The expectation ${UNDECIDED} is UNDECIDED in count=10 (2 of 2 runs), count=11 (2 of 2 runs).`,
  ],
  [
    ['sweep', 'small.yaml', ...FIND],
    `The expectation ${UNMET} was not met by agents.count = 10 (`,
    `The expectation ${UNDECIDED} is UNDECIDED in agents.count = 10 (`,
  ],
])('%j --quiet', (words, unmet, undecided) => {
  test('says what was not met, and what was not decided', async () => {
    const both = await quietly(...words, ...expecting(UNDECIDED, UNMET));
    expect(both.err).toContain(unmet);
    expect(both.err).toContain(undecided);
    expect(both).toMatchObject({ code: 1, out: '' });
    const open = await quietly(...words, ...expecting(UNDECIDED));
    expect(open.err).toContain(undecided);
    expect(open.err.trim().split('\n')).toHaveLength(1);
    expect(open).toMatchObject({ code: 3, out: '' });
  });

  test('says nothing where all is well', async () => {
    expect(await quietly(...words, ...expecting('tasks.completed > 5'))).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });
});

test('a search says what was not met beside its answer, and in find.json', async () => {
  const words = ['sweep', 'small.yaml', ...FIND, ...SHORT, ...expecting(UNMET)];
  const cwd = folderWith({ 'small.yaml': SMALL });
  const { code, out } = await sim(words, { cwd });
  expect(code).toBe(1);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    `! The expectation ${UNMET} was not met by agents.count = 10 (`,
  );
  const json = await sim([...words, '--json'], { cwd });
  expect(JSON.parse(json.out).notes).toEqual([
    expect.stringContaining(`The expectation ${UNMET} was not met`),
  ]);
});

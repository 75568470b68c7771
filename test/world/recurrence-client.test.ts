/** Work that comes back by a calendar, from the scenario file to the run. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { constant, finish, group, observedWorld, task, worldSpec } from './spec.ts';

function load(workload: string, duration = '') {
  const text = `seed: 1
${duration}
agents: 1
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { heartbeat_interval: 0s, detector: none }
record: { events: true }
retry: { timeout: 3h }
workload: { ${workload} }
`;
  return loadScenario('r.yaml', { files: memoryFiles({ 'r.yaml': text }), catalog: catalog() });
}

async function run(workload: string, duration?: string) {
  const { summary, record } = await runScenario(load(workload, duration));
  const submitted = record.log.filter(({ event }) => event === 'task.submitted').map(({ time }) => time / 60);
  return { submitted, metrics: summary.metrics, simulated: summary.simulated };
}

describe('a calendar', () => {
  test('submits its tasks every quarter of an hour, and ends after its last time', async () => {
    const { submitted, metrics, simulated } = await run(
      'recurrence: "*/15 * * * *", tasks: 2, occurrences: 3, service: 1min',
    );
    expect(submitted).toEqual([0, 0, 15, 15, 30, 30]);
    expect(metrics).toMatchObject({ 'recurrence.count': 3, 'recurrence.skipped': 0, 'tasks.completed': 6 });
    expect(simulated).toBe(32 * 60);
  });

  test('counts from its date and start on, also over days without a time', async () => {
    // 2024-01-05 is a Friday; the next working day at 2 o'clock is Monday, three days later.
    const { submitted } = await run(
      'recurrence: "0 2 * * mon-fri", date: 2024-01-05, start: 3h, occurrences: 2, service: 1s',
    );
    expect(submitted).toEqual([(3 * 24 + 2) * 60, (4 * 24 + 2) * 60]);
  });

  test.each([
    ['allow', [0, 1, 2, 3], 0],
    ['skip', [0, 3], 2],
    // The second waits for the first; the third finds it waiting; the fourth waits for the second.
    ['queue', [0, 2.5, 5], 1],
  ])('under %s meets tasks that take longer than its pause', async (overlap, times, skipped) => {
    const { submitted, metrics } = await run(
      `recurrence: "* * * * *", overlap: ${overlap}, occurrences: 4, service: 150s`,
    );
    expect(submitted).toEqual(times);
    expect(metrics['recurrence.skipped']).toBe(skipped);
    expect(metrics['tasks.completed']).toBe(times.length);
  });

  test('goes on to the end of the run without a limit', async () => {
    const { submitted, metrics } = await run('recurrence: "@hourly", service: 1min', 'duration: 1d');
    expect(submitted.length).toBe(metrics['recurrence.count']);
    // What begins at the very end is not a part of the run, what ends there is.
    expect(submitted).toEqual(Array.from({ length: 24 }, (_, hour) => hour * 60));
    expect(metrics['tasks.completed']).toBe(24);
  });

  test('is followed from a start between two of its times', async () => {
    const { submitted } = await run(
      'recurrence: "0 * * * *", start: 1h, occurrences: 1, service: 1s',
      'duration: 3h',
    );
    expect(submitted).toEqual([60]);
    const later = await run(
      'recurrence: "0 * * * *", start: 3600.5s, occurrences: 1, service: 1s',
      'duration: 3h',
    );
    expect(later.submitted).toEqual([120]);
  });

  test.each(['allow', 'skip', 'queue'])('under %s: what ends at a time is over by then', async (overlap) => {
    const { submitted, metrics } = await run(
      `recurrence: "* * * * *", overlap: ${overlap}, occurrences: 3, service: 1min`,
      'duration: 3min',
    );
    expect(submitted).toEqual([0, 1, 2]);
    expect(metrics).toMatchObject({ 'recurrence.skipped': 0, 'tasks.completed': 3, 'tasks.unfinished': 0 });
  });

  test.each([
    ['recurrence: "0 0 30 2 *", occurrences: 1, service: 1s', 'it never comes'],
    ['recurrence: "61 * * * *", occurrences: 1, service: 1s', 'minute "61" must be'],
    ['recurrence: "* * * * *", date: 2023-02-29, occurrences: 1, service: 1s', 'a date such as 2024-01-31'],
    ['recurrence: "* * * * *", service: 1s', 'this workload never ends: give it occurrences'],
  ])('%s is refused', (workload, message) => {
    expect(() => load(workload)).toThrow(ScenarioErrors);
    expect(() => load(workload)).toThrow(message);
  });
});

interface Case {
  /** Minutes between two times. */
  readonly period: number;
  /** Seconds that the work of one time takes; where it is a whole minute, one ends as another is to begin. */
  readonly service: number;
  readonly tasks: number;
  readonly overlap: 'allow' | 'skip' | 'queue';
  readonly queue: number;
  readonly occurrences: number;
}

/** When work begins, in seconds, and how many times are left out: the rules of overlap, written down by themselves. */
function expected({ period, service, overlap, queue, occurrences }: Case) {
  const begins: number[] = [];
  const waiting: number[] = [];
  let skipped = 0;
  const end = () => (begins.length === 0 ? 0 : begins[begins.length - 1] + service);
  for (let k = 0; k < occurrences; k++) {
    const now = k * period * 60;
    while (waiting.length > 0 && end() <= now) begins.push(Math.max(end(), waiting.shift() as number));
    if (overlap === 'allow' || end() <= now) begins.push(now);
    else if (overlap === 'queue' && waiting.length < queue) waiting.push(now);
    else skipped++;
  }
  for (const _ of waiting) begins.push(end());
  return { begins, skipped };
}

const cases: fc.Arbitrary<Case> = fc.record({
  period: fc.integer({ min: 1, max: 3 }),
  service: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(60, 120, 180)),
  tasks: fc.integer({ min: 1, max: 3 }),
  overlap: fc.constantFrom('allow', 'skip', 'queue'),
  queue: fc.integer({ min: 1, max: 3 }),
  occurrences: fc.integer({ min: 1, max: 12 }),
});

property.prop([cases], { numRuns: 200 })('times meet work under way as the overlap says', (given) => {
  const { period, service, tasks, overlap, queue, occurrences } = given;
  const { world, heard } = observedWorld(
    worldSpec({
      agents: { groups: [group({ count: 40 })] },
      workloads: [
        {
          kind: 'recurrence',
          name: 'often',
          region: null,
          start: 0,
          schedule: `*/${period} * * * *`,
          epoch: 0,
          tasks,
          overlap,
          max_queued: queue,
          occurrences,
          task: task({ service: constant(service) }),
        },
      ],
    }),
  );
  finish(world);
  const { begins, skipped } = expected(given);
  const submitted = heard.filter(([event]) => event === 'taskSubmitted').map(([, at]) => at);
  expect(submitted).toEqual(begins.flatMap((at) => Array.from({ length: tasks }, () => at)));
  expect(world.parts.clients[0].recurrences).toEqual({ submitted: begins.length, skipped });
  expect(world.tasks).toEqual({ ended: begins.length * tasks, open: 0 });
});

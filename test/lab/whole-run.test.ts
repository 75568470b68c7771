/** Conditions on counts in a run that --until ended: what they decide is what the whole run decides. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';

const BASE = `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
retry: { timeout: never }
`;

async function verdicts(text: string, claims: readonly string[], until?: number): Promise<string[]> {
  const scenario = parseScenario(`${BASE}${text}\nclaims: [${claims.join(', ')}]`);
  return (await runScenario(scenario, { until })).summary.claims.map(({ verdict }) => verdict);
}

/** 100 tasks in 100 s, of which 50 have come at 50.5 s and 47 have ended. */
const HUNDRED = 'agents: 4\nworkload: { arrivals: "deterministic(interval=1s)", tasks: 100, service: 3s }';

test('no more than the given number of tasks can come, and any number up to that', async () => {
  const claims = [
    'tasks.submitted <= 100',
    'tasks.submitted > 100',
    'tasks.submitted >= 50',
    'tasks.submitted < 50',
    'tasks.completed <= 100',
    'tasks.completed > 100',
    'tasks.completed >= 47',
  ];
  expect(await verdicts(HUNDRED, claims, 50.5)).toEqual([
    'met',
    'unmet',
    'met',
    'unmet',
    'met',
    'unmet',
    'met',
  ]);
  const open = [
    ...['tasks.submitted == 100', 'tasks.submitted <= 60', 'tasks.submitted < 100', 'tasks.submitted >= 100'],
    ...['tasks.completed >= 100', 'tasks.completed <= 60', 'tasks.completed == 100', 'tasks.failed == 0'],
  ];
  expect(new Set(await verdicts(HUNDRED, open, 50.5))).toEqual(new Set(['undecided']));
});

describe('of a stream without an end any number of tasks may follow', () => {
  const stream =
    'duration: 1000s\nagents: 4\nworkload: { arrivals: "deterministic(interval=1s)", service: 3s }';

  test('so that only what has come is known', async () => {
    const claims = [
      'tasks.submitted <= 100',
      'tasks.completed <= 100',
      'tasks.completed >= 47',
      'tasks.completed < 47',
    ];
    expect(await verdicts(stream, claims, 50.5)).toEqual(['undecided', 'undecided', 'met', 'unmet']);
    expect(await verdicts(stream, claims)).toEqual(['unmet', 'unmet', 'met', 'unmet']);
  });

  test('but nothing makes a task that is never shed or refused be so', async () => {
    const never = [
      'tasks.shed == 0',
      'tasks.rejected == 0',
      'tasks.abandoned == 0',
      'tasks.over_budget == 0',
    ];
    expect(await verdicts(stream, never, 50.5)).toEqual(['met', 'met', 'met', 'undecided']);
    expect(
      await verdicts(`${stream}\nscheduler: { algorithm: central_queue, queue_limit: 9 }`, never, 50.5),
    ).toEqual([...['undecided', 'met', 'met', 'undecided']]);
    const shedding = 'scheduler: { algorithm: central_queue, shedding: codel }';
    const counts = ['tasks.shed == 0', 'tasks.shed.waited == 0'];
    expect(await verdicts(`${stream}\n${shedding}`, counts, 50.5)).toEqual(['undecided', 'undecided']);
  });

  test('which is said', async () => {
    const scenario = parseScenario(`${BASE}${stream}\nclaims: [tasks.completed <= 100]`);
    const { claims } = (await runScenario(scenario, { until: 50.5 })).summary;
    expect(claims).toMatchObject([
      { reason: 'it is of the whole run, and this one was ended at 50.5 s', remedy: 'leave out --until' },
    ]);
  });
});

describe('of tasks to come nothing is known', () => {
  // Half a second each, until the machine is slow for the last ten.
  const slow =
    'agents: 1\nfaults: [{ name: slow, kind: slow, factor: 0.05, target: all, at: 50s, duration: 60s }]\n';
  const claims = [
    ...['task.latency.max < 1s', 'task.latency.mean < 1s', 'task.latency.p50 < 400ms', 'makespan < 20s'],
    ...['tasks.success_rate == 100%', 'task.wait.probability == 0%', 'speedup < 0.6'],
    ...['task.latency.max > 400ms', 'makespan > 5s', 'task.latency.max < 400ms', 'makespan < 5s'],
  ];
  test.each([
    ['a time at which they stop', 'stop: 60s'],
    ['their number', 'tasks: 60'],
  ])('where %s is given', async (_, end) => {
    const text = `${slow}workload: { arrivals: "deterministic(interval=1s)", ${end}, service: 500ms }`;
    const cut = await verdicts(text, claims, 10.7);
    expect(cut).toEqual([...new Array<string>(7).fill('undecided'), ...['met', 'met', 'unmet', 'unmet']]);
    const whole = await verdicts(text, claims);
    expect(whole.slice(0, 2)).toEqual(['unmet', 'unmet']);
    expect(whole.slice(7)).toEqual(cut.slice(7));
  });

  test('and the run says so, until all have come', async () => {
    const scenario = parseScenario(
      `${BASE}agents: 1\nworkload: { arrivals: "deterministic(interval=1s)", tasks: 12, service: 500ms }`,
    );
    const notes = async (until: number) => (await runScenario(scenario, { until })).summary.notes.join('\n');
    expect(await notes(10.7)).toContain(
      '--until ended the run at 10.7 s, when up to 2 more tasks were to come: figures over tasks are of the 10 tasks submitted until then, and decide only what later ones cannot change.',
    );
    expect(await notes(12.1)).not.toContain('--until');
  });
});

/** With the most tasks that each can have. */
const GIVEN: readonly (readonly [string, number, string])[] = [
  ['arrivals in bulk', 90, '{ arrivals: "poisson(rate=0.5/s)", bulk: 4, tasks: 90, service: 1s }'],
  [
    'arrivals in batches',
    90,
    '{ arrivals: "poisson(rate=1/s)", batch: { size: 3, wait: 4s }, tasks: 90, service: 1s }',
  ],
  ['a closed population', 80, '{ population: 3, think: 1s, tasks: 80, service: 1s }'],
  ['a calendar', 40, '{ recurrence: "* * * * *", tasks: 10, occurrences: 4, service: 1s }'],
  ['a backlog', 150, '{ backlog: 150, service: 1s }'],
  ['waves', 70, '{ waves: [{ name: a, tasks: 30, service: 2s }, { name: b, tasks: 40, service: 2s }] }'],
  [
    'flows',
    60,
    '{ name: w, flow: { arrivals: "poisson(rate=0.5/s)", count: 30, steps: [{ name: a, service: 1s }, { name: b, service: 1s }] } }',
  ],
];

describe('a cut decides no count otherwise than the whole run', () => {
  test.each(GIVEN)('%s', async (_, most, workload) => {
    const text = `duration: 1000s\nagents: 2\nworkload: ${workload}`;
    const counts = [
      'tasks.submitted',
      'tasks.completed',
      ...(workload.includes('flow:') ? ['flow.completed', 'flow.w.b.done'] : []),
    ];
    const claims = counts.flatMap((name) =>
      [0.1, 0.3, 0.5, 0.9, 1, 1.5].flatMap((share) =>
        ['<=', '>=', '=='].map((operator) => `${name} ${operator} ${Math.round(share * most)}`),
      ),
    );
    const whole = await verdicts(text, claims);
    expect(whole).not.toContain('undecided');
    let decided = 0;
    for (const until of [0.001, 3, 20, 45.5, 61, 120]) {
      const cut = await verdicts(text, claims, until);
      for (const [place, verdict] of cut.entries()) {
        if (verdict === 'undecided') continue;
        decided++;
        expect(`${until} s: ${claims[place]} ${verdict}`).toBe(
          `${until} s: ${claims[place]} ${whole[place]}`,
        );
      }
      const limit = `tasks.completed <= ${Math.round(1.5 * most)}`;
      if (!workload.includes('flow:')) expect(cut[claims.indexOf(limit)]).toBe('met');
    }
    expect(decided).toBeGreaterThan(claims.length);
  });
});

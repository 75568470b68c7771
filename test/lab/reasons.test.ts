/** The reason beside an undecided condition says what there was in the run. */
import { describe, expect, test } from 'vitest';
import { decideOver } from '../../src/lab/experiment/over-runs.ts';
import { singleRun } from '../../src/lab/experiment/single-run.ts';
import type { RunRow } from '../../src/lab/experiment/types.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { describeMetric, METRICS, METRICS_WHERE_USED } from '../../src/recording/metrics.ts';
import type { FigureExpectation } from '../../src/scenario/scenario.ts';
import { summaryOf } from './from-text.ts';

/** Why each of these metrics is undecided, with the remedy. */
async function reasons(metrics: readonly string[], scenario: string) {
  const one = (metric: string) => {
    const { unit } = describeMetric(metric, METRICS) ?? {};
    return unit === 'seconds' ? '1s' : unit === 'bytes' ? '1B' : '1';
  };
  const expectations = metrics.map((metric) => `"${metric} < ${one(metric)}"`).join(', ');
  const summary = await summaryOf(`${scenario}\nexpect: [${expectations}]\n`);
  return summary.expectations.map(({ reason, remedy }) => (remedy ? `${reason}: ${remedy}` : reason));
}

/** Agents that fail at 1 min. */
const failing = ({
  fault = '{ kind: crash, target: { agents: 5 }, at: 1min, duration: 5s }',
  health = 'detector: fixed_timeout, parameters: { timeout: 10s }',
  more = '',
}) => `
duration: 5min
agents: 20
health: { heartbeat_interval: 1s, ${health} }
workload: { arrivals: "poisson(rate=2/s)", service: 5s, stop: 4min }
faults: [${fault}]
${more}`;

const NONE = 'detector: none';

describe('without a detection', () => {
  const OF_FAILURES = ['detection.time.mean', 'detection.time.crash', 'detection.time.pause'];

  test('failures are counted that were over before anybody noticed', async () => {
    expect(await reasons(OF_FAILURES, failing({}))).toEqual([
      '5 processes went down, and none was noticed before it was back: that took at most 5 s, time-out 10 s: let failures last for longer, or shorten the time-out',
      '5 processes went down, and none was noticed before it was back: that took at most 5 s, time-out 10 s: let failures last for longer, or shorten the time-out',
      'no process stood still: add a fault of kind pause',
    ]);
  });

  test('where nobody watches it is said', async () => {
    expect(await reasons([...OF_FAILURES, 'detection.time.cut'], failing({ health: NONE }))).toEqual([
      'health.detector is none: nobody watches, and 5 processes went down: set health.detector',
      'health.detector is none: nobody watches, and 5 processes went down: set health.detector',
      'health.detector is none: nobody watches: set health.detector',
      'health.detector is none: nobody watches: set health.detector',
    ]);
  });

  test('a fault that did not come is not to be added', async () => {
    const fault = '{ kind: crash, target: all, mtbf: 100000h, mttr: 1min }';
    expect(await reasons(['detection.time.crash'], failing({ fault }))).toEqual([
      'no process went down in the measured time, though the scenario has faults that do that: let them come sooner or more often, or the run go on for longer',
    ]);
  });

  test('wrong suspicions, and those of processes cut off or slow, are no failures', async () => {
    const metrics = ['detection.false.duration', 'detection.time.cut', 'detection.time.slow'];
    expect(await reasons(metrics, failing({}))).toEqual([
      'nobody was wrongly suspected',
      'no process was suspected while it was cut off: add a fault of kind partition',
      'no process was suspected while its messages were held: add a fault of kind slow with messages: held',
    ]);
  });
});

describe('without a recovery', () => {
  test('tasks of agents that had restarted ran again, and have no time of failover', async () => {
    const [failover, recovery] = await reasons(['failover.time.max', 'recovery.time.max'], failing({}));
    expect(failover).toMatch(
      /^of \d+ tasks? that ran again none was of an agent that was down when that was noticed/,
    );
    expect(recovery).toBeUndefined();
  });

  test('tasks are counted that were lost and had no attempt left', async () => {
    const fault = '{ kind: crash, target: { agents: 15 }, at: 1min, duration: 1min }';
    const more = 'retry: { max_attempts: 1 }';
    const found = await reasons(['failover.time.max', 'recovery.time.max'], failing({ fault, more }));
    for (const reason of found)
      expect(reason).toMatch(
        /^\d+ tasks were lost with an agent, and none had a further attempt \(retry\.max_attempts\): raise retry\.max_attempts$/,
      );
  });

  test('none was lost', async () => {
    const fault = '{ kind: pause, target: { agents: 1 }, at: 250s, duration: 1s }';
    expect(await reasons(['recovery.time.max'], failing({ fault }))).toEqual([
      'no task was taken back from an agent that was suspected or had restarted',
    ]);
  });
});

describe('of what a scenario does not have', () => {
  test('every metric that was not measured names what is missing', async () => {
    const named = (name: string) => name.replaceAll(/<\w+>/g, 'a');
    const names = [...METRICS, ...METRICS_WHERE_USED].map(({ name }) => named(name));
    const found = await reasons(names, 'agents: 4\nworkload: { backlog: 8, service: 1s }');
    const unsaid = names.filter((_, place) => found[place]?.startsWith('nothing that it is of'));
    expect(unsaid).toEqual([]);
  });

  test.each([
    ['scaling.cost', 'scaling is not set: set scaling'],
    ['spawn.count', 'spawning is not set: set spawning'],
    ['agents.hibernated.mean', 'spawning.hibernate is not set: set spawning.hibernate'],
    ['pool.size', 'spawning.per_wave is not set: set spawning.per_wave'],
    ['waves.completed', 'no workload has waves (workload.waves): add one'],
    ['recovery.restarts', 'recovery is not set: set recovery'],
    ['tasks.cost', 'no task has a price (workload.price): set workload.price'],
    ['cache.hit_rate', /^no task is cheaper on a warm agent/],
    ['takeover.count', /^coordination\.standby is not set/],
  ])('%s', async (metric, reason) => {
    const [found] = await reasons([metric], 'agents: 4\nworkload: { backlog: 8, service: 1s }');
    if (typeof reason === 'string') expect(found).toBe(reason);
    else expect(found).toMatch(reason);
  });
});

describe('of many runs', () => {
  const text = failing({}).concat(
    'expect: ["detection.time.crash < 12s over 3 reps", "detection.time.crash < 9s in all 3 reps"]\n',
  );
  const WHY =
    '5 processes went down, and none was noticed before it was back: that took at most 5 s, time-out 10 s';

  test('a run says of a condition of many why it leaves the figure open', async () => {
    const [{ reason, remedy }] = (await summaryOf(text)).expectations;
    expect(`${reason}: ${remedy}`).toBe(
      `it is of many runs, and this is one, which leaves it open (${WHY}): sim test, or --reps 3`,
    );
  });

  test.each([
    ['those of a test', true],
    ['the first of many alone', false],
  ])('%s say why they leave it open', async (_, whole) => {
    const scenario = parseScenario(text);
    const rows: RunRow[] = [];
    for (let replication = 0; replication < 3; replication++)
      rows.push(await singleRun(scenario, replication, [], whole));
    const over = scenario.expect.map((each, place) =>
      decideOver(each as FigureExpectation, rows, null, place),
    );
    expect(over.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided']);
    expect(over[0].reason).toBe('3 of 3 runs did not measure it');
    expect(over[1].reason).toBe('3 of 3 runs leave it open');
    for (const { remedy } of over) expect(remedy).toMatch(`in run 1 ${WHY}: let failures last`);
  });
});

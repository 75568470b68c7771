/**
 * Random scenarios, each run twice: cut at a random time, and with the same submissions, none after the cut, to its end. And
 * the figures of runs made up from the first, in which the tasks that had not ended do so early, late or in vain; these are computed
 * from the log of events alone, by none of the code that gives bounds.
 */
import { ofWholeRun } from '../../src/lab/early-end.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import type { RunResult, RunSummary } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { decide, type Verdict } from '../../src/lab/verdict.ts';
import type { Figure } from '../../src/recording/bounds.ts';
import { METRICS } from '../../src/recording/metrics.ts';
import { overTime } from '../../src/recording/over-time.ts';
import type { FigureExpectation, Operator, Scenario } from '../../src/scenario/scenario.ts';

/** A generator of its own, so that cases never change with the engine. Returns numbers from 0 on, below 1. */
export function generator(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const DURATIONS = ['task.latency', 'task.wait', 'task.service', 'assignment.latency'];
const STATISTICS = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'];
const TASK_METRICS = [
  ...DURATIONS.flatMap((name) => STATISTICS.map((statistic) => `${name}.${statistic}`)),
  'makespan',
  'tasks.completed',
  'tasks.failed',
  'tasks.success_rate',
];
/** Looked at besides where tasks give up and agents turn them away. */
const LOSS_METRICS = [
  'tasks.abandoned',
  'tasks.abandonment_rate',
  'task.abandonment.mean',
  'task.abandonment.p90',
  'task.abandonment.max',
  'tasks.rejected',
  'task.wait.probability',
];
const STEPS = ['w0.a', 'w0.b', 'w1.a', 'w2.b'];
const MORE_METRICS: Readonly<Record<Flavour, readonly string[]>> = {
  plain: [],
  gates: [],
  loss: LOSS_METRICS,
  flows: STEPS.flatMap((step) =>
    ['done', 'retried', 'latency.mean', 'latency.p50', 'latency.max'].map(
      (figure) => `flow.${step}.${figure}`,
    ),
  ),
};
/** Of which only the first property is checked: the log of events does not tell of tenants, of demands, of time and the like. */
const OTHER_METRICS = [
  ...METRICS.map(({ name }) => name).filter(
    (name) => !TASK_METRICS.includes(name) && !LOSS_METRICS.includes(name),
  ),
  ...['completed', 'throughput', 'latency.mean'].map((name) => `tenant.red.${name}`),
];
const OPERATORS: readonly Operator[] = ['<', '<=', '>', '>=', '==', '!='];

export interface Case {
  readonly scenario: Scenario;
  /** The same, without an end and without arrivals after the cut. */
  readonly continued: Scenario;
  /** Seconds. */
  readonly cut: number;
}

/** Agents that fail, or are slow, are given nothing for a while. */
function judged(byOthers: boolean): Record<string, unknown> {
  return byOthers
    ? {
        ejection: { consecutive: 1, interval: '2s', time: '3s', time_limit: '9s', budget: { share: '100%' } },
      }
    : { breaker: { size: 2, minimum: 1, wait: '4s', trials: 1, slow: '50%', slow_after: '2s' } };
}

/** What a case has besides streams, backlogs and waves. */
export type Flavour = 'plain' | 'loss' | 'flows' | 'gates';

/**
 * @param flavour loss: tasks give up, and agents may turn them away; flows: steps go back to earlier ones, and flows begin others; gates: waves
 * with gates, which may be undone
 */
export function randomCase(number: number, flavour: Flavour = 'plain'): Case {
  const withLoss = flavour === 'loss';
  const random = generator(number);
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
  const cut = Number((2 + random() * 40).toFixed(6));
  const services = ['1s', 'exponential(mean=1s)', 'exponential(mean=3s)', 'uniform(min=100ms, max=4s)'];
  const stream = () => ({
    arrivals: pick(
      `poisson(rate=${pick(0.3, 0.8, 1.5, 3)}/s)`,
      `deterministic(interval=${pick('700ms', '1300ms', '2s')})`,
    ),
    service: pick(...services),
    ...(random() < 0.15 ? { batch: { size: 3, wait: '4s' } } : {}),
    ...(number % 3 === 0 ? { tasks: 5 + (number % 60) } : {}),
  });
  const workload = (place: number): Record<string, unknown> => {
    const task = random() < 0.3 ? { failure: pick('10%', '40%') } : {};
    const kind = random();
    const work =
      kind < 0.6
        ? stream()
        : kind < 0.85
          ? { backlog: 1 + Math.floor(random() * 30), service: pick(...services) }
          : {
              waves: [1, 2, 3].map((wave) => ({
                name: `wave ${wave}`,
                tasks: 1 + Math.floor(random() * 6),
                service: pick(...services),
              })),
            };
    const tenant = random() < 0.5 ? { tenant: pick('red', 'blue') } : {};
    return { name: `w${place}`, ...work, ...task, ...tenant };
  };
  const workloads =
    flavour === 'flows'
      ? flowWorkloads(random, cut)
      : flavour === 'gates'
        ? [gatedWaves(random), ...(random() < 0.3 ? [workload(1)] : [])]
        : Array.from({ length: pick(1, 1, 2) }, (_, place) => workload(place));
  const patience = withLoss
    ? { patience: pick('2s', 'exponential(mean=4s)', 'uniform(min=0s, max=20s)') }
    : {};
  const full = withLoss && random() < 0.5 ? { queue_limit: pick(0, 1, 3), when_full: 'reject' } : {};
  const bulk = withLoss && random() < 0.3 ? { bulk: pick<number | string>(2, 'geometric(mean=3)') } : {};
  const settings = {
    seed: String(number),
    ...(random() < 0.2 ? { warmup: `${(cut * random() * 0.9).toFixed(3)}s` } : {}),
    agents: { count: pick(1, 2, 4), slots: pick(1, 1, 2), ...full },
    scheduler: {
      algorithm: pick('least_loaded', 'round_robin', 'random'),
      ...(!('when_full' in full) && random() < 0.2 ? { agent_queue: pick(0, 1) } : {}),
      ...(random() < 0.15 ? { queue_limit: 4 } : {}),
      ...(random() < 0.2 ? judged(pick(true, false)) : {}),
      ...(random() < 0.15 ? { bulkhead: { by: pick('type', 'tenant'), limit: pick(1, 2) } } : {}),
      ...(random() < 0.1 ? { shedding: { kind: 'priority', thresholds: { 5: pick(1, 3), 10: 4 } } } : {}),
    },
    retry: {
      max_attempts: pick(1, 2, 3),
      timeout: pick('never', '6s', '300s', '300s'),
      budget: random() < 0.15 && { ratio: pick(0, 0.5), reserve: pick('0/s', '0.2/s'), window: '10s' },
    },
    ...(random() < 0.3
      ? {
          faults: [
            {
              kind: pick('crash', 'pause'),
              target: { agents: 1 },
              // Some come after the cut, and some at that very time.
              at: random() < 0.2 ? `${cut}s` : `${(random() * 1.3 * cut).toFixed(3)}s`,
              duration: pick('1s', '8s'),
            },
          ],
        }
      : {}),
    // The last to be drawn: what was drawn before is what it was without.
    ...(random() < 0.25
      ? {
          checkpoints: {
            interval: pick('200ms', '900ms'),
            cost: pick('0s', '100ms'),
            restore: pick('0s', '300ms'),
            torn: pick('0%', '40%'),
          },
        }
      : {}),
  };
  const given = workloads.map((one) => ({ ...one, ...patience, ...('arrivals' in one ? bulk : {}) }));
  const stopped = given.map((one) => {
    if ('arrivals' in one) return { ...one, stop: `${cut}s` };
    const flow = 'flow' in one ? (one.flow as Record<string, unknown>) : {};
    return 'arrivals' in flow ? { ...one, flow: { ...flow, stop: `${cut}s` } } : one;
  });
  const read = (more: object): Scenario =>
    parseScenario(JSON.stringify({ name: 'cut', ...settings, ...more }));
  return {
    cut,
    // Longer than the run, for faults that are still to come.
    scenario: read({ duration: `${2 * cut}s`, workloads: given, record: { events: true } }),
    continued: read({ duration: '100000s', workloads: stopped }),
  };
}

/** Waves whose gates let them go on, or have them undone. */
function gatedWaves(random: () => number): Record<string, unknown> {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
  const services = ['500ms', '1s', 'exponential(mean=1s)', 'uniform(min=100ms, max=4s)'];
  const sequential = { kind: 'sequential', acceptable: '5%', unacceptable: '50%' };
  const wave = (number: number) => ({
    name: `wave ${number}`,
    tasks: 1 + Math.floor(random() * 12),
    service: pick(...services),
    failure: pick('0%', '0%', '10%', '40%'),
    agents: pick<number | string>('unlimited', 1, 3),
    ...pick<object>(
      {},
      { required_success: pick('50%', '90%') },
      { gate: pick<unknown>('0%', '20%', '50%', { ...sequential, undecided: pick('rollback', 'promote') }) },
    ),
  });
  const waves = Array.from({ length: pick(1, 2, 3, 4) }, (_, place) => wave(place));
  const last = waves.findLastIndex((one) => 'gate' in one);
  return {
    name: 'w0',
    waves: waves.map((one, place) =>
      place <= last && random() < 0.7
        ? {
            ...one,
            rollback: {
              service: pick(...services),
              failure: pick('0%', '30%'),
              agents: pick<number | string>('unlimited', 2),
            },
          }
        : one,
    ),
  };
}

/** Flows that arrive or are there from the start, flows that theirs begin, and others that those begin. */
function flowWorkloads(random: () => number, cut: number): Record<string, unknown>[] {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
  const steps = () =>
    ['a', 'b', 'c'].slice(0, pick(1, 2, 3)).map((name, place) => ({
      name,
      service: pick('500ms', 'exponential(mean=1s)', 'uniform(min=100ms, max=4s)'),
      failure: pick('0%', '30%', '60%'),
      attempts: pick(1, 2, 4),
      delay: pick('0s', '1s'),
      ...(random() < 0.3 ? { timeout: pick('500ms', '2s', '10s') } : {}),
      from: ['a', 'b', 'c'][Math.floor(random() * (place + 1))],
      otherwise: pick('fail', 'skip'),
    }));
  const first = pick<Record<string, unknown>>(
    { arrivals: `poisson(rate=${pick(0.2, 0.6)}/s)` },
    { count: 1 + Math.floor(random() * 6) },
  );
  const start = random() < 0.2 ? { start: `${(cut * 1.1).toFixed(3)}s` } : {};
  return [
    { name: 'w0', flow: { ...first, steps: steps() }, ...('count' in first ? start : {}) },
    ...(random() < 0.7 ? [{ name: 'w1', flow: { on: 'w0:a', steps: steps() } }] : []),
    ...(random() < 0.3 ? [{ name: 'w2', flow: { on: 'w0:a', steps: steps() } }] : []),
  ];
}

/** Counts to which what arrives after the cut adds. */
const COUNTS = [
  ...[
    'tasks.submitted',
    'tasks.completed',
    'tasks.failed',
    'tasks.rejected',
    'tasks.abandoned',
    'tasks.shed',
  ],
  ...['batch.count', 'flow.completed', 'flow.w0.a.done', 'tenant.red.completed'],
];

/** Conditions on counts of the run that nobody cuts, about the figures that come of it. */
function countConditions(random: () => number, { metrics, bounds }: RunSummary): FigureExpectation[] {
  return COUNTS.flatMap((metric) => {
    const base = metrics[metric] ?? bounds[metric]?.lower;
    if (base === undefined || base === null) return [];
    return OPERATORS.map((operator) => {
      const value = Math.round(base * [0.2, 0.5, 0.9, 1, 1, 1.1, 2][Math.floor(random() * 7)]);
      return { text: `${metric} ${operator} ${value}`, metric, operator, value };
    });
  });
}

interface Condition {
  readonly metric: string;
  readonly operator: Operator;
  readonly value: number;
}

function figureOf({ metrics, bounds }: RunSummary, metric: string): Figure {
  return metrics[metric] ?? bounds[metric] ?? null;
}

/** Conditions near the values that matter: the ends of what is known, and what came out. */
function conditionsOf(random: () => number, figure: Figure, metric: string, truth: Figure): Condition[] {
  const ends = figure === null ? [] : typeof figure === 'number' ? [figure] : [figure.lower, figure.upper];
  const near = [...ends, typeof truth === 'number' ? truth : null, 1].filter((value) => value !== null);
  return Array.from({ length: 2 }, () => {
    const base = near[Math.floor(random() * near.length)];
    const value = base * [0.5, 0.9, 1, 1, 1.1, 2][Math.floor(random() * 6)];
    return { metric, operator: OPERATORS[Math.floor(random() * OPERATORS.length)], value };
  });
}

export interface Outcome {
  /** Conditions that the cut run decided and the whole one too, and those of them that came out otherwise. */
  readonly decided: number;
  readonly wrong: readonly string[];
  /** Conditions on figures over tasks that the cut run left open, and those that two of the made up runs decide differently. */
  readonly undecided: number;
  readonly open: number;
}

export async function checkCase(number: number, flavour: Flavour = 'plain'): Promise<Outcome> {
  const { scenario, continued, cut } = randomCase(number, flavour);
  const exact = [...TASK_METRICS, ...OTHER_METRICS, ...MORE_METRICS[flavour]];
  const uncut = await runScenario(scenario, { exact });
  const counted = countConditions(generator(number + 2_000_000), uncut.summary);
  const early = await runScenario({ ...scenario, claims: counted }, { exact, until: cut });
  const whole = await runScenario(continued, { exact });
  const random = generator(number + 1_000_000);
  // Without further arrivals it may be over before the warm-up is, and then it measures nothing.
  if (whole.summary.simulated < scenario.warmup) return { decided: 0, wrong: [], undecided: 0, open: 0 };
  const outcome = { decided: 0, wrong: [] as string[], undecided: 0, open: 0 };
  const tasks = tasksOf(early, cut);
  for (const { text, metric, operator, value } of counted) {
    const verdict = early.summary.claims.find((claim) => claim.text === text)?.verdict;
    const figure = figureOf(uncut.summary, metric);
    const later = decide(operator, figure, value);
    if (verdict === undefined || verdict === 'undecided' || later === 'undecided') continue;
    outcome.decided++;
    if (later !== verdict)
      outcome.wrong.push(told(number, { metric, operator, value }, null, figure, verdict, later));
  }
  for (const metric of exact) {
    const figure = ofWholeRun(metric, figureOf(early.summary, metric));
    // What is of time is of the time of the same run that nobody cut: without later arrivals it may be over before the cut.
    const truth = figureOf(overTime(metric) === null ? whole.summary : uncut.summary, metric);
    for (const condition of conditionsOf(random, figure, metric, truth)) {
      const verdict = decide(condition.operator, figure, condition.value);
      if (verdict !== 'undecided') {
        const later = decide(condition.operator, truth, condition.value);
        if (later === 'undecided' && truth !== null) continue;
        outcome.decided++;
        if (later !== verdict) outcome.wrong.push(told(number, condition, figure, truth, verdict, later));
      } else if (figure !== null && TASK_METRICS.includes(metric)) {
        outcome.undecided++;
        const verdicts = new Set(
          completions(tasks, cut, condition.value).map((run) =>
            decide(condition.operator, run[metric] ?? null, condition.value),
          ),
        );
        if (verdicts.size > 1) outcome.open++;
      }
    }
  }
  return outcome;
}

function told(
  number: number,
  { metric, operator, value }: Condition,
  figure: Figure,
  truth: Figure,
  verdict: Verdict,
  later: Verdict,
): string {
  return `case ${number}: ${metric} ${operator} ${value}: ${verdict} by ${JSON.stringify(figure)}, then ${later} by ${JSON.stringify(truth)}`;
}

/** A task as the log tells of it; seconds, null where it did not happen. */
interface LoggedTask {
  submitted: number;
  assigned: number | null;
  /** Of the latest execution. */
  started: number | null;
  executed: number | null;
  isRunning: boolean;
  ended: number | null;
  success: boolean;
}

const NOTHING = {
  assigned: null,
  started: null,
  executed: null,
  isRunning: false,
  ended: null,
  success: false,
};

/** The tasks of the measured time, and those that were still to be handed in, as if that were at the cut. */
function tasksOf({ record, summary }: RunResult, cut: number): LoggedTask[] {
  const tasks = new Map<number, LoggedTask>();
  for (const { time, event, task } of record.log) {
    if (typeof task !== 'number') continue;
    if (event === 'task.submitted') tasks.set(task, { submitted: time, ...NOTHING });
    const found = tasks.get(task);
    if (!found || found.ended !== null) continue;
    if (event === 'task.assigned') found.assigned ??= time;
    else if (event === 'task.started')
      Object.assign(found, { started: time, executed: null, isRunning: true });
    else if (event.startsWith('execution.')) Object.assign(found, { executed: time, isRunning: false });
    else if (event === 'task.completed') Object.assign(found, { ended: time, success: true });
    else if (event.startsWith('task.failed')) found.ended = time;
  }
  const waiting = record.waves.reduce((sum, wave) => sum + (wave.start === null ? wave.tasks : 0), 0);
  const coming = Array.from({ length: waiting }, () => ({ submitted: cut, ...NOTHING }));
  return [...[...tasks.values()].filter(({ submitted }) => submitted >= summary.scenario.warmup), ...coming];
}

/** Later than any condition asks. */
const LATE = 1e9;

/**
 * Figures of made up runs: the older and the younger half of the open tasks end at once, late or in vain, in all combinations; or
 * each as late as the condition's value, or just so late that the mean is that value; or so many succeed.
 */
function completions(tasks: readonly LoggedTask[], cut: number, value: number): Record<string, Figure>[] {
  const open = tasks.filter(({ ended }) => ended === null);
  const ended = tasks.filter((task) => task.ended !== null);
  const half = Math.floor(open.length / 2);
  const at = (started: number, ended: number, anew?: boolean) => (task: LoggedTask) =>
    endedAt(task, cut, { started, ended, ...(anew === undefined ? {} : { anew }) });
  const soon = at(cut, cut);
  const late = at(cut + LATE, cut + 2 * LATE, true);
  const fails = (task: LoggedTask) => ({ ...soon(task), assigned: task.assigned, success: false });
  const fates = [soon, late, fails];
  const first = Math.min(...tasks.map(({ submitted }) => submitted));
  const aimed = [value, ...meansOf(ended, open.length, value)].flatMap((aim) => [
    (task: LoggedTask) => at(task.submitted + aim, task.submitted + aim)(task),
    (task: LoggedTask) => at(task.submitted + aim, task.submitted + aim, true)(task),
    at(cut, cut + aim, true),
    (task: LoggedTask) => at(cut, (task.started ?? cut) + aim)(task),
  ]);
  const counts = [value, value * tasks.length].map((wanted) => Math.round(wanted));
  const done = ended.filter(({ success }) => success).length;
  const made = [
    ...fates.flatMap((older) =>
      fates.map((younger) => open.map((task, place) => (place < half ? older : younger)(task))),
    ),
    ...aimed.map((fate) => open.map(fate)),
    open.map(at(cut, first + value)),
    ...counts.flatMap((count) => [
      open.map((task, place) => (place < count - done ? soon : fails)(task)),
      open.map((task, place) => (place < count - (ended.length - done) ? fails : soon)(task)),
    ]),
  ];
  return made.map((others) => figuresOf([...ended, ...others]));
}

/** What each of the open ones must take for the mean of all to be a value, by kind of duration. */
function meansOf(ended: readonly LoggedTask[], open: number, value: number): number[] {
  const done = ended.filter(({ success }) => success);
  const sums = [
    done.map(({ submitted, ended: end }) => (end ?? 0) - submitted),
    done.map(({ submitted, started }) => (started ?? 0) - submitted),
    done.map(({ started, executed }) => (executed ?? 0) - (started ?? 0)),
  ];
  return sums.map(
    (spans) =>
      (value * (spans.length + open) - spans.reduce((sum, span) => sum + span, 0)) / Math.max(1, open),
  );
}

/**
 * A success with these times, but none of them before the cut. What is being executed goes on, unless it begins anew, and what has
 * been executed brings its result.
 */
function endedAt(
  task: LoggedTask,
  cut: number,
  {
    started,
    ended,
    anew = false,
  }: { readonly started: number; readonly ended: number; readonly anew?: boolean },
): LoggedTask {
  const goesOn = !anew && task.started !== null && (task.isRunning || task.executed !== null);
  const begun = goesOn ? task.started : Math.max(cut, task.submitted, started);
  const end = Math.max(cut, ended, begun ?? 0);
  const assigned = task.assigned ?? Math.max(cut, started);
  return { ...task, assigned, started: begun, executed: end, ended: end, success: true };
}

function figuresOf(tasks: readonly LoggedTask[]): Record<string, Figure> {
  const done = tasks.filter(({ success }) => success);
  const figures: Record<string, Figure> = {
    'tasks.completed': done.length,
    'tasks.failed': tasks.length - done.length,
    'tasks.success_rate': tasks.length === 0 ? null : done.length / tasks.length,
    makespan:
      tasks.length === 0
        ? null
        : Math.max(...tasks.map(({ ended }) => ended ?? 0)) -
          Math.min(...tasks.map(({ submitted }) => submitted)),
  };
  const spans = {
    'task.latency': done.map(({ submitted, ended }) => (ended ?? 0) - submitted),
    'task.wait': done.map(({ submitted, started }) => (started ?? 0) - submitted),
    'task.service': done.map(({ started, executed }) => (executed ?? 0) - (started ?? 0)),
    'assignment.latency': tasks.flatMap(({ submitted, assigned }) =>
      assigned === null ? [] : [assigned - submitted],
    ),
  };
  for (const [name, values] of Object.entries(spans)) {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (q: number) => (sorted.length === 0 ? null : sorted[Math.ceil(q * sorted.length - 1e-9) - 1]);
    figures[`${name}.mean`] =
      sorted.length === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    figures[`${name}.max`] = at(1);
    for (const q of [50, 90, 95, 99]) figures[`${name}.p${q}`] = at(q / 100);
  }
  return figures;
}

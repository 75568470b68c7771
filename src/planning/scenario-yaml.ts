/** A plan as a scenario file that runs, with a comment for each choice. */
import { agentsText, counted, grouped, minutesText } from '../modules/scaling/text.ts';
import { floored } from '../modules/shares.ts';
import { ATTEMPTS, FAILURE, isChain, TOLERATED, VARIATION } from './assumed.ts';
import { timeText } from './time-text.ts';
import type { Plan, PlannedWave, Understood } from './types.ts';
import { comment, duration, plainName, quoted, uniqueNames } from './yaml-text.ts';

/** Tasks of a wave in the simulation; more are bundled, so that a run stays short. */
const MOST_TASKS = 100_000;
/** Agents that one coordinator serves. */
const FANOUT = 1000;
interface Bundled {
  readonly tasks: number;
  readonly each: number;
  readonly minutes: number;
  readonly variation: number;
  /** Shortest and longest duration where the goal states a range and nothing is bundled. */
  readonly range: readonly [number, number] | null;
}

/**
 * Bundles of equal size; the sum of k independent durations varies sqrt(k) times less. Never so large that an agent of the
 * wave goes without.
 *
 * @param graph a step of a graph has no limit of agents, so it gets as many bundles as it may use agents
 */
function bundle(wave: PlannedWave, graph: boolean): Bundled {
  const fair = graph
    ? Math.ceil(wave.tasks / wave.agents)
    : Math.max(1, Math.floor(wave.tasks / wave.agents));
  const each = graph ? fair : Math.min(fair, Math.ceil(wave.tasks / MOST_TASKS));
  return {
    each,
    tasks: Math.ceil(wave.tasks / each),
    minutes: wave.minutesPerTask * each,
    variation: Math.round((variationOf(wave) / Math.sqrt(each)) * 1e4) / 1e4,
    range: each === 1 ? wave.rangeMinutes : null,
  };
}

/** Of a stated range the standard deviation of equally likely values: a twelfth of its width, under the root. */
function variationOf({ rangeMinutes, minutesPerTask }: PlannedWave): number {
  return rangeMinutes === null
    ? VARIATION
    : (rangeMinutes[1] - rangeMinutes[0]) / Math.sqrt(12) / minutesPerTask;
}

function service({ minutes, variation, range }: Bundled): string {
  if (range) return `service: "uniform(min=${duration(range[0])}, max=${duration(range[1])})"`;
  return `service: "lognormal(mean=${duration(minutes)}, cv=${variation})"`;
}

/** The chart of the waves shows it beside what the simulation takes. */
function planned({ durationMinutes }: PlannedWave): string {
  return durationMinutes > 0 ? `, planned: ${duration(durationMinutes)}` : '';
}

function failing(wave: PlannedWave, { failureShare }: Understood): string {
  const fails = wave.purpose === 'work' || wave.purpose === 'canary';
  return fails ? `, failure: ${percent(failureShare ?? FAILURE)}` : '';
}

/** A share as a percentage with at most six digits behind the point: "0.5%". */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

/** What must succeed where so much may fail: rounded down, so that of tasks whose share it is no more have to. */
function requiredText(tolerated: number): string {
  return `${floored((1 - tolerated) * 1e8) / 1e6}%`;
}

function waveComments(wave: PlannedWave, bundled: Bundled, indent: string): string[] {
  const estimate = `Estimate: ${minutesText(wave.durationMinutes)}.`;
  const critical = wave.critical ? ' Critical: one agent, nothing beside it.' : '';
  const groups =
    wave.groups.length === 0
      ? wave.detail === ''
        ? ''
        : ` ${wave.detail}.`
      : ` ${wave.groups.map((group) => `${group.name} (${agentsText(group.agents)})`).join(', ')}.`;
  const lines = comment(`${estimate}${critical}${groups}`, indent);
  if (bundled.each > 1) {
    const text = `${counted(wave.tasks, 'task')} in bundles of ${grouped(bundled.each)}.`;
    lines.push(...comment(text, indent));
  }
  return lines;
}

function wavesLines(plan: Plan, names: readonly string[]): string[] {
  const lines = ['  - name: plan', '    waves:'];
  const required = requiredText(plan.understood.toleratedShare ?? TOLERATED);
  plan.waves.forEach((wave, i) => {
    const bundled = bundle(wave, false);
    const gate =
      wave.purpose === 'canary' || wave.purpose === 'work' ? `, required_success: ${required}` : '';
    const { tasks } = bundled;
    lines.push(...waveComments(wave, bundled, '      '));
    lines.push(
      `      - { name: ${quoted(names[i])}, tasks: ${tasks}, agents: ${wave.agents}${planned(wave)}, ${service(bundled)}${failing(wave, plan.understood)}${gate} }`,
    );
  });
  return lines;
}

/** Waves that run side by side. */
function graphLines(plan: Plan, names: readonly string[]): string[] {
  const lines = [
    ...comment(
      'Some waves run side by side, so the plan is a graph of steps. A step has as many bundles of tasks as it may use agents.',
      '  ',
    ),
    '  - name: plan',
    '    dag:',
  ];
  plan.waves.forEach((wave, i) => {
    const bundled = bundle(wave, true);
    const after =
      wave.dependsOn.length === 0
        ? ''
        : `, after: [${wave.dependsOn.map((index) => quoted(names[index])).join(', ')}]`;
    lines.push(...waveComments(wave, bundled, '      '));
    lines.push(
      `      - { name: ${quoted(names[i])}, count: ${bundled.tasks}, ${service(bundled)}${failing(wave, plan.understood)}${after} }`,
    );
  });
  return lines;
}

function placeLines(plan: Plan): string[] {
  const { regions, regionNames } = plan.understood;
  const names = Array.from({ length: regions }, (_unused, i) =>
    plainName(regionNames[i] ?? `region-${i + 1}`),
  );
  return [
    'cluster:',
    ...comment(
      `${regions === 1 ? 'One region' : `${regions} regions`} (${plan.understood.sources.regions}).`,
      '  ',
    ),
    `  regions: [${names.map(quoted).join(', ')}]`,
  ];
}

function agentLines(plan: Plan): string[] {
  const count = plan.understood.override === null ? plan.poolSize : plan.sizing.agents;
  const tree = count > FANOUT;
  return [
    'agents:',
    ...comment(
      plan.understood.override === null
        ? `The pool: the most that are at work at a time; idle agents are reused. ${plan.sizing.policy} allows ${grouped(plan.sizing.agents)}.`
        : `${agentsText(count)} ${count === 1 ? 'was' : 'were'} asked for by name.`,
      '  ',
    ),
    `  count: ${count}`,
    '',
    'coordination:',
    ...comment(
      tree
        ? `More than ${grouped(FANOUT)} agents: a tree, since one coordinator would saturate.`
        : 'Few enough agents for one coordinator.',
      '  ',
    ),
    `  topology: ${tree ? 'tree' : 'star'}`,
    ...(tree ? [`  fanout: ${FANOUT}`] : []),
  ];
}

function settingLines(plan: Plan, graph: boolean): string[] {
  const longest = Math.max(...plan.waves.map((wave) => bundle(wave, graph).minutes));
  const timeout = Math.max(5, Math.ceil(longest * 4));
  const many = plan.poolSize > FANOUT;
  return [
    ...comment('Waiting tasks stay at the coordinator, so that no agent queues while another is idle.'),
    'scheduler: { algorithm: least_loaded, agent_queue: 0 }',
    '',
    ...comment(
      `An attempt may take four times the longest mean duration, ${minutesText(longest)}, and at least 5 minutes.`,
    ),
    `retry: { max_attempts: ${plan.understood.attempts ?? ATTEMPTS}, timeout: ${duration(timeout)} }`,
    '',
    ...comment(
      'Silence is judged patiently: the coordinator may be busy with thousands of results at the end of a wave.',
    ),
    `health: { heartbeat_interval: ${many ? 5 : 1}s, detector: fixed_timeout, parameters: { timeout: 30s } }`,
  ];
}

/** Limits of the goal, and what in this file holds them. */
function limitComments({ concurrency, ratePerMinute }: Understood): string[] {
  const lines: string[] = [];
  if (concurrency !== null)
    lines.push(...comment(`At most ${grouped(concurrency)} at once: no wave has more agents.`));
  if (ratePerMinute !== null)
    lines.push(
      ...comment(
        `At most ${grouped(ratePerMinute, 4)} a minute: the waves of the work have so few agents that they keep to it on average.`,
      ),
    );
  return lines;
}

function headLines(plan: Plan): string[] {
  const { understood: u } = plan;
  return [
    ...comment(`Goal: ${plan.goal}`),
    '#',
    ...comment(
      `Pattern: ${plan.title}. ${counted(u.subtasks, u.unit, u.units)} of ${timeText(u.durationMinutes)} on average, ${u.taskType}.`,
    ),
    ...comment(
      `Plan: ${minutesText(plan.estimateMinutes)} with at most ${agentsText(plan.peakAgents)} at work; ${minutesText(plan.sequentialMinutes)} in sequence.`,
    ),
    ...comment(
      'The estimate is a sum of mean wave durations. The simulation adds what it leaves out: durations that vary (cv is their standard deviation by their mean), messages, ' +
        'coordinators of finite speed, failed attempts. Set its makespan beside the estimate.',
    ),
    ...limitComments(u),
    ...(plan.reading.unused.length === 0
      ? []
      : comment(`Not used of the goal: ${plan.reading.unused.map((words) => `"${words}"`).join(', ')}.`)),
    ...plan.notes.flatMap((note) => comment(`Note: ${note}`)),
  ];
}

/**
 * The scenario file of a plan: YAML that loads and runs as it is. The goal stands in comments and in quoted text only, so
 * nothing in it can change the scenario.
 */
export function planToScenarioYaml(plan: Plan): string {
  const names = uniqueNames(plan.waves);
  const graph = !isChain(plan.waves);
  const estimate = minutesText(plan.estimateMinutes);
  const horizon = Math.max(60, Math.ceil(plan.estimateMinutes * 10));
  const { deadlineMinutes: deadline, deadlineExcludes } = plan.understood;
  const lines = [
    ...headLines(plan),
    `name: plan-${plan.pattern.replace(/_/g, '-')}`,
    `description: ${quoted(`How long does this plan take? Its estimate is ${estimate}. Goal: ${plan.goal}`)}`,
    'seed: 1',
    ...comment('Ten times the estimate: a run that gets there is stuck.'),
    `duration: ${duration(horizon)}`,
    '',
    ...placeLines(plan),
    '',
    ...agentLines(plan),
    '',
    ...settingLines(plan, graph),
    '',
    'workload:',
    ...(graph ? graphLines(plan, names) : wavesLines(plan, names)),
    '',
    'expect:',
    '  - tasks.lost == 0',
    ...(deadline === null
      ? []
      : [
          ...comment('The deadline in the goal.', '  '),
          `  - makespan ${deadlineExcludes ? '<' : '<='} ${duration(deadline)}`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

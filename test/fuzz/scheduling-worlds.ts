/**
 * Small worlds in which everything that decides over a task meets everything else: algorithms and their options, topologies, patience,
 * limits of queues, deadlines, retries, messages that get lost, and coordinators that crash. The same number gives the same world.
 */
import type { ScenarioCatalog } from '../../src/scenario/catalog.ts';
import { Dice } from './mutate.ts';

/** Text of a scenario that loads, or is refused for what its parts say of each other. */
export function schedulingWorld(number: number, { algorithms }: ScenarioCatalog): string {
  const dice = new Dice(number * 6011 + 5);
  const pick = (...choices: readonly string[]): string => dice.of(choices);
  const algorithm = dice.of(algorithms).name;
  const agentQueue = pick('0', '1', '5', 'unlimited');
  const isBoundLate = algorithm === 'late_binding' || algorithm === 'central_queue';
  // Only who does not know how full an agent is can be turned away there.
  const rejects = agentQueue === 'unlimited' && !isBoundLate && dice.below(2) === 0;
  const agentLimit = rejects
    ? 'queue_limit: 1, when_full: reject'
    : `queue_limit: ${pick('unlimited', '0', '2')}`;
  const options = optionsOf(dice, algorithm, agentQueue);
  return [
    `duration: ${pick('20s', '60s')}`,
    `seed: ${dice.below(1000)}`,
    `agents: { count: ${pick('3', '8', '20')}, slots: ${pick('1', '1', '2')}, ${agentLimit}, groups: [{ name: able, count: 2, capabilities: [a] }] }`,
    ...topologyOf(dice, agentQueue),
    `network: { loss: ${pick('0%', '0%', '5%', '40%')}, duplicate: ${pick('0%', '0%', '20%')}, reorder: ${pick('0%', '0%', '30%')}, latency: "exponential(mean=${pick('1ms', '100ms', '1s')})" }`,
    `scheduler: { algorithm: ${algorithm}, agent_queue: ${agentQueue}, queue_limit: ${pick('0', '3', '50', 'unlimited')}${options} }`,
    `retry: { max_attempts: ${pick('1', '3', '10')}, backoff: ${pick('0s', '500ms')}, timeout: ${pick('never', '500ms', '3s')}, ack_timeout: ${pick('50ms', '2s')}, budget: ${pick('false', 'true', '{ ratio: 10%, reserve: 0.2/s, window: 3s }')} }`,
    `health: { heartbeat_interval: 500ms, ${detectorOf(pick, options)} }`,
    `workload: ${workloadOf(dice)}`,
    `faults: [${faultsOf(dice).join(', ')}]`,
    `checkpoints: ${pick('false', 'false', '{ interval: 200ms, cost: 20ms, restore: 50ms, torn: 20% }')}`,
    '',
  ].join('\n');
}

function detectorOf(pick: (...choices: readonly string[]) => string, options: string): string {
  const timeout = `timeout: ${pick('1s', '5s')}`;
  const states =
    'answers: 2, attempts: 4, critical_time: 3s, critical_time_limit: 9s, budget: 50%, baseline: 5, recent: 2, horizon: 5s, proactive: true';
  // With these states of health are refused.
  const isJudged = /ejection|breaker|preemption/.test(options);
  return pick('fixed_timeout', 'fixed_timeout', 'health_states') === 'fixed_timeout' || isJudged
    ? `detector: fixed_timeout, parameters: { ${timeout} }`
    : `detector: health_states, parameters: { ${timeout}, ${states} }`;
}

function topologyOf(dice: Dice, agentQueue: string): string[] {
  const fanout = dice.of(['2', '3', '10']);
  // Where handling takes long, timers and messages wait behind it, and what they were about may be over when they are handled.
  const handling = dice.of([
    '',
    '',
    'costs: { submit: 5ms, result: 20ms }',
    'costs: { assign: 30ms }',
    'speed: 0.02',
  ]);
  const peers = [
    `topology: mesh, fanout: ${fanout}`,
    `topology: ring, fanout: ${fanout}`,
    `topology: mesh, fanout: ${fanout}, adapt: [{ at: 10s, topology: ring }]`,
  ];
  const shape = dice.of([
    'topology: star',
    'topology: star',
    'standby: { timeout: 3s, heartbeat: 500ms, witnesses: 3 }',
    `topology: tree, fanout: ${fanout}`,
    `topology: tree, fanout: ${fanout}`,
    // A peer hands over what waits with it: without a limit nothing does.
    ...(agentQueue === 'unlimited' ? [] : peers),
  ]);
  return [`coordination: { ${shape}${handling === '' ? '' : `, ${handling}`} }`];
}

function optionsOf(dice: Dice, algorithm: string, agentQueue: string): string {
  const options: string[] = [];
  if (algorithm === 'late_binding')
    options.push(
      `parameters: { ratio: ${dice.of(['1', '1.5', '3'])}, window: ${dice.of(['0s', '100ms', '2s'])} }`,
    );
  const orders = ['late_binding', 'heft'];
  if (agentQueue === '0' && !orders.includes(algorithm) && dice.below(2) === 0)
    options.push('fairness: tenants');
  if (agentQueue !== '0' && dice.below(3) === 0) options.push('rebalance: true');
  // Refused in a mesh or ring, and with late binding.
  if (dice.below(6) === 0 && algorithm !== 'late_binding')
    options.push(`bulkhead: { by: ${dice.of(['type', 'tenant'])}, limit: ${dice.of(['1', '3'])} }`);
  // By delay only where tasks wait at the coordinator, in an order of their own.
  if (dice.below(6) === 0 && agentQueue !== 'unlimited' && algorithm !== 'late_binding')
    options.push(
      `shedding: { kind: codel, target: ${dice.of(['5ms', '100ms'])}, interval: ${dice.of(['100ms', '1s'])} }`,
    );
  else if (dice.below(6) === 0) options.push('shedding: { kind: priority, thresholds: { 3: 0.5, 7: 2 } }');
  if (dice.below(4) === 0)
    options.push(
      dice.of([
        'ejection: { consecutive: 2, interval: 2s, time: 3s, time_limit: 9s, budget: { share: 50% } }',
        'ejection: { interval: 5s, success_rate: { agents: 2, attempts: 2 }, budget: { least: 1 }, timeouts: false }',
        'breaker: { size: 5, minimum: 3, wait: 2s, trials: 2, slow_after: 1s }',
        'breaker: { window: seconds, size: 5, minimum: 2, failures: 100%, wait: 4s }',
      ]),
    );
  if (algorithm === 'priority_queue' && dice.below(2) === 0) options.push('preemption: true');
  return options.map((option) => `, ${option}`).join('');
}

function workloadOf(dice: Dice): string {
  const task = [
    `service: "exponential(mean=${dice.of(['50ms', '500ms', '3s'])})"`,
    `failure: ${dice.of(['0%', '30%'])}`,
    `affinity_keys: ${dice.of(['0', '5'])}`,
  ].join(', ');
  const patience = () =>
    dice.of([
      '',
      'patience: 0s,',
      'patience: 1us,',
      'patience: 20ms,',
      'patience: 1s,',
      'patience: "exponential(mean=2s)",',
    ]);
  const tries = () =>
    dice.of([
      '',
      'attempts: 2,',
      'attempts: 3, timeout: 200ms,',
      'timeout: 2s,',
      'attempts: 2, delay: 1s, timeout: 1us,',
    ]);
  const limits = () => dice.of(['', 'budget: true,', 'budget: { ratio: 20%, reserve: 0/s },']);
  const priority = dice.of(['', 'priority: "uniform(min=1, max=10)",']);
  const rate = dice.of(['2', '10', '40']);
  const open = (name: string, more: string) =>
    `{ name: ${name}, tenant: ${name}, arrivals: poisson(rate=${rate}/s), ${patience()} ${priority} ${more} ${task} }`;
  return dice.of([
    () => open('one', ''),
    () => `[${open('one', '')}, ${open('two', 'capabilities: [a],')}]`,
    () => `{ backlog: 60, ${patience()} ${priority} ${task} }`,
    () => `{ population: 15, think: "exponential(mean=200ms)", ${patience()} ${task} }`,
    () => `{ waves: [{ tasks: 20 }, { tasks: 30 }], ${patience()} ${task} }`,
    () => `{ dag: [{ name: a, count: 10 }, { name: b, count: 10, after: [a] }], ${patience()} ${task} }`,
    () =>
      `{ flow: { ${limits()} steps: [{ name: a, ${patience()} ${tries()} ${task} }, { name: b, attempts: 3, ${task} }], arrivals: poisson(rate=${rate}/s) } }`,
  ])();
}

function faultsOf(dice: Dice): string[] {
  return [
    '{ kind: crash, target: { agents: 40% }, every: 7s, duration: 2s }',
    '{ kind: crash, target: { coordinators: 1 }, every: 6s, duration: 2s }',
    '{ kind: pause, target: { coordinators: 1 }, every: 5s, duration: 2s }',
    '{ kind: pause, target: { agents: 30% }, every: 5s, duration: 3s }',
  ].filter(() => dice.below(4) === 0);
}

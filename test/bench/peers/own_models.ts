/**
 * The models on this simulator, as other engines have them in this folder. Hold is the kernel alone; the others are whole scenarios
 * with everything on: coordinator, detector, network, recording.
 */
import { type EventHandler, Kernel } from '../../../src/engine/kernel.ts';
import { Streams } from '../../../src/engine/random/streams.ts';
import { createSampler } from '../../../src/engine/variates/sampler.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';
import { runScenario } from '../../../src/lab/run.ts';

type Answer = readonly [seconds: number, events: number, result: number];

const MICROSECONDS = 1e6;
/** Events before the measured ones, so that the code is compiled. */
const WARM = 300_000;

function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function hold(pending: number, holds: number): Answer {
  const kernel = new Kernel({ capacity: pending, fingerprint: [] });
  const sampler = createSampler({ kind: 'exponential', mean: MICROSECONDS });
  const random = new Streams('peers', 0).stream('delays');
  // Drawn in advance, so that no generator of random numbers is measured.
  const delays = Float64Array.from({ length: 2 ** 17 }, () => Math.round(sampler.sample(random)));
  const mask = delays.length - 1;
  let next = 0;
  for (let i = 0; i < pending; i++) kernel.schedule(delays[next++ & mask], 1, i, 0, 0);
  const handler: EventHandler = (kind, target, a, b) => {
    kernel.scheduleAfter(delays[next++ & mask], kind, target, a, b);
  };
  kernel.run(handler, Infinity, WARM);
  const begin = process.cpuUsage();
  kernel.run(handler, Infinity, holds);
  const seconds = processorSeconds(begin);
  return [seconds, holds, (kernel.now / MICROSECONDS) * (pending / (WARM + holds))];
}

const FREE = `
network:
  links:
    same_node: { latency: 0s }
    same_zone: { latency: 0s }
    same_region: { latency: 0s }
`;
const NO_COSTS = 'costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s }';

async function scenario(text: string, events: (metrics: Readonly<Record<string, number | null>>) => Answer) {
  const parsed = parseScenario(text);
  const begin = process.cpuUsage();
  const { summary } = await runScenario(parsed);
  const seconds = processorSeconds(begin);
  const [, count, result] = events(summary.metrics);
  return [seconds, count, result] as const;
}

/** Time in queue: M/M/c with service of mean 1 s. */
function mmc(servers: number, load: number, tasks: number): Promise<Answer> {
  const text = `name: mmc
agents: { count: ${servers} }
health: { detector: none, heartbeat_interval: 0s }
scheduler: { algorithm: least_loaded, agent_queue: 0 }
coordination: { ${NO_COSTS} }
${FREE}
workload:
  name: tasks
  arrivals: poisson(rate=${load * servers}/s)
  service: exponential(mean=1s)
  tasks: ${tasks}
`;
  return scenario(text, (metrics) => [0, tasks, metrics['task.wait.mean'] ?? Number.NaN]);
}

function heartbeats(agents: number, seconds: number): Promise<Answer> {
  const text = `name: heartbeats
duration: ${seconds}s
agents: { count: ${agents} }
coordination: { costs: { heartbeat: 1us } }
network:
  links:
    same_node: { latency: 250us }
    same_zone: { latency: 250us }
    same_region: { latency: 250us }
health: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: 5s } }
faults:
  - { name: crashes, kind: crash, target: { agents: 1% }, at: 20s }
`;
  return scenario(text, (metrics) => [
    0,
    metrics['heartbeats.sent'] ?? Number.NaN,
    metrics['detection.count'] ?? Number.NaN,
  ]);
}

const MODELS: Readonly<Record<string, (...numbers: number[]) => Answer | Promise<Answer>>> = {
  hold: (pending, holds) => hold(pending, holds),
  mmc: (servers, load, tasks) => mmc(servers, load, tasks),
  heartbeats: (agents, seconds) => heartbeats(agents, seconds),
};
const [model, ...numbers] = process.argv.slice(2);
const [seconds, events, result] = await MODELS[model](...numbers.map(Number));
console.log(JSON.stringify({ seconds, events, result }));

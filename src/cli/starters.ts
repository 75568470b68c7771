/**
 * What `sim new` writes besides scenarios: modules to start from, each with a test that runs.
 */
import { shellWord } from '../report/shell-word.ts';

export const STARTERS = ['scheduler', 'detector', 'metric'] as const;
export type StarterKind = (typeof STARTERS)[number];

export interface Starter {
  /** Of what the module defines. */
  readonly name: string;
  readonly module: string;
  readonly test: string;
  /** Options with which a scenario uses it; null: it is used wherever the module is given. */
  readonly use: string | null;
}

/**
 * @param file name of the module's file without its folder: "my-scheduler.ts"
 */
export function starter(kind: StarterKind, file: string): Starter {
  const name = nameOf(file);
  return { name, ...{ scheduler, detector, metric }[kind](name, file) };
}

/** The file's name in the letters that names may have: "my-scheduler.ts" -> "my_scheduler". */
function nameOf(file: string): string {
  const words = file
    .replace(/\.[cm]?ts$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '');
  return words === '' ? 'mine' : words;
}

function scheduler(name: string, file: string): Omit<Starter, 'name'> {
  const use = `--set scheduler=${name}`;
  const module = `/** Gives tasks to workers. Try it: sim run SCENARIO --module ${shellWord(file)} ${use} */
import { type AlgorithmEntry, defineModule, isCapable } from 'swarmlab';

/** Looks at a few workers from a random one on, and takes the one with the fewest tasks per slot. */
const algorithm: AlgorithmEntry = {
  name: '${name}',
  description: 'the least loaded of a few workers',
  source: 'an idea of mine',
  // scheduler: { algorithm: ${name}, parameters: { looks: 3 } }
  parameters: {
    looks: { type: 'integer', default: 2, min: 1, max: 1000, description: 'workers looked at for each task' },
  },
  order: 'arrival', // 'priority' serves urgent tasks first, 'rank' those with most of their graph ahead
  create({ workers, tasks, random }, parameters) {
    const looks = Number(parameters.looks);
    const load = (worker: number) => workers.outstanding[worker] / workers.slots[worker];
    return {
      /** A worker that is open (trusted, with room) and capable, or -1 while there is none. */
      choose(task) {
        const first = Math.floor(random() * workers.count);
        let best = -1;
        for (let i = 0, seen = 0; i < workers.count && seen < looks; i++) {
          const worker = (first + i) % workers.count;
          if (!workers.isOpen(worker) || !isCapable(workers, worker, tasks.requirement(task))) continue;
          if (best < 0 || load(worker) < load(best)) best = worker;
          seen++;
        }
        return best;
      },
      /** A worker's load or availability has changed: the place to keep an index up to date. */
      update(_worker) {},
    };
  },
};

export default defineModule({ algorithms: [algorithm] });
`;
  const test = testOf(
    file,
    `agents: 20
scheduler: ${name}
workload: { backlog: 500, service: exponential(mean=2s) }
faults: [{ kind: crash, target: { agents: 20% }, at: 10s, duration: 20s }]`,
    `test('every task ends, whatever crashes', async () => {
  const { metrics } = await run('1');
  assert.equal(metrics['tasks.completed'], 500);
  assert.equal(metrics['tasks.lost'], 0);
  assert.equal(metrics['invariants.violations'], 0);
});`,
  );
  return { module, test, use };
}

function detector(name: string, file: string): Omit<Starter, 'name'> {
  const use = `--set health.detector=${name}`;
  const module = `/** Decides who counts as dead. Try it: sim run SCENARIO --module ${shellWord(file)} ${use} */
import { type DetectorEntry, defineModule } from 'swarmlab';

/** Suspects a worker that has missed several heartbeats in a row. All times are microseconds. */
const detector: DetectorEntry = {
  name: '${name}',
  description: 'suspects after several missed heartbeats',
  source: 'an idea of mine',
  // health: { detector: ${name}, parameters: { missed: 5 } }
  parameters: {
    missed: { type: 'integer', default: 3, min: 1, max: 1000, description: 'heartbeats missed in a row' },
  },
  create({ workers, heartbeatInterval, now, setTimer, suspect, trust }, parameters) {
    const patience = (Number(parameters.missed) + 1) * heartbeatInterval;
    const heard = new Float64Array(workers);
    const suspected = new Uint8Array(workers);
    return {
      start() {
        heard.fill(now());
        setTimer(heartbeatInterval, 0, 0);
      },
      heartbeat(worker) {
        heard[worker] = now();
        if (suspected[worker] === 1) trust(worker);
        suspected[worker] = 0;
      },
      onTimer() {
        for (let worker = 0; worker < workers; worker++) {
          if (suspected[worker] === 1 || now() - heard[worker] <= patience) continue;
          suspected[worker] = 1;
          suspect(worker);
        }
        setTimer(heartbeatInterval, 0, 0);
      },
    };
  },
};

export default defineModule({ detectors: [detector] });
`;
  const test = testOf(
    file,
    `agents: 20
duration: 5m
health: { heartbeat_interval: 1s, detector: ${name} }
workload: { arrivals: poisson(rate=5/s), service: exponential(mean=2s) }
faults: [{ kind: crash, target: { agents: 20% }, at: 1m, duration: 1m }]`,
    `test('notices every crash, and nothing else', async () => {
  const { metrics } = await run('1');
  assert.equal(metrics['detection.count'], 4);
  assert.equal(metrics['detection.false'], 0);
  assert.ok(Number(metrics['detection.time.max']) < 6);
});`,
  );
  return { module, test, use };
}

function metric(name: string, file: string): Omit<Starter, 'name'> {
  const module = `/** Measures what nobody else does. Try it: sim run SCENARIO --module ${shellWord(file)}; conditions may name it, as in "${name} < 60s". */
import { defineModule, type MetricEntry } from 'swarmlab';

/** How long tasks that are not of low priority wait before they are executed. */
const metric: MetricEntry = {
  name: '${name}',
  unit: 'seconds', // or 'count', 'ratio', 'bytes', 'per_second'
  description: 'mean time from submission to execution of tasks with a priority of 5 or more',
  better: 'lower',
  /** Called once, after the run: \`tasks\` are all tasks, \`metrics\` what is measured anyway. */
  measure({ tasks }) {
    let sum = 0;
    let count = 0;
    let open = 0;
    for (const { measured, priority, submitted, started, outcome } of tasks) {
      // What came before the warm-up was over does not count.
      if (!measured || priority < 5) continue;
      // Times are null for what did not happen.
      if (outcome === 'open') open++;
      else if (submitted !== null && started !== null) {
        sum += started - submitted;
        count++;
      }
    }
    if (open === 0) return count === 0 ? null : sum / count;
    // Tasks that had not ended may come to wait for any time: no upper limit is known, and no value at all where none has ended.
    return count === 0 ? { lower: 0, upper: null, or_none: true } : { lower: sum / (count + open), upper: null };
  },
};

export default defineModule({ metrics: [metric] });
`;
  const test = testOf(
    file,
    `agents: 20
workload:
  - { name: urgent, backlog: 100, service: 2s, priority: 9 }
  - { name: other, backlog: 100, service: 2s, priority: 1 }
scheduler: priority_queue`,
    `test('urgent tasks wait less than all', async () => {
  const { metrics } = await run('1');
  assert.ok(Number(metrics['${name}']) < Number(metrics['task.wait.mean']));
});`,
  );
  return { module, test, use: null };
}

function testOf(file: string, scenario: string, own: string): string {
  const testFile = file.replace(/(\.[cm]?ts)$/i, '.test$1');
  const word = shellWord(testFile);
  return `/** Run it: node --test ${word} (before Node 22.18: npx tsx --test ${word}) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScenario, runScenario } from 'swarmlab';
import module from './${file}';

const SCENARIO = \`
${scenario}
\`;

async function run(seed: string) {
  const modules = [module];
  const scenario = parseScenario(SCENARIO, { seed, modules });
  return (await runScenario(scenario, { modules })).summary;
}

${own}

test('the same seed gives the same run, another seed another', async () => {
  const { fingerprint } = await run('1');
  assert.equal((await run('1')).fingerprint, fingerprint);
  assert.notEqual((await run('2')).fingerprint, fingerprint);
});
`;
}

import { catalog } from '../../../src/lab/catalog.ts';
import type { Alternative, Runner, RunRow } from '../../../src/lab/experiment/types.ts';
import { RunCrash } from '../../../src/lab/experiment/types.ts';
import { normalQuantile } from '../../../src/lab/statistics/index.ts';
import { memoryFiles } from '../../../src/scenario/files.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';

const FILE = 'name: stub\nseed: 1\nagents: 2\nworkload: { backlog: 4, service: 1s }\n';

/** A scenario that tells stubs who it is: by its number of agents. */
export function scenario(agents = 2, set: readonly string[] = []): Scenario {
  return loadScenario('stub.yaml', {
    files: memoryFiles({ 'stub.yaml': FILE }),
    catalog: catalog(),
    set: [`agents.count=${agents}`, ...set],
  });
}

export function agentsOf(scenario: Scenario): number {
  return scenario.agents.groups[0].count;
}

const made = new Map<number, Scenario>();

/** Alternatives n2, n3 ... of so many agents. */
export function alternatives(...agents: readonly number[]): Alternative[] {
  for (const count of agents) if (!made.has(count)) made.set(count, scenario(count));
  return agents.map((count) => ({
    label: `n${count}`,
    file: 'stub.yaml',
    values: { 'agents.count': String(count) },
    scenario: made.get(count) as Scenario,
  }));
}

export function rowOf(metrics: RunRow['metrics']): RunRow {
  return {
    fingerprint: '0123456789abcdef',
    simulated: 1,
    events: 1,
    missed: [],
    undecided: [],
    verdicts: [],
    metrics,
    bounds: {},
    load: null,
    exact: [],
    latency: [],
  };
}

/** A standard normal number that its key decides. */
export function noise(...key: readonly (string | number)[]): number {
  return normalQuantile((hashOf(key.join(' ')) + 0.5) / 4_294_967_296);
}

/** FNV-1a with the finaliser of MurmurHash3, 32 bits: cryptographic hashes take most of the time of tests with many draws. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Makes rows without simulating. */
export function stubRunner(
  metrics: (scenario: Scenario, replication: number) => RunRow['metrics'],
  parallel = 3,
): Runner & { readonly runs: string[] } {
  const runs: string[] = [];
  return {
    parallel,
    runs,
    async run(scenario, replication, exact) {
      runs.push(`${agentsOf(scenario)} ${replication}`);
      // Runs end in another order than they began.
      for (let turn = (replication * 7) % 5; turn > 0; turn--) await Promise.resolve();
      return { ...rowOf(metrics(scenario, replication)), exact };
    },
    close: () => Promise.resolve(),
  };
}

/** A runner whose worker goes down in these runs ("agents replication"), so often. */
export function crashingRunner(runner: Runner, crashes: Readonly<Record<string, number>>): Runner {
  const left = { ...crashes };
  return {
    ...runner,
    run(scenario, replication, exact, signal) {
      const id = `${agentsOf(scenario)} ${replication}`;
      if ((left[id] ?? 0) > 0) {
        left[id]--;
        return Promise.reject(new RunCrash('worker out of memory'));
      }
      return runner.run(scenario, replication, exact, signal);
    },
  };
}

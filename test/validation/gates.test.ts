/**
 * Gates in a whole simulated world against what is exact of them: how often a version that is as good as it should be is rolled back, how
 * often a bad one is promoted, and how many results that takes. Hundreds of replications of each, always the same.
 */
import { describe, expect, test, vi } from 'vitest';
import { binomialCdf, binomialUpper } from '../../src/mathematics/binomial.ts';
import { defaultMost, sprtRates } from '../../src/modules/gates/sprt.ts';
import type { GateSpec, SequentialDesign } from '../../src/modules/gates/types.ts';
import { GATE_DECISION, waveFacts } from '../../src/modules/workflow/vocabulary.ts';
import type { WorldObserver, WorldView } from '../../src/world/core/observer.ts';
import type { WaveSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { exponential, finish, group, task, worldSpec } from '../world/spec.ts';

vi.setConfig({ testTimeout: 600_000 });

const RUNS = Number(process.env.GATE_RUNS ?? 300);
/** As unlikely as this must no count be, on either side. Of some 30 counts none is by chance. */
const UNLIKELY = 2e-4;

/** What the gate of a canary decides on a version that fails at a rate, run by run: real executions by agents, in the order of their ends. */
function decisions(gate: GateSpec, tasks: number, rate: number, before: Partial<WaveSpec>[] = []) {
  const work = (failure: number) =>
    task({ service: exponential(10), failure: { probability: failure, regions: {} } });
  const wave = (name: string, more: Partial<WaveSpec>): WaveSpec => ({
    ...{ name, tasks, agents: null, required_success: 0, task: work(rate) },
    ...more,
  });
  const waves = [
    ...before.map((one) => wave('before', one)),
    wave('canary', { agents: 10, gate }),
    wave('rest', { tasks: 1 }),
  ];
  const spec = worldSpec({
    agents: { groups: [group({ count: 20 })] },
    retry: { max_attempts: 5 },
    workloads: [{ kind: 'waves', name: 'rollout', region: null, start: 0, waves }],
  });
  const found = { promoted: 0, rolledBack: 0, undecided: 0, looks: 0, squares: 0, reached: 0 };
  for (let replication = 0; replication < RUNS; replication++) {
    const hear = (view: WorldView): WorldObserver => {
      view.facts.on(waveFacts.gateDecided, (_by, _wave, decision, looked) => {
        if (decision === GATE_DECISION.promoted) found.promoted++;
        else if (decision === GATE_DECISION.rolledBack) found.rolledBack++;
        else found.undecided++;
        found.looks += looked;
        found.squares += looked * looked;
      });
      view.facts.on(waveFacts.waveStarted, (_by, number) => {
        if (number === waves.length - 1) found.reached++;
      });
      return new Proxy({} as WorldObserver, { get: () => () => {} });
    };
    finish(new World(spec, hear, replication));
  }
  return found;
}

/** Whether a count is what a probability makes of so many runs. */
function expectCount(count: number, probability: number, what: string): void {
  const [above, below] = [binomialUpper(count, RUNS, probability), binomialCdf(count, RUNS, probability)];
  expect(
    Math.min(above, below),
    `${what}: ${count} of ${RUNS}, where ${probability.toFixed(4)} is exact`,
  ).toBeGreaterThan(UNLIKELY);
}

describe('the sequential test', () => {
  const design = (acceptable: number, unacceptable: number): SequentialDesign => ({
    ...{ acceptable, unacceptable, false_rollback: 0.05, false_promote: 0.1 },
  });
  test.each([
    [0.01, 0.05],
    [0.02, 0.06],
    [0.05, 0.1],
  ])('of %f against %f', (acceptable, unacceptable) => {
    const given = design(acceptable, unacceptable);
    const most = defaultMost(given);
    const gate: GateSpec = { kind: 'sequential', ...given, most, undecided: 'rollback' };
    for (const rate of [acceptable, unacceptable, (acceptable + unacceptable) / 2]) {
      const exact = sprtRates(given, most, rate);
      const found = decisions(gate, most, rate);
      expect(found.promoted + found.rolledBack + found.undecided).toBe(RUNS);
      expectCount(found.rolledBack, exact.rolls_back, `rolled back at ${rate}`);
      expectCount(found.promoted, exact.promotes, `promoted at ${rate}`);
      expectCount(found.undecided, exact.undecided, `undecided at ${rate}`);
      // The rest is reached by what was promoted alone.
      expect(found.reached).toBe(found.promoted);
      const mean = found.looks / RUNS;
      const error = Math.sqrt((found.squares / RUNS - mean * mean) / RUNS);
      expect(Math.abs(mean - exact.looks), `results at ${rate}`).toBeLessThan(4 * error);
    }
  });
});

describe('the fixed limit of 5 % of 100', () => {
  const fixed = (when: 'above' | 'reached'): GateSpec => ({ kind: 'fixed', limit: 0.05, when });
  test.each([
    ['above', 0.02, 6],
    ['reached', 0.02, 5],
    ['above', 0.05, 6],
    ['reached', 0.05, 5],
    ['above', 0.1, 6],
  ] as const)('%s, of what fails at %f', (when, rate, least) => {
    const { promoted, rolledBack, reached } = decisions(fixed(when), 100, rate);
    expectCount(rolledBack, binomialUpper(least, 100, rate), 'rolled back');
    expect([promoted, reached]).toEqual([RUNS - rolledBack, RUNS - rolledBack]);
  });

  test('more than in the wave before', () => {
    const gate: GateSpec = { kind: 'difference', control: 'before', limit: 0.05 };
    // The reference has .037 of the same, and .558 of what fails at 5 points more.
    const same = decisions(gate, 100, 0.05, [{}]);
    expectCount(same.rolledBack, 0.037, 'rolled back');
    const base = { task: task({ service: exponential(10), failure: { probability: 0.05, regions: {} } }) };
    const worse = decisions(gate, 100, 0.1, [base]);
    expectCount(worse.promoted, 0.558, 'promoted');
  });
});

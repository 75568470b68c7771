import { describe, expect, test } from 'vitest';
import { runSelection } from '../../../src/lab/experiment/designs.ts';
import { Experiment } from '../../../src/lab/experiment/experiment.ts';
import { runToPrecision } from '../../../src/lab/experiment/precision-design.ts';
import { agentsOf, alternatives, crashingRunner, noise, stubRunner } from './stub.ts';

describe('replicating to a precision', () => {
  const run = async (sd: number, parallel: number, maximum = 500) => {
    const runner = stubRunner((world, r) => ({ x: 10 + sd * noise('p', agentsOf(world), r) }), parallel);
    const experiment = new Experiment(alternatives(2, 3), { runner });
    const plan = { relative: 0.02, minimum: 10, maximum };
    return { outcome: await runToPrecision(experiment, ['x'], plan), runner };
  };

  test('takes as many replications as the spread asks for, however many workers there are', async () => {
    const [one, five] = [await run(1, 1), await run(1, 5)];
    expect(five.outcome).toEqual(one.outcome);
    expect(one.outcome.reached).toBe(true);
    // 1.96 * 1 / sqrt(n) = 0.02 / 1.02 * 10 at n = 100.
    expect(one.outcome.replications).toBeGreaterThan(70);
    expect(one.outcome.replications).toBeLessThan(150);
    expect(one.runner.runs.length).toBe(2 * one.outcome.replications);
  });

  test('without any spread, once few runs can differ', async () => {
    // 1 - .05^(1/149) = .0199: 149 runs alike, and the number of runs doubles.
    expect((await run(0, 2)).outcome).toEqual({ relative: 0.02, replications: 160, reached: true });
    expect((await run(0, 2, 100)).outcome).toEqual({ relative: 0.02, replications: 100, reached: false });
  });

  test('stops at the maximum where there is too much spread', async () => {
    expect((await run(9, 2, 30)).outcome).toEqual({ relative: 0.02, replications: 30, reached: false });
  });
});

const AGENTS = [2, 3, 4, 5, 6, 7, 8, 9];
/** The best is better than all others by exactly the indifference zone. */
const ZONE = 1;

async function select(seed: number, parallel: number, spread = 2) {
  const best = AGENTS[seed % AGENTS.length];
  const runner = stubRunner((world, r) => {
    const count = agentsOf(world);
    // Half of the noise is common to all, as common random numbers make it.
    return { x: (count === best ? 0 : ZONE) + spread * (noise(seed, r) + noise(seed, r, count)) + 20 };
  }, parallel);
  const experiment = new Experiment(alternatives(...AGENTS), { runner });
  const goal = { metric: 'x', better: 'lower' } as const;
  const plan = { indifference: { absolute: ZONE }, first_stage: 20, maximum: 5_000 };
  return { outcome: await runSelection(experiment, goal, plan), best: AGENTS.indexOf(best) };
}

describe('selecting the best', () => {
  // Four hundred, as the share among one hundred has itself a standard deviation of 2.
  test('of eight finds it in at least 95 of 100 experiments, at the indifference zone', async () => {
    const experiments = 400;
    let right = 0;
    let saved = 0;
    for (let seed = 0; seed < experiments; seed++) {
      const { outcome, best } = await select(seed, 8);
      if (outcome.best === best) right++;
      expect(outcome.guaranteed).toBe(true);
      saved += outcome.saved;
    }
    expect(right / experiments).toBeGreaterThanOrEqual(0.95);
    expect(saved).toBeGreaterThan(0);
  });

  test('decides alike with any number of workers', async () => {
    const [one, many] = [await select(3, 1), await select(3, 13)];
    expect(many.outcome).toEqual(one.outcome);
    const { replications, runs, saved } = one.outcome;
    expect(runs).toBe(replications.reduce((sum, count) => sum + count, 0));
    expect(saved).toBe(AGENTS.length * Math.max(...replications) - runs);
  });

  test('a relative indifference is a share of the best mean of the first stage', async () => {
    const runner = stubRunner((world) => ({ x: agentsOf(world) === 2 ? 50 : 60 }));
    const goal = { metric: 'x', better: 'lower' } as const;
    const plan = { indifference: { relative: 0.02 }, first_stage: 5, maximum: 100 };
    const outcome = await runSelection(new Experiment(alternatives(3, 2), { runner }), goal, plan);
    expect(outcome).toMatchObject({ best: 1, guaranteed: true, indifference: 1, replications: [5, 5] });
    const zero = stubRunner(() => ({ x: 0 }));
    await expect(
      runSelection(new Experiment(alternatives(3, 2), { runner: zero }), goal, plan),
    ).rejects.toThrow('the best mean of x is 0');
    const nothing = stubRunner(() => ({ x: null }));
    await expect(
      runSelection(new Experiment(alternatives(3, 2), { runner: nothing }), goal, plan),
    ).rejects.toThrow('the selection needs x of n3, replication 0');
  });

  const goal = { metric: 'x', better: 'lower' } as const;
  const plan = { indifference: { absolute: 0.5 }, first_stage: 5, maximum: 40 };
  const selecting = (
    metrics: (agents: number, replication: number) => number | null,
    crashes: Readonly<Record<string, number>> = {},
  ) => {
    const runner = crashingRunner(
      stubRunner((world, r) => ({ x: metrics(agentsOf(world), r) })),
      crashes,
    );
    return runSelection(new Experiment(alternatives(2, 3, 4), { runner }), goal, plan);
  };
  const spread = (agents: number, r: number) => agents + 4 * noise('s', r) + noise('s', agents, r);

  test('goes on without an alternative of which a run fails, early or late', async () => {
    const early = await selecting(spread, { '2 3': 9 });
    expect(early).toMatchObject({ best: 1, guaranteed: true, dropped: [0] });
    expect(early.replications[0]).toBe(5);
    const close = (agents: number, r: number) => 10 + agents / 100 + 4 * noise('s', r, agents);
    const late = await selecting(close, { '2 7': 9 });
    expect(late.dropped).toEqual([0]);
    expect(late.replications[0]).toBe(8);
    expect([1, 2]).toContain(late.best);
    const last = await selecting(spread, { '2 3': 9, '3 0': 9 });
    expect(last).toMatchObject({
      best: 2,
      guaranteed: true,
      dropped: [0, 1],
      replications: [5, 5, 5],
      runs: 13,
    });
    await expect(selecting(spread, { '2 3': 9, '3 0': 9, '4 1': 9 })).rejects.toThrow('that run failed');
  });

  test('ends without a guarantee when the last runs of all fail together', async () => {
    const close = (agents: number, r: number) => 10 + agents / 100 + 4 * noise('s', r, agents);
    const outcome = await selecting(close, { '2 7': 9, '3 7': 9, '4 7': 9 });
    expect(outcome).toMatchObject({ guaranteed: false, dropped: [], replications: [8, 8, 8] });
  });

  test('passes over replications that some did not measure, and drops who hardly measures any', async () => {
    const outcome = await selecting((agents, r) => (agents === 3 && r % 2 === 0 ? null : spread(agents, r)));
    expect(outcome).toMatchObject({ best: 0, guaranteed: true, dropped: [] });
    // Five replications of all need ten.
    expect(outcome.replications[0]).toBeGreaterThanOrEqual(10);
    const hardly = await selecting((agents, r) => (agents === 2 && r > 0 ? null : spread(agents, r)));
    expect(hardly).toMatchObject({ best: 1, dropped: [0] });
    const never = selecting((agents, r) => (agents === (r % 2) + 2 ? null : spread(agents, r)));
    await expect(never).rejects.toThrow('in which all alternatives measure x: there is none among 40');
  });
});

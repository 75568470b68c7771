import { describe, expect, test } from 'vitest';
import { summaryOf } from './from-text.ts';

/** Four agents of 40, unless a test says otherwise; 1.5 tasks/s of 4 s are 6 s of work a second. */
const scenario = (agents: string, more: string, workload = WORKLOAD) => `
name: sum
duration: 2min
agents: ${agents}
network: { latency: 0s }
scheduler: central_queue
retry: { timeout: never }
workload: ${workload}
${more}
`;
const WORKLOAD = '{ arrivals: "poisson(rate=1.5/s)", service: exponential(mean=4s) }';

async function loadOf(text: string, set: string[] = []) {
  const { load } = await summaryOf(text, set);
  if (!load) throw new Error('no judgement');
  return load;
}

describe('the sum in the sentence gives the percentage beside it', () => {
  test.each([
    [
      'where a policy limits how many there are',
      scenario('40', 'scaling: { policy: hpa, initial: 4, parameters: { max_agents: 4 } }'),
      'The work offered is 150 % of what the agents can do: 1.5 tasks/s of 4 s of work each, for at most 4 of 40 agents (scaling.parameters.max_agents).',
    ],
    [
      'where only some of the agents can do it',
      scenario(
        '{ count: 20, groups: [ { name: g, count: 4, capabilities: [gpu] } ] }',
        '',
        '[ { name: a, arrivals: "poisson(rate=1/s)", service: 5s }, { name: b, arrivals: "poisson(rate=0.5/s)", service: 20s, capabilities: [gpu] } ]',
      ),
      'The work offered to agents with gpu is 250 % of what they can do: 0.5 tasks/s of b, of 20 s of work each, for 4 agents.',
    ],
    [
      'where agents are down',
      scenario('8', 'faults: [ { kind: crash, target: all, mtbf: 20s, mttr: 20s } ]'),
      'The work offered is 150 % of what the agents can do: 1.5 tasks/s of 4 s of work each, for 8 agents that are up 50 % of the time.',
    ],
    [
      'where agents are slow',
      scenario('5', 'faults: [ { kind: slow, factor: 0.6, target: all, mtbf: 20s, mttr: 20s } ]'),
      'The work offered is 150 % of what the agents can do: 1.5 tasks/s of 4 s of work each, for 5 agents that can do 80 % of that, with their faults.',
    ],
    [
      'where agents do several tasks at a time',
      scenario('{ count: 2, slots: 2 }', ''),
      'The work offered is 150 % of what the agents can do: 1.5 tasks/s of 4 s of work each, for 2 agents that together do 4 s of work a second.',
    ],
    [
      'where executions fail',
      scenario('4', '', '{ arrivals: "poisson(rate=2/s)", service: 2s, failure: 50% }').replace(
        'timeout: never',
        'timeout: never, max_attempts: 2',
      ),
      'The work offered is 150 % of what the agents can do: 2 tasks/s of 3 s of work each, executions that fail included, for 4 agents.',
    ],
    [
      'where there is no sum to be done',
      scenario('4', '', '{ arrivals: "poisson(rate=1/s)", service: "pareto(alpha=0.9, min=1s)" }'),
      'The work offered is without bound: 1 task/s, whose work has no mean, for 4 agents.',
    ],
  ])('%s', async (_, text, sentence) => {
    const { state, reason } = await loadOf(text);
    expect(reason).toContain(sentence);
    expect(state).toBe('overloaded');
  });
});

describe('the most agents that there are ever', () => {
  test.each([
    [
      'that of a fixed number',
      'policy: fixed, initial: 4, parameters: { agents: 4 }',
      'scaling.parameters.agents',
    ],
    ['those found, which are never exceeded', 'policy: failure_aware, initial: 4', 'scaling.initial'],
    [
      'a limit of the policy',
      'policy: hpa, initial: 2, parameters: { max_agents: 4 }',
      'scaling.parameters.max_agents',
    ],
    [
      'a limit of another policy',
      'policy: threshold_queue_depth, initial: 2, parameters: { max_agents: 4 }',
      'scaling.parameters.max_agents',
    ],
  ])('is %s', async (_, scaling, by) => {
    const { offered, reason } = await loadOf(scenario('40', `scaling: { ${scaling} }`));
    expect(offered).toBeCloseTo(1.5, 9);
    expect(reason).toContain(`for at most 4 of 40 agents (${by})`);
  });

  test('counts those that are there although the policy wants fewer, and has not decided yet', async () => {
    const late = 'scaling: { policy: fixed, initial: 12, parameters: { agents: 4, period: 1h } }';
    expect((await loadOf(scenario('40', late))).offered).toBeCloseTo(0.5, 9);
  });

  test('is no limit of those that have a capability unless all agents are there', async () => {
    const groups = '{ count: 20, groups: [ { name: g, count: 4, capabilities: [gpu] } ] }';
    const gpu = '{ arrivals: "poisson(rate=1.5/s)", service: 2s, capabilities: [gpu] }';
    const scaled = (most: number) =>
      `scaling: { policy: hpa, initial: 2, parameters: { max_agents: ${most} } }`;
    // All four of them may be among ten, or none.
    expect((await loadOf(scenario(groups, scaled(10), gpu))).offered).toBeNull();
    const { offered, of } = await loadOf(scenario(groups, scaled(20), gpu));
    expect([offered, of]).toEqual([0.75, 'agents with gpu']);
  });
});

describe('work that a time-out ends', () => {
  const cut = (rate: number, timeout: number, more = '') => `
name: cut
duration: 10min
agents: 10
scheduler: central_queue
retry: { timeout: ${timeout}s, max_attempts: 1 }
workload: { arrivals: "poisson(rate=${rate}/s)", service: exponential(mean=10s)${more} }
`;
  // Of exponential work of mean m, m (1 - e^(-t/m)) is done within t.
  const mean = (timeout: number) => 10 * (1 - Math.exp(-timeout / 10));

  test.each([15, 40])('is counted as far as it comes, and no more than that: %d s', async (timeout) => {
    const { state, offered, reason } = await loadOf(cut(3, timeout));
    const exact = (3 * mean(timeout)) / 10;
    expect(state).toBe('overloaded');
    expect(offered).toBeLessThan(exact);
    expect(offered).toBeGreaterThan(0.92 * exact);
    expect(reason).toMatch(
      /^The work offered is at least 2\d\d % of what the agents can do: 3 tasks\/s of .* of work each, as far as retry\.timeout lets it come, for 10 agents\./,
    );
  });

  test('is no overload where that much of it can be done', async () => {
    expect((await loadOf(cut(0.9, 15))).state).not.toBe('overloaded');
  });
});

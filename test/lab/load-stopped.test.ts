import { describe, expect, test } from 'vitest';
import { loadFact, loadWarning } from '../../src/report/load-text.ts';
import { summaryOf } from './from-text.ts';

/** Four agents that do four seconds of work a second. */
const BASE = `
name: stopped
duration: 30min
agents: 4
network: { latency: 0s }
scheduler: central_queue
health: { heartbeat_interval: 0s, detector: none }
retry: { timeout: never }
`;

async function judged(more: string, set: string[] = []) {
  const summary = await summaryOf(`${BASE}\n${more}`, set);
  if (!summary.load) throw new Error('no judgement');
  return { ...summary.load, summary };
}

const open = (arrivals: string, service: string, more = '') =>
  `workload: { arrivals: "${arrivals}", service: "${service}"${more} }`;

describe('of tasks that stop coming the same is said as if they had gone on', () => {
  test('at a load of exactly 1', async () => {
    const { state, summary } = await judged(
      open('poisson(rate=4/s)', 'exponential(mean=1s)', ', stop: 20min'),
    );
    expect(state).toBe('rush');
    expect(loadWarning(summary)).toContain(
      'Overloaded while tasks came: The work offered was 100 % of what the agents can do: 4 tasks/s of 1 s of work each, for 4 agents. How long tasks waited depends on how long they came.',
    );
  });

  test.each([
    ['a time', ', stop: 20min', 'The 20 min looked at while tasks came were'],
    ['a number', ', tasks: 4752', 'looked at while tasks came were'],
  ])('where they stop at %s before a queue at that load has settled', async (_, end, words) => {
    const { state, reason, summary } = await judged(
      open('poisson(rate=3.96/s)', 'exponential(mean=1s)', end),
    );
    expect(state).toBe('unsettled');
    expect(reason).toContain(words);
    expect(reason).toMatch(
      /whether they came to a steady state is not known, and how long they waited may depend/,
    );
    expect(loadWarning(summary)).toBeNull();
    expect(loadFact(summary)).toBe(`99 % of what the agents can do, while tasks came. ${reason}`);
  });

  test('where the backlog grew behind a coordinator', async () => {
    const slow = `${open('poisson(rate=2/s)', 'exponential(mean=0.1s)', ', stop: 4min')}
coordination: { costs: { submit: 1s } }`;
    const { state, reason, summary } = await judged(slow, ['duration=5min']);
    expect(state).toBe('grew');
    expect(reason).toMatch(
      /^Tasks in the system rose from .*\. How long tasks waited depends on how long they came\.$/,
    );
    expect(loadWarning(summary)).toMatch(/^Growing backlog while tasks came: Tasks in the system rose/);
    // Nor does it matter that all of it was done in the end.
    const drained = await judged(slow, ['duration=30min']);
    expect([drained.state, drained.unfinished]).toEqual(['grew', 0]);
  });

  test('where all was well', async () => {
    const { state, summary } = await judged(
      open('poisson(rate=2/s)', 'exponential(mean=1s)', ', stop: 20min'),
    );
    expect(state).toBe('finite');
    expect(loadFact(summary)).toMatch(
      /^50 % of what the agents can do, while tasks came\. Tasks in the system showed no rise over the 20 min looked at while they came/,
    );
  });

  test('where what is too much gives up', async () => {
    const { state, reason } = await judged(
      open('poisson(rate=20/s)', 'exponential(mean=1s)', ', patience: 2s, stop: 5min'),
    );
    expect(state).toBe('finite');
    expect(reason).toMatch(
      /^More came than the agents can do, and what was too much gave up: no backlog grew/,
    );
  });
});

describe('streams that come one after the other', () => {
  const stream = (name: string, rate: number, from: number, to: number) =>
    `{ name: ${name}, arrivals: "poisson(rate=${rate}/s)", service: "exponential(mean=1s)", start: ${from}min, stop: ${to}min }`;

  test('are not added up', async () => {
    const { state, offered } = await judged(
      `workload: [ ${stream('a', 3, 0, 10)}, ${stream('b', 3, 12, 22)} ]`,
    );
    expect(state).not.toBe('rush');
    expect(offered).toBeCloseTo(0.75, 9);
  });

  test('are added up for as long as both come', async () => {
    const { state, reason } = await judged(
      `workload: [ ${stream('a', 3, 0, 10)}, ${stream('b', 3, 5, 22)} ]`,
    );
    expect(state).toBe('rush');
    expect(reason).toContain('150 % of what the agents can do: 6 tasks/s of 1 s of work each, for 4 agents');
  });

  test('flows that no longer begin do not go on for ever because some are under way', async () => {
    const flow =
      'workload: { name: w, flow: { arrivals: poisson(rate=8/s), max_open: 10000, stop: 4min, steps: [{ name: a, service: exponential(mean=1s) }] } }';
    expect((await judged(flow, ['duration=5min'])).state).toBe('rush');
  });
});

describe('work without a variance', () => {
  test('has no time in which a queue of it settles', async () => {
    const { state, reason } = await judged(open('poisson(rate=1/s)', 'pareto(alpha=1.5, min=300ms)'));
    expect(state).toBe('undecided');
    expect(reason).toMatch(/^The work of tasks follows a law without a variance/);
  });

  test('and without a mean is more than anybody can do, unless a time-out that was reached ends it', async () => {
    const text = open('poisson(rate=1/s)', 'pareto(alpha=0.9, min=100ms)', ', stop: 20min');
    const long = await judged(text, ['retry.timeout=1h']);
    expect([long.state, long.offered]).toEqual(['rush', null]);
    const short = await judged(text, ['retry.timeout=10min']);
    expect([short.state, short.offered]).toEqual(['unsettled', null]);
    expect(short.reason).toMatch(/^The work of tasks follows a law without a mean/);
  });

  test('makes a mean that a condition reads one of that run alone', async () => {
    const notes = async (alpha: number, expect_: string) =>
      (
        await summaryOf(
          `${BASE}\n${open('poisson(rate=1/s)', `pareto(alpha=${alpha}, min=100ms)`, ', stop: 1min')}\nexpect: [ "${expect_}" ]`,
        )
      ).notes.filter((note) => note.startsWith('HEAVY TAIL'));
    expect(await notes(0.9, 'task.latency.mean < 5m')).toEqual([
      expect.stringMatching(
        /is pareto with alpha 0\.9, which has no mean: task\.latency\.mean is that of this run alone/,
      ),
    ]);
    expect(await notes(1.5, 'task.latency.mean < 5m')).toEqual([
      expect.stringContaining('which has no variance'),
    ]);
    expect(await notes(0.9, 'task.latency.p90 < 5m')).toEqual([]);
    expect(await notes(2.5, 'task.latency.mean < 5m')).toEqual([]);
  });
});

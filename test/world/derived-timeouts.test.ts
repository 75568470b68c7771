/** The list of what is waited for before something acts without an answer. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { plannedTimeouts, tooShort } from '../../src/world/feasibility/derived-timeouts.ts';
import { summaryOf } from '../lab/from-text.ts';

const listed = (text: string) =>
  Object.fromEntries(
    plannedTimeouts(parseScenario(text)).map(({ name, seconds, needs }) => [name, [seconds, needs]]),
  );
const short = (text: string) => tooShort(plannedTimeouts(parseScenario(text))).map(({ name }) => name);

const WORK = 'workload: { backlog: 1, service: 1s }\n';
const REGIONS = `
cluster: { regions: [a, b] }
network: { links: { between_regions: { latency: 200ms } } }
agents: 20
`;

describe('time-outs', () => {
  test('of a star: with what they follow from, against the slowest link to an agent', () => {
    expect(
      listed(`${REGIONS}coordination: { region: a }\nretry: { ack_timeout: 3s, timeout: 1m }\n${WORK}`),
    ).toEqual({
      'assignment.repeated': [3, 0.4],
      'assignment.given_up': [18, 0.4],
      'attempt.given_up': [60, 0.4],
      'heartbeat.missed': [10, 1],
      'run.stalled': [3600 + 2 * (60 + 30 + 32 * 3 + 10), null],
    });
  });

  test('of patience, against the quickest way to an agent', async () => {
    const far = `${REGIONS}coordination: { region: a }\n`;
    const work = (patience: string) =>
      `workload: { backlog: 3, service: 1s, region: b, patience: ${patience} }\n`;
    expect(listed(`${far}${work('5s')}`)['task.gives_up']?.[0]).toBe(5);
    expect(listed(`${far}${work('5s')}`)['task.gives_up']?.[1]).toBeCloseTo(0.2, 2);
    expect(listed(`${far}${WORK}`)['task.gives_up']).toBeUndefined();
    expect(short(`${far}${work('5s')}`)).toEqual([]);
    expect(short(`${far}${work('0s')}`)).toEqual(['task.gives_up']);
    expect(short(`${far}${work('exponential(mean=100ms)')}`)).toEqual(['task.gives_up']);
    // Without latencies those of no patience begin at once, or not at all.
    const still =
      'network: { links: { same_node: { latency: 0s }, same_zone: { latency: 0s }, same_region: { latency: 0s } } }\n';
    expect(short(`agents: 4\n${still}workload: { backlog: 3, service: 1s, patience: 0s }\n`)).toEqual([]);
    const { notes, metrics } = await summaryOf(`${far}${work('0s')}`);
    expect(metrics['tasks.abandoned']).toBe(3);
    expect(notes.join('\n')).toMatch(
      /^A task of \S+ that no agent has begun gives up, after 0 s in all .*: no more than the quickest way from a client to an agent, 20\d(?:\.\d+)? ms\. Raise it, or tasks give up on their way\.$/m,
    );
  });

  test('of coordinators that ask, and of a pair', () => {
    const scheduler = 'scheduler: { algorithm: late_binding }\n';
    expect(listed(`agents: 4\n${scheduler}${WORK}`)['reservation.given_up']?.[0]).toBe(12);
    const rebalance = 'scheduler: { rebalance: { interval: 5s } }\n';
    expect(listed(`agents: 4\n${rebalance}${WORK}`)['rebalance.given_up']?.[0]).toBe(12);
    const mesh =
      'coordination: { topology: mesh, fanout: 5, mesh: { routing: broadcast, interval: 300ms } }\nscheduler: { agent_queue: 0 }\n';
    expect(listed(`${REGIONS}${mesh}${WORK}`)['question.closed']).toEqual([0.3, 0.4]);
    const standby =
      'coordination: { region: a, standby: { region: b, heartbeat: 1s, timeout: 5s, sync_timeout: 3s } }\n';
    expect(listed(`${REGIONS}${standby}${WORK}`)).toMatchObject({
      'standby.batch_repeated': [0.25, 0.4],
      'standby.takes_over': [5, 1],
      'standby.goes_alone': [3, 1],
    });
  });

  test('of a ring: passes against a round trip, the loss of the token against a whole round', () => {
    const ring = (timeout: string) =>
      `${REGIONS}coordination: { topology: ring, fanout: 5, ring: { token_timeout: ${timeout}, hold: 10ms } }\nscheduler: { agent_queue: 0 }\n${WORK}`;
    const found = listed(ring('6s'));
    expect(found['token.pass_repeated']).toEqual([0.5, 0.4]);
    expect(found['token.peer_dead']).toEqual([1.5, 0.4]);
    expect(found['token.lost']?.[0]).toBe(6);
    expect(found['token.lost']?.[1]).toBeGreaterThan(0.4 + 4 * 0.01);
    expect(short(ring('6s'))).toEqual([]);
    expect(short(ring('1s'))).toEqual(['token.pass_repeated', 'token.peer_dead']);
    expect(short(ring('300ms'))).toEqual(['token.pass_repeated', 'token.peer_dead', 'token.lost']);
  });

  test('that are no longer than what they wait for are told of with the result', async () => {
    const slow = (ack: string) =>
      `agents: 2\nduration: 30s\nnetwork: { latency: 600ms }\nretry: { ack_timeout: ${ack} }\n${WORK}`;
    expect(short(slow('2s'))).toEqual([]);
    expect(short(slow('1s'))).toEqual(['assignment.repeated']);
    expect(short(slow('150ms'))).toEqual(['assignment.repeated', 'assignment.given_up']);
    const { notes, timeouts } = await summaryOf(slow('150ms'));
    expect(notes).toContain(
      'An assignment that nobody has confirmed, after it was sent 6 times, is given up, which uses up an attempt, after 900 ms in all (from 6 x retry.ack_timeout): no more than a round trip of the links, 1.2 s. Raise it, or nobody answers in time.',
    );
    expect(timeouts?.map(({ name }) => name)).toContain('run.stalled');
    expect((await summaryOf(slow('2s'))).notes.join()).not.toContain('round trip');
  });

  test('below the time from one heartbeat to the next', () => {
    const health = 'health: { heartbeat_interval: 10s, parameters: { timeout: 5s } }\n';
    expect(short(`agents: 2\n${health}${WORK}`)).toEqual(['heartbeat.missed']);
    const borne = (detector: string) =>
      listed(`agents: 2\nhealth: { heartbeat_interval: 10s, ${detector} }\n${WORK}`)['heartbeat.missed'];
    // 10 s, a pause of 3 s, and 5.225987 deviations of at least 100 ms.
    expect(borne('detector: phi_accrual')).toEqual([13.522599, 10]);
    const exponential = 'detector: phi_accrual, parameters: { form: exponential, threshold: 0.5 }';
    expect(borne(exponential)?.[0]).toBeCloseTo(3 + 0.5 * Math.LN10 * 10, 5);
    expect(borne('detector: lease')).toEqual([50, 10]);
    expect(borne('detector: none')).toBeUndefined();
    const stalled = (detector: string) =>
      (listed(`agents: 2\nhealth: { heartbeat_interval: 10s, ${detector} }\n${WORK}`)['run.stalled']?.[0] ??
        0) - (listed(`agents: 2\nhealth: { detector: none }\n${WORK}`)['run.stalled']?.[0] ?? 0);
    // A window of intervals and a threshold are no times.
    expect(stalled('detector: phi_accrual')).toBeCloseTo(2 * 13.522599, 5);
    expect(stalled('detector: lease')).toBe(2 * (5 + 50 + 60));
    const hasty = 'health: { heartbeat_interval: 10s, detector: lease, parameters: { grace: 9s } }\n';
    expect(short(`agents: 2\n${hasty}${WORK}`)).toEqual(['heartbeat.missed']);
  });
});

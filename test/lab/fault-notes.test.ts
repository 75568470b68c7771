/** What is said of faults that came to nobody, and of failures that nobody noticed. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/lab/compare.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { compareSentences } from '../../src/report/experiment/sentences.ts';
import { resultOf } from './from-text.ts';

describe('notes and cautions', () => {
  test('say that a fault at random times came to nobody, and how often it was to be expected', async () => {
    const scenario = (faults: string) =>
      `duration: 10min\nagents: 5\nworkload: { arrivals: "poisson(rate=1/s)", service: 3s, stop: 9min }\nfaults: [${faults}]\n`;
    const found = async (faults: string) => {
      const { summary, cautions } = await resultOf(scenario(faults));
      return [...summary.notes, ...(cautions ?? [])].filter((note) => note.startsWith('The fault '));
    };
    expect(await found('{ name: rare, kind: crash, target: all, mtbf: 1000h, mttr: 1min }')).toEqual([
      expect.stringMatching(
        /^The fault rare never came: 0\.00075 failures of 5 processes were to be expected by its mtbf of 41 d 16 h\.$/,
      ),
      'The fault rare never came.',
    ]);
    expect(await found('{ name: rare, kind: crash, target: all, poisson: 0.0001/h, duration: 1s }')).toEqual([
      expect.stringMatching(/^The fault rare never came: 0\.0000\d+ were to be expected by its rate\.$/),
      'The fault rare never came.',
    ]);
    expect(await found('{ name: often, kind: crash, target: all, mtbf: 1min, mttr: 1min }')).toEqual([]);
  });

  test('say of how many of all failures times of detection are', async () => {
    const scenario = (timeout: string, detector = `fixed_timeout, parameters: { timeout: ${timeout} }`) =>
      `duration: 5min\nagents: 20\nhealth: { heartbeat_interval: 1s, detector: ${detector} }\nworkload: { arrivals: "poisson(rate=2/s)", service: 5s, stop: 4min }\nfaults: [{ kind: crash, target: { agents: 5 }, at: 1min, duration: 5s }, { kind: crash, target: { agents: 1 }, at: 2min, duration: 1min }]\n`;
    const found = async (text: string) => {
      const { summary, cautions } = await resultOf(text);
      return [...summary.notes, ...(cautions ?? [])].filter((note) => /detection\.|failure/.test(note));
    };
    expect(await found(scenario('10s'))).toEqual([
      'detection.time.* is of 1 of 6 failures: the others were over before anybody noticed (detection.missed), and their tasks are not among those of failover.time.*.',
      'detection.time.* and failover.time.* are not of all failures: some were over before anybody noticed (detection.missed).',
    ]);
    expect(await found(scenario('2s'))).toEqual([]);
    expect((await found(scenario('2min')))[0]).toBe(
      'No failure was noticed while it lasted: all 6 were over before, and nothing is known of the time to detect one, or to take over its tasks.',
    );
    expect((await found(scenario('', 'none')))[0]).toBe(
      'Nobody watches (health.detector is none): 6 failures were over without anybody noticing, and recovery.time.* begins when an agent tells that it has restarted.',
    );
  });
});

test('a comparison of times of detection says of how many failures they are', async () => {
  const watched = (timeout: string) =>
    parseScenario(
      `duration: 5min\nagents: 20\nhealth: { heartbeat_interval: 1s, detector: fixed_timeout, parameters: { timeout: ${timeout} } }\nworkload: { arrivals: "poisson(rate=4/s)", service: 5s, stop: 4min }\nfaults: [{ kind: crash, target: { agents: 5 }, at: 1min, duration: 9s }, { kind: crash, target: { agents: 5 }, at: 2min, duration: 1min }]\n`,
    );
  const result = await compare(
    { short: watched('4s'), long: watched('20s') },
    {
      design: { kind: 'fixed', replications: 2 },
      metrics: ['detection.time.crash', 'recovery.time.mean'],
      workers: 1,
    },
  );
  const [detection, recovery] = compareSentences(result);
  const shares = '(100 % with short, 50 % with long|50 % with long, 100 % with short)';
  expect(detection).toMatch(
    new RegExp(`of the failures alone that somebody noticed while they lasted, which are ${shares}`),
  );
  expect(recovery).toMatch(new RegExp(`where of all failures somebody noticed ${shares}`));
});

test('faults of the network have no number of processes, and those that hit none have 0', async () => {
  const { record } = await resultOf(`
duration: 1min
agents: 20
cluster: { regions: [{ name: a, nodes: 2, zones: 1 }, { name: b, nodes: 2, zones: 1 }] }
workload: { backlog: 5, service: 50s }
faults:
  - { name: cut, kind: partition, between: [a, b], at: 1s, duration: 1s }
  - { name: alone, kind: partition, isolate: { agents: 3 }, at: 2s, duration: 1s }
  - { name: lossy, kind: link, loss: 1%, at: 3s, duration: 1s }
  - { name: few, kind: crash, target: { agents: 1% }, at: 4s, duration: 1s }
`);
  expect(record.faults.map(({ name, processes }) => [name, processes])).toEqual([
    ['cut', null],
    ['alone', 3],
    ['lossy', null],
    ['few', 0],
  ]);
});

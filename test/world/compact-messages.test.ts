/** Message sizes of the compact protocol in the model of the network. */
import { expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { messageBytes } from '../../src/modules/flows/compact-message.ts';
import { Numbering, packProtocol } from '../../src/modules/flows/protocol.ts';
import { intake, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import { fullName, kinds } from '../../src/modules/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

function run(size: string, more = '') {
  const text = `seed: 1
duration: 10s
agents: 1
network: { latency: 1ms, message_size: ${size}${more} }
workload: { backlog: 3, service: 1s, payload: 1KB }
health: { heartbeat_interval: 1s, detector: none }
`;
  const scenario = loadScenario('c.yaml', { files: memoryFiles({ 'c.yaml': text }), catalog: catalog() });
  return runScenario(scenario);
}

const bytes = async (size: string) => (await run(size)).summary.metrics['messages.bytes'] as number;

test('every kind of message has its own size', async () => {
  const sent = ((await run('256B')).summary.metrics['messages.sent'] as number) * 256 + 3000;
  expect(await bytes('256B')).toBe(sent);
  const { metrics } = (await run('compact')).summary;
  const beats = metrics['heartbeats.sent'] as number;
  // Three tasks: handed in, assigned, acknowledged, ended, recorded. The client of a backlog does not ask to be told.
  const { assigned, result, heartbeat } = scheduling;
  const used = [intake.submit, toWorker.assign, assigned, result, toWorker.acknowledged];
  expect(metrics['messages.sent']).toBe(beats + 3 * used.length);
  const each = used.reduce((sum, { size }) => sum + size, 0);
  expect(metrics['messages.bytes']).toBe(beats * heartbeat.size + 3 * each + 3000);
});

test('sizes take time where bandwidth is little', async () => {
  const makespan = async (size: string) =>
    (await run(size, ', bandwidth: 10KB/s')).summary.metrics.makespan as number;
  const compact = await makespan('compact');
  const wide = await makespan('2KB');
  expect(wide - compact).toBeGreaterThan(0.3);
});

test('the sizes are about those of encoded messages with fields as large as runs have them', () => {
  const numbering = new Numbering(kinds);
  for (const kind of kinds) {
    // An event says itself how large it is, and what a cold message holds comes on top.
    if (!kind.hot || kind.size === 0) continue;
    const bytes = [[], [999_999, 999_999, 1]].map((words) =>
      messageBytes(packProtocol({ kind, words }, numbering, 1.7e15)),
    );
    expect(kind.size, fullName(kind)).toBeGreaterThan(bytes[0]);
    expect(kind.size, fullName(kind)).toBeLessThanOrEqual(bytes[1] + 1);
  }
});

test('a size is a size, or compact', () => {
  expect(() => run('tiny')).toThrow(ScenarioErrors);
});

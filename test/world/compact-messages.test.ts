/** Message sizes of the compact protocol in the model of the network. */
import { expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { runScenario } from '../../src/lab/run.ts';
import { PROTOCOL_BYTES, packProtocol, protocolBytes } from '../../src/modules/flows/protocol.ts';
import { MESSAGE, MESSAGE_NAMES } from '../../src/modules/ports.ts';
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
  const kinds = ['submit', 'assign', 'assigned', 'result', 'recorded'] as const;
  expect(metrics['messages.sent']).toBe(beats + 3 * kinds.length);
  const each = kinds.reduce((sum, kind) => sum + PROTOCOL_BYTES[kind], 0);
  expect(metrics['messages.bytes']).toBe(beats * PROTOCOL_BYTES.heartbeat + 3 * each + 3000);
});

test('sizes take time where bandwidth is little', async () => {
  const makespan = async (size: string) =>
    (await run(size, ', bandwidth: 10KB/s')).summary.metrics.makespan as number;
  const compact = await makespan('compact');
  const wide = await makespan('2KB');
  expect(wide - compact).toBeGreaterThan(0.3);
});

test('the sizes are those of the encoded messages', () => {
  for (const name of MESSAGE_NAMES) {
    expect(PROTOCOL_BYTES[name]).toBeGreaterThan(JSON.stringify({ t: 't', d: [0], ts: 0 }).length);
  }
  const message = { kind: MESSAGE.assign, a: 999_999, b: 999_999, c: 1 };
  expect(protocolBytes(message, 1.7e15)).toBe(PROTOCOL_BYTES.assign);
  expect(packProtocol(message, 1.7e15).data).toEqual([1, 999_999, 999_999, 1]);
});

test('a size is a size, or compact', () => {
  expect(() => run('tiny')).toThrow(ScenarioErrors);
});

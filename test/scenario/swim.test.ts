/** What a scenario may say with `health.detector: swim`, and of messages that are held. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { refusals } from '../../src/live/refusals.ts';

const load = (text: string) => parseScenario(`duration: 1m\n${text}`);
const SWIM = 'health: { detector: swim }\n';

describe('swim', () => {
  test('sends no heartbeats, whatever their interval, so that a comparison may vary the detector alone', () => {
    expect(load(SWIM).health).toMatchObject({ detector: 'swim', heartbeat_interval: 0 });
    const given = load('health: { heartbeat_interval: 2s, detector: swim, parameters: { period: 500ms } }');
    expect(given.health).toMatchObject({ heartbeat_interval: 0, parameters: { period: 0.5, indirect: 3 } });
  });

  test.each([
    [`${SWIM}coordination: { topology: tree }`, 'health.detector: swim needs topology star, found tree'],
    [`${SWIM}coordination: { standby: true }`, 'swim needs a coordinator without a standby'],
    [`${SWIM}scaling: hpa`, 'swim needs agents that are there throughout: scaling excludes it'],
    [`${SWIM}agents: 20000`, 'swim watches at most 16383 agents, found 20000'],
    [
      'health: { detector: swim, heartbeats_while_busy: false }',
      'health.heartbeats_while_busy: agents send no heartbeats with swim, and answer whatever they do',
    ],
    [
      'health: { detector: swim, parameters: { probe_timeout: 2s } }',
      'health.parameters.probe_timeout: expected at most the period, 1s',
    ],
    ['health: { detector: swim, parameters: { lifeguard: half } }', 'health.parameters.lifeguard'],
  ])('%j is refused', (text, message) => {
    expect(() => load(text)).toThrow(message);
  });

  test('is only simulated', () => {
    expect(refusals(load(SWIM), false).map(({ path }) => path.join('.'))).toContain('health.detector');
  });
});

describe('messages that are held', () => {
  const fault = (more: string) =>
    load(`faults: [{ kind: slow, factor: 1, at: 5s, duration: 8s, ${more} }]`).faults[0];

  test('are those of slow agents where that is asked for', () => {
    expect(fault('messages: held, target: all')).toMatchObject({ kind: 'slow', factor: 1, messages: 'held' });
    expect(fault('target: all')).not.toHaveProperty('messages');
  });

  test('are never those of coordinators', () => {
    expect(() => fault('messages: held, target: { coordinators: all }')).toThrow(
      'faults[0].messages: only those of agents can be held: expected pass',
    );
  });

  test('are held in simulations only', () => {
    const held = load('faults: [{ kind: slow, factor: 1, at: 5s, messages: held, target: all }]');
    expect(refusals(held, false).map(({ path }) => path.join('.'))).toContain('faults.0.messages');
  });
});

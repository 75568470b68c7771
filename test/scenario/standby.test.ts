import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';

const load = (text: string) => parseScenario(`duration: 1m\ncluster: { regions: [near, far] }\n${text}`);
const standby = (text: string) => load(`coordination: { standby: ${text} }`).coordination.standby;

describe('the standby of a coordinator', () => {
  test('is absent unless it is given', () => {
    expect(load('').coordination).not.toHaveProperty('standby');
    expect(load('coordination: { standby: false }').coordination).not.toHaveProperty('standby');
  });

  test('has the defaults of the documents, and stands where the root does', () => {
    const defaults = { timeout: 10, sync_timeout: 3, heartbeat: 1, witnesses: 5, region: 'near' };
    expect(standby('true')).toEqual(defaults);
    expect(standby('{ timeout: 20s, region: far }')).toEqual({ ...defaults, timeout: 20, region: 'far' });
    expect(load('coordination: { region: far, standby: true }').coordination.standby?.region).toBe('far');
  });

  test.each([
    ['{ witnesses: 4 }', '3:39: coordination.standby.witnesses: expected an odd number, found 4'],
    ['{ region: fat }', 'coordination.standby.region: there is no region "fat", did you mean "far"?'],
    ['{ timeout: 1500ms }', 'coordination.standby.timeout: expected at least two heartbeats, 2s, found 1.5s'],
    [
      '{ heartbeat: 2s }',
      'coordination.standby.sync_timeout: expected at least two heartbeats, 4s, found 3s',
    ],
    ['{ timout: 3s }', 'coordination.standby.timout: unknown key "timout", did you mean "timeout"?'],
    ['sometimes', 'coordination.standby: expected true or false, found "sometimes"'],
    ['true, topology: tree', 'coordination.standby: a standby needs topology star, found tree'],
  ])('%s is refused', (text, message) => {
    expect(() => standby(text)).toThrow(message);
  });

  test('does not go with agents that come and go', () => {
    expect(() => load('scaling: hpa\ncoordination: { standby: true }')).toThrow(
      'coordination.standby: a standby needs agents that are there throughout: scaling excludes it',
    );
  });
});

describe('a fault of coordinators', () => {
  const fault = (coordinators: string, more = '') =>
    load(`${more}faults: [{ kind: crash, target: { coordinators: ${coordinators} }, at: 1s }]`).faults[0];
  const pair = 'coordination: { standby: true }\n';

  test('may hit the root or the standby', () => {
    const target = {
      processes: 'coordinators',
      count: null,
      fraction: 1,
      region: null,
      zone: null,
      group: null,
    };
    expect(fault('root')).toMatchObject({ target: { ...target, coordinator: 'root' } });
    expect(fault('standby', pair)).toMatchObject({ target: { ...target, coordinator: 'standby' } });
    expect(fault('1')).not.toHaveProperty('target.coordinator');
  });

  test.each([
    ['standby', '', 'there is no standby: it needs coordination.standby'],
    ['2', '', 'a star has one coordinator, found 2'],
    ['3', pair, 'a star has two coordinators, one of them the standby, found 3'],
    ['leader', pair, 'root, standby, or all, found "leader"'],
  ])('of %s is refused where it means nothing', (coordinators, more, message) => {
    expect(() => fault(coordinators, more)).toThrow(message);
  });
});

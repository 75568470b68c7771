/**
 * What tells two scenarios apart: the same key means the same results.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '../../scenario/scenario.ts';
import { VERSION } from '../version.ts';

/**
 * 16 hexadecimal digits over a scenario's content and the version that simulates it. Names and remarks do not count.
 * @param code digest of a user's modules that the scenario runs with; empty without any
 */
export function scenarioKey(scenario: Scenario, code = ''): string {
  const { name, description, written, ...content } = scenario;
  return createHash('sha256')
    .update(`${VERSION}\n${code}\n${JSON.stringify(content, exactNumbers)}`)
    .digest('hex')
    .slice(0, 16);
}

/** JSON knows no infinities. */
function exactNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

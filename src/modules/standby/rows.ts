/**
 * Rows that a coordinator of a pair keeps in its durable store besides the ledger's. Their field a is negative, so that the ledger
 * passes them over.
 */
import { isIn, KEYS } from '../durable-keys.ts';
import type { ProcessId } from '../ports.ts';

/** In field a of a row: what it is. */
export const ROW = {
  /** Key = task, b = 1 success, c = client that is to hear of it + 1, 0 for none, d = REASON of a failure. */
  ended: -2,
  /** b = submissions of one client taken on so far. */
  session: -3,
  /** b = generation, c = process that leads it, d = streams begun here. Each coordinator's own. */
  configuration: -4,
  /** b = stream, c = last batch of it applied here. Each coordinator's own. */
  position: -5,
  /** b = starts so far of the module that is replicated. */
  starts: -6,
} as const;

export const CONFIGURATION_KEY = KEYS.configuration.first;
export const POSITION_KEY = KEYS.position.first;

export function sessionKey(client: ProcessId): number {
  return KEYS.sessions.first + client;
}

export function clientOfSession(key: number): ProcessId {
  return key - KEYS.sessions.first;
}

/** Whether a row is what a coordinator knows of itself, and so none of the other's business. */
export function isOwn(key: number): boolean {
  return isIn(KEYS.configuration, key) || isIn(KEYS.position, key);
}

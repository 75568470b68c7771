/**
 * Rows that a coordinator of a pair keeps in its durable store besides the ledger's. Their field a is negative, so that the ledger
 * passes them over; their keys lie above all tasks.
 */
import type { ProcessId } from '../ports.ts';
import { TOKENS_ROW } from '../scheduling/tokens.ts';

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
} as const;

export const CONFIGURATION_KEY = TOKENS_ROW - 1;
export const POSITION_KEY = TOKENS_ROW - 2;
const FIRST_SESSION_KEY = TOKENS_ROW - 3;

export function sessionKey(client: ProcessId): number {
  return FIRST_SESSION_KEY - client;
}

export function clientOfSession(key: number): ProcessId {
  return FIRST_SESSION_KEY - key;
}

/** Whether a row is what a coordinator knows of itself, and so none of the other's business. */
export function isOwn(key: number): boolean {
  return key === CONFIGURATION_KEY || key === POSITION_KEY;
}

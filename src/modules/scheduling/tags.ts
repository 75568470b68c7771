/** Timer tags of a dispatcher and its parts, within the range that its owner forwards. */
import { ASSIGNMENT_TAG } from './assignments.ts';
import { LATE_BINDING_TAG } from './late-binding.ts';
import { REBALANCE_TAG } from './rebalancer.ts';

/** What ends by itself for a row of the ledger: with the row as its argument a delay, with ~row the patience of its task. */
export const BACKOFF_TAG = Object.keys(ASSIGNMENT_TAG).length;
export const FIRST_REBALANCE_TAG = BACKOFF_TAG + 1;
export const FIRST_LATE_BINDING_TAG = FIRST_REBALANCE_TAG + Object.keys(REBALANCE_TAG).length;
export const DISPATCHER_TAGS = FIRST_LATE_BINDING_TAG + Object.keys(LATE_BINDING_TAG).length;

/** How attempts at a worker end as far as its route is concerned, and what is reported of routes. */
import { fact, facts } from '../facts.ts';

/** How an attempt has ended. */
export const OUTCOME = {
  success: 0,
  /** The worker says that it failed. */
  failure: 1,
  /** The worker has not answered in time. */
  timeout: 2,
  /** It says nothing of the worker: withdrawn, refused for want of room, or taken back because the worker is not trusted. */
  unknown: 3,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Why a worker is given nothing new. */
export const CAUSE = {
  /** Attempts failed one after the other. */
  consecutive: 0,
  /** It succeeds clearly less often than the others. */
  successRate: 1,
  /** A share of its attempts failed, whatever the others do. */
  failureShare: 2,
  /** Attempts took too long. */
  slowShare: 3,
  /** It has been tried again, and is no better. */
  trial: 4,
} as const;
export type Cause = (typeof CAUSE)[keyof typeof CAUSE];

export const routeFacts = facts('routes', {
  /** The process begins to judge its workers, and knows nothing against any of them. */
  started: fact([]),
  /** The worker is given nothing new, for one of CAUSE, and keeps what it has. */
  ejected: fact(['process', 'cause']),
  /** The worker may be given tasks again. */
  returned: fact(['process']),
  /** A sweep: so many workers had enough attempts for their shares of successes to be compared; 0: too few, and none was. */
  swept: fact(['compared']),
  /** The worker would have been ejected, for one of CAUSE, but as many are as may be. */
  spared: fact(['process', 'cause']),
});

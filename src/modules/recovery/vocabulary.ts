/** What a coordinator and the supervisor of its workers say to each other, and what a recovery reports. */
import { fact, facts } from '../facts.ts';
import { FREE, hot, vocabulary } from '../vocabulary.ts';

/** What can be done about a worker. `none`: it came back by itself. */
export const ACTION = { none: 0, restart: 1, replace: 2, quarantine: 3, escalate: 4 } as const;
export type Action = (typeof ACTION)[keyof typeof ACTION];

/** Where a worker stands. Those from `restarting` to `quarantined` are one more than the action that is under way. */
export const STATE = {
  healthy: 0,
  /** It waits for its turn, or for the next attempt. */
  suspected: 1,
  restarting: 2,
  replacing: 3,
  /** It is kept apart, analysed and fixed. */
  quarantined: 4,
  /** It is said to be up, or has come back by itself, and must prove it. */
  verifying: 5,
  /** It is given a share of what it could do. */
  reintegrating: 6,
  /** People have it. */
  escalated: 7,
  /** It has left for good. */
  removed: 8,
} as const;

/** How an attempt has ended. */
export const OUTCOME = {
  recovered: 0,
  /** The supervisor says that it could not be done. */
  failed: 1,
  /** No answer of the supervisor came in time. */
  unanswered: 2,
  /** It was done, and the worker fell or stayed silent. */
  silent: 3,
  /** The worker was retired meanwhile. */
  removed: 4,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Why people have to look at a worker. */
export const ESCALATION = {
  /** There have been as many attempts as there may be. */
  exhausted: 0,
  /** It keeps failing after it has been recovered. */
  crashLoop: 1,
} as const;

/** What a supervisor hears: who can start, replace and examine workers. */
export const supervision = vocabulary('supervision', {
  /** One of ACTION is to be carried out. Of one worker tokens only grow; the same token again is the same request. */
  act: hot(['worker', 'action', 'token'], 50, FREE, { redelivered: true }),
  /** For people, for one of ESCALATION. */
  escalate: hot(['worker', 'reason', 'token'], 50, FREE, { redelivered: true }),
});

/** What a coordinator hears from the supervisor. */
export const recovering = vocabulary('recovering', {
  /** A request is over: `success` is 1 where the worker should be up. */
  acted: hot(['worker', 'token', 'success'], 50, 'acknowledge', { redelivered: true }),
  /** People have dealt with a worker: it should be up. */
  released: hot(['worker', 'token'], 50, 'acknowledge', { redelivered: true }),
});

export const recoveryFacts = facts('recovery', {
  /** The worker gets no tasks until it has proved itself. */
  isolated: fact(['process']),
  /** There are as many recoveries as there may be: the worker waits for its turn. */
  deferred: fact(['process']),
  /** An attempt begins: one of ACTION. */
  began: fact(['process', 'action', 'attempt', 'severity']),
  /** An attempt is over: one of OUTCOME. */
  ended: fact(['process', 'action', 'outcome']),
  /** The worker is given a share of what it could do again. */
  returned: fact(['process']),
  /** The worker is given all that it can do, so many microseconds after it was isolated. */
  healthy: fact(['process', 'took']),
  /** The worker is handed to people, for one of ESCALATION. */
  escalated: fact(['process', 'reason', 'attempts']),
  /** What would begin now if it were not only observed: one of ACTION. */
  wouldAct: fact(['process', 'action', 'severity']),
});

/** What the supervisor reports. */
export const supervisorFacts = facts('supervisor', {
  /** A request has been taken up: one of ACTION. */
  begun: fact(['worker', 'action']),
});

/** What a coordinator hears from its workers and from clients, what clients hear from it, and the words of both. */
import { fact, facts } from '../facts.ts';
import { FREE, hot, vocabulary } from '../vocabulary.ts';

/** Scope with a row for each task that a coordinator has taken on, whoever has written it: the key is the task. */
export const TASKS = 'tasks';

/** How a task has come to its end with a worker. */
export const RESULT = {
  failure: 0,
  success: 1,
  /** Its patience ended before it began. */
  abandoned: 2,
  /** Workers below turned it away for want of room, as often as it may be tried. */
  rejected: 3,
} as const;
export type Result = (typeof RESULT)[keyof typeof RESULT];

/** What a worker says of an assignment. */
export const ANSWER = {
  /** It is not here: refused for lack of room, or given back when asked. */
  absent: 0,
  here: 1,
  /** Asked to give it back, but it has begun. */
  begun: 2,
  /** There is no room, and the worker is one that turns tasks away: the attempt has failed. */
  rejected: 3,
} as const;

/** Why an attempt was given up or a task failed. */
export const REASON = {
  /** The attempt ran to its end and reported failure. */
  failure: 0,
  /** No result within the timeout. */
  timeout: 1,
  /** Its worker was suspected or restarted. */
  workerLost: 2,
  /** The worker had no room. */
  refused: 3,
  /** The coordinator's queue was full. */
  shed: 4,
  /** Assignments were never acknowledged. */
  unacknowledged: 5,
  /** Its patience was over. */
  abandoned: 6,
} as const;
export type Reason = (typeof REASON)[keyof typeof REASON];
export const REASON_NAMES = [
  'failure',
  'timeout',
  'worker_lost',
  'refused',
  'shed',
  'unacknowledged',
  'abandoned',
] as const;

/** What a coordinator hears from its workers. */
export const scheduling = vocabulary('scheduling', {
  /** Where an assignment stands: one of ANSWER. */
  assigned: hot(['task', 'token', 'answer'], 49, 'acknowledge'),
  /** The end of an assignment, one of RESULT; repeated until it is acknowledged. */
  result: hot(['task', 'token', 'result'], 49, 'result'),
  /** The worker lives. Its incarnation grows with every restart. */
  heartbeat: hot(['incarnation'], 42, 'heartbeat', { isHeartbeat: true }),
  /** In answer to a probe: tasks that run or wait at the worker, and microseconds that a task would take at that load, 0 for unknown. */
  probed: hot(['inFlight', 'latency'], 49, 'acknowledge'),
  /** Slots are free: the worker wants its reservations settled up to a number. */
  pull: hot(['upTo', 'epoch'], 50, 'assign'),
  /**
   * A worker is being retired, as it says itself, or whoever runs it. `atOnce` is 1 where what it has is lost; 0: it takes nothing new, and
   * goes when all it has is done. Repeated with every heartbeat; the worker is back with the first heartbeat of a later incarnation.
   */
  leave: hot(['worker', 'incarnation', 'atOnce'], 50, 'acknowledge'),
});

/** What a coordinator hears from clients. */
export const intake = vocabulary('intake', {
  /** A task is handed in. `wants` is 1 where the client wants to hear of its end. */
  submit: hot(['task', 'wants'], 44, 'submit', { redelivered: true }),
});

/** What a client hears from its coordinator. */
export const toClient = vocabulary('client', {
  /** A task has ended: `success` is 1 completed, 0 failed for good. */
  finished: hot(['task', 'success'], 44, FREE, { redelivered: true }),
});

/** What a dispatcher reports. */
export const schedulingFacts = facts('scheduling', {
  /** The ledger has taken a task on. */
  accepted: fact(['task']),
  /** An assignment left, for a worker or a neighbour. */
  assignment: fact(['task', 'process']),
  /** The ledger has recorded a task's success. */
  completed: fact(['task']),
  /** The ledger has given a task up, for one of REASON. */
  failed: fact(['task', 'reason']),
  /** A further attempt will be made. */
  retried: fact(['task', 'reason']),
  /** The retry just reported waits so many microseconds before it may be assigned. */
  backingOff: fact(['task', 'delay']),
  /** A result with an outdated token was turned away. */
  fenced: fact(['task', 'worker']),
  /** A task that has come finds nobody who could begin it: it has to wait. */
  delayed: fact(['task']),
  /** A task waits because as many of its kind are with workers as may be. */
  heldBack: fact(['task']),
  /** A worker came back as a new incarnation. */
  restarted: fact(['worker']),
  /** A rebalancer has looked at its workers' loads. */
  rebalanced: fact([]),
  /** A task that waited at one worker has gone to another. */
  moved: fact(['task', 'worker']),
  /** A worker that was asked for a task back had begun it. */
  kept: fact(['task', 'worker']),
  /** The task given up next would have been tried again, but for the retry budget. */
  overBudget: fact(['task']),
  /** The task shed next has waited while waits were too long for a while. */
  waitedTooLong: fact(['task']),
  /** The task shed next came where there is so much to do that none of its priority is taken on. */
  tooMuchToDo: fact(['task']),
});

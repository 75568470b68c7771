/**
 * What a module may ask of the machine it runs on. A module is a state machine: its host calls it with a start, a message
 * or a timer, and it acts only through its port. It never learns whether the machine is simulated; all its state lives in
 * itself (lost in a crash) and in its durable store (kept).
 */

/** Address of a process: an agent, a coordinator or a client. Whole numbers from 0, given out by the host. */
export type ProcessId = number;

/** What `Port.setTimer` returns; 0 is never a timer. */
export type TimerId = number;

/** Kinds of message between clients, coordinators and workers, with the meaning of their fields a, b and c. */
export const MESSAGE = {
  /** client -> root: a = task, c = 1: it wants to hear of its end. Towards a pair of coordinators b = how many it submitted before. */
  submit: 0,
  /**
   * coordinator -> worker: a = task, b = attempt: the number of the assignment, its fencing token. Of one sender it only grows.
   * c = 1: the task comes from another worker, and its state travels with it. c < 0: a peer hands it over, for the -c-th time.
   */
  assign: 1,
  /**
   * worker -> coordinator: where an assignment stands. a = task, b = attempt, c = one of ANSWER. Between peers c tells of room as well.
   */
  assigned: 2,
  /** worker -> coordinator: a = task, b = attempt, c = one of RESULT. Between peers c tells of room as well. */
  result: 3,
  /** coordinator -> worker: the result is recorded (or fenced off), stop sending it. a = task, b = attempt. */
  recorded: 4,
  /**
   * worker -> coordinator: a = worker, b = its incarnation, which grows with every restart. Between peers b = number of the latest change
   * of settings, c = room.
   */
  heartbeat: 5,
  /**
   * coordinator -> worker: give up this attempt if it has not ended. a = task, b = attempt, c = 1: only if it has not begun, and
   * say so.
   */
  cancel: 6,
  /** root -> client: a = task, c = 1 completed, 0 failed for good. */
  finished: 7,
  /** coordinator -> worker: how busy are you? a = number of the question. Not repeated: an answer that is lost is none. */
  probe: 8,
  /**
   * worker -> coordinator, in answer to a probe: b = tasks in flight (running or waiting there), c = microseconds that a task would
   * take at that load, at most 2^31 - 1, 0 for unknown. Between peers a = number of the question, b = room.
   */
  probed: 9,
  /**
   * coordinator -> worker: so many reservations have been made here. a = how many in all, b = life of the coordinator (grows with
   * each, and counts begin anew), c = 1: told before, and not all asked for since.
   */
  reserve: 10,
  /** worker -> coordinator: slots are free. a = number of the reservation up to which it asks for tasks, b = life. */
  ask: 11,
  /** coordinator -> worker: all reservations up to a number are settled, each by an assignment or by nothing. a = number, b = life. */
  answered: 12,
  /**
   * worker, or whoever runs it -> coordinator: it is being retired. c = 0: the sender; otherwise the worker + 1. a = its incarnation, b = 1: at once, what it has is lost; 0: it takes nothing new, and goes
   * when all it has is done. Repeated with every heartbeat; it is back with the first heartbeat of a later incarnation.
   */
  leave: 13,
  /**
   * client -> whoever listens: a step of a flow has come to something. a = subject, b = step and kind of event (4 x step + kind),
   * c = bytes of its compact form, which travel.
   */
  event: 14,
  /** peer -> peer: what it knows of everybody's room, as a table; a = 1: and wants to know the same. b as in a heartbeat. */
  gossip: 15,
  /**
   * leading coordinator -> standby: writes to the ledger's store, as a table. a = generation, b = number of the stream, c = number of
   * the batch in it. Repeated until confirmed.
   */
  replicate: 16,
  /** standby -> leading coordinator: a = generation, b = stream, c = last batch applied; 0: it does not know this stream, begin anew. */
  replicated: 17,
  /** coordinator -> the other of its pair, with every beat: a = generation, b = 1: it leads. */
  pulse: 18,
  /** coordinator -> witness: a = generation that is to end, b = ballot, c = 0: promise it, 1: vote for it. */
  ballot: 19,
  /** witness -> coordinator, in answer: a = generation it has last been asked about, b = ballot promised, c = ballot voted for, 0 none. */
  witnessed: 20,
  /** coordinator -> worker or client: who leads. a = generation, b = leading coordinator. */
  lead: 21,
  /** leading coordinator -> client: its first a submissions are taken on for good. b = generation. */
  accepted: 22,
  /** client -> leading coordinator: it has heard of the end of task a. */
  settled: 23,
  /** peer -> peer: the token of a ring. a = its number, b = number of the pass, c = round; a table of rooms, versions and rounds. */
  token: 24,
  /** peer -> peer: the token has come. a = its number, b = number of the pass. */
  taken: 25,
  /** operator -> peer: the settings are to change. a = number of the change. */
  adapt: 26,
} as const;

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
  /**
   * It is not here: refused for lack of room, or given back when asked, or, between peers, nobody is there to do it, which is said
   * until it is cancelled.
   */
  absent: 0,
  here: 1,
  /** Asked to give it back, but it has begun. */
  begun: 2,
  /** There is no room, and the worker is one that turns tasks away: the attempt has failed. */
  rejected: 3,
} as const;

export type MessageKind = (typeof MESSAGE)[keyof typeof MESSAGE];
export const MESSAGE_NAMES = Object.keys(MESSAGE) as readonly (keyof typeof MESSAGE)[];

/**
 * Peers tell each other of their room in messages that are sent anyway: slots of trusted workers, less the tasks that are open at
 * the sender. It stands above the two lowest bits of a field whose value is 0 to 3 otherwise.
 */
export function withRoom(value: number, room: number): number {
  return value + 4 * Math.max(-MOST_ROOM, Math.min(MOST_ROOM, room));
}
/** Most room that is told of, and the same below zero where nobody is there to do anything. */
export const MOST_ROOM = 1 << 28;

/** What `withRoom` has put together. */
export function roomOf(field: number): number {
  return field >> 2;
}
export function withoutRoom(field: number): number {
  return field & 3;
}

/** What modules tell the outside about, for metrics and for oracles. Fields as named. */
export const OBSERVATION = {
  /** The ledger has taken a task on. a = task. */
  accepted: 0,
  /** An assignment left. a = task, b = worker. */
  assignment: 1,
  /** The ledger has recorded a task's success. a = task. */
  completed: 2,
  /** The ledger has given a task up. a = task, b = REASON. */
  failed: 3,
  /** A further attempt will be made. a = task, b = REASON. */
  retried: 4,
  /** A result with an outdated token was turned away. a = task, b = worker. */
  fenced: 5,
  /** The detector stopped trusting a worker. a = worker. */
  suspected: 6,
  /** The detector trusts a worker again. a = worker. */
  trusted: 7,
  /** A wave's tasks were released. a = wave. */
  waveStarted: 8,
  /** All of a wave's tasks have ended. a = wave, b = 1 when enough of them succeeded. */
  waveEnded: 9,
  /** A worker came back as a new incarnation. a = worker. */
  restarted: 10,
  /** A rebalancer has looked at its workers' loads. */
  rebalanced: 11,
  /** A task that waited at one worker has gone to another. a = task, b = the worker that has it now. */
  moved: 12,
  /** A worker that was asked for a task back had begun it. a = task, b = worker. */
  kept: 13,
  /**
   * The end of a task that was recorded in an earlier life, or by an earlier leader, who may or may not have told anybody. a = task,
   * b = -1 success, else REASON it failed for.
   */
  reported: 14,
  /** Coordinators of a pair have changed roles. a = one of ROLE_CHANGE, b = generation. */
  roleChanged: 15,
  /** The token of a ring has come. a = its number, b = microseconds since it came here last, -1 when it never did. */
  tokenCame: 16,
  /** A token was lost, and another has been made. a = its number. */
  tokenMade: 17,
  /** A peer has changed its settings. a = number of the change. */
  adapted: 18,
  /** The retry just announced waits before it may be assigned. a = task, b = microseconds. */
  backingOff: 19,
  /** A task that has come finds nobody who could begin it: it has to wait. a = task. */
  delayed: 20,
} as const;
export type ObservationKind = (typeof OBSERVATION)[keyof typeof OBSERVATION];

/** What a leading coordinator of a pair announces about the two. */
export const ROLE_CHANGE = {
  /** It goes on without the other, which is silent. */
  alone: 0,
  /** It was the standby, and leads now. */
  takenOver: 1,
  /** The other is up to date again and stands by. */
  paired: 2,
} as const;
export type RoleChange = (typeof ROLE_CHANGE)[keyof typeof ROLE_CHANGE];

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

/** Rows of four whole numbers by key, which survive a crash. Writes are durable when the call returns. */
export interface DurableStore {
  put(key: number, a: number, b: number, c: number, d: number): void;
  remove(key: number): void;
  /** In ascending order of keys. */
  forEach(visit: (key: number, a: number, b: number, c: number, d: number) => void): void;
}

/** The machine, as a module sees it. Times are microseconds. */
export interface Port {
  readonly self: ProcessId;
  now(): number;
  /** Uniform in [0, 1), from this module's own stream. */
  random(): number;
  /** @param table numbers that travel with the message; the sender does not change them any more */
  send(to: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void;
  /** Calls `onTimer(tag, argument)` after `delay`. */
  setTimer(delay: number, tag: number, argument: number): TimerId;
  /** False when it has fired already. */
  cancelTimer(timer: TimerId): boolean;
  readonly storage: DurableStore;
  observe(kind: ObservationKind, a: number, b: number): void;
}

/**
 * What a host calls. What a module writes and sends during one call takes effect as a whole, or, in a crash, not at all: a host
 * makes the writes durable before any of the messages leaves.
 */
export interface Module {
  /** Once, before anything else; after a crash on a fresh instance, with the old durable store. */
  start(): void;
  onMessage(from: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void;
  onTimer(tag: number, argument: number): void;
}

/** What an assignment says about a task besides its number. A live host reads it from the message. */
export interface TaskDirectory {
  /** 1..10, 10 most urgent. */
  priority(task: number): number;
  /** Which set of capabilities it needs: an index into `requirements`. */
  requirement(task: number): number;
  /** 0: none. */
  affinity(task: number): number;
  /** Whose it is: an index into `weights`. */
  tenant(task: number): number;
  /** Latest time at which it may begin, in microseconds; Infinity: it waits for as long as it takes. */
  patienceEnd(task: number): number;
  /** Microseconds of work at speed 1 that its submission says to expect. */
  work(task: number): number;
  /** How fast workers of a group are at it, as a multiple of their speed; 1 for a group below 0: several. */
  relativeSpeed(task: number, group: number): number;
  /** Microseconds from its start to the end of the graph that it is part of, as far as that can be said in advance. */
  rank(task: number): number;
  /** Weights of the tenants, above 0: the shares that each has in the workers while all have tasks waiting. */
  readonly weights: readonly number[];
  /** Sets of capabilities as bit masks; entry 0 is the empty set. */
  readonly requirements: readonly number[];
}

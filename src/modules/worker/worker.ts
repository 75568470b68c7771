/**
 * The worker: it accepts assignments, queues them, executes them in its slots, and reports each result until it is acknowledged. It
 * sends heartbeats, answers probes, pulls tasks for its reservations, hibernates when it is idle, follows the leading coordinator and
 * leaves when told to. One instance serves many workers, numbered from 0, without an object for each.
 */
import type { Result } from '../scheduling/vocabulary.ts';
import type { Receiver } from '../vocabulary.ts';
import { Allegiance, type Voter } from './allegiance.ts';
import { Assignments } from './assignments.ts';
import { Departures } from './departures.ts';
import { Heartbeats } from './heartbeats.ts';
import { Hibernation } from './hibernation.ts';
import { Holdings, PHASE } from './holdings.ts';
import { TIMER, type TimerTag, type WorkerMachine } from './machine.ts';
import { WorkerMessages } from './messages.ts';
import type { WorkerOptions } from './options.ts';
import { Patience } from './patience.ts';
import { ProbeAnswers } from './probe-answers.ts';
import { Pulls } from './pulls.ts';
import { Queue } from './queue.ts';
import { type WorkerHandlers, workerReceives } from './receive.ts';
import { Reports } from './reports.ts';
import { Slots } from './slots.ts';

export class Worker {
  /** Assignments that workers have accepted and whose results have not been acknowledged. */
  readonly holdings: Holdings;
  readonly #machine: WorkerMachine;
  readonly #messages: WorkerMessages;
  readonly #queue: Queue;
  readonly #slots: Slots;
  readonly #patience: Patience;
  readonly #reports: Reports;
  readonly #departures: Departures;
  readonly #heartbeats: Heartbeats;
  /** null: workers are not probed, pull nothing, stay awake. */
  readonly #answers: ProbeAnswers | null;
  readonly #pulls: Pulls | null;
  readonly #hibernation: Hibernation | null;
  /** What workers handle. Before each message, `address` says whose it is. */
  readonly receives: readonly Receiver[];
  #addressee = -1;

  /** @param witnesses those of the workers that decide who leads, by number */
  constructor(
    machine: WorkerMachine,
    options: WorkerOptions,
    witnesses: ReadonlyMap<number, Voter> = new Map(),
  ) {
    const { count } = options;
    const holdings = new Holdings(count);
    const messages = new WorkerMessages(machine, options.firstProcess);
    const queue = new Queue(machine, holdings, options);
    const reports = new Reports(machine, holdings, messages, options.ackTimeout);
    const patience = new Patience(machine, holdings, queue, reports);
    const departures = new Departures(machine, holdings, messages, count);
    const hibernation = hibernationOf(machine, holdings, options);
    const pulls = options.pulls ? new Pulls(messages, departures, count) : null;
    const isHeldUp = options.beatsWhileBusy ? () => false : (self: number) => slots.used[self] > 0;
    const heartbeats = new Heartbeats(machine, departures, options.heartbeatInterval, isHeldUp);
    const parts = { holdings, messages, queue, reports, patience, departures, hibernation, pulls };
    const held = options.beatsWhileBusy ? null : heartbeats;
    const slots = new Slots(machine, options, { ...parts, heartbeats: held });
    const inFlight = (self: number) => slots.used[self] + queue.length[self];
    this.#answers = options.answersProbes
      ? new ProbeAnswers(machine, holdings, messages, count, inFlight)
      : null;
    this.holdings = holdings;
    this.#machine = machine;
    this.#messages = messages;
    this.#queue = queue;
    this.#slots = slots;
    this.#patience = patience;
    this.#reports = reports;
    this.#departures = departures;
    this.#heartbeats = heartbeats;
    this.#pulls = pulls;
    this.#hibernation = hibernation;
    const assignments = new Assignments(machine, options, { ...parts, slots, answers: this.#answers });
    const allegiance = new Allegiance(machine, messages, reports);
    const handlers = this.#handlersOf(assignments, allegiance, witnesses);
    this.receives = workerReceives(handlers, () => this.#addressee);
  }

  /** By worker: tasks that wait. */
  get queued(): Int32Array {
    return this.#queue.length;
  }

  /** The worker is up for the first time. */
  start(self: number): void {
    this.#heartbeats.start(self);
  }

  /** A worker that is up has nothing to do, and may hibernate if that lasts. Once, after `start`; from then on the worker knows. */
  mayHibernate(self: number): void {
    this.#hibernation?.idle(self);
  }

  /** The next message is for this worker. */
  address(self: number): void {
    this.#addressee = self;
  }

  /** The worker that the message being handled is for. */
  get addressee(): number {
    return this.#addressee;
  }

  onTimer(self: number, tag: TimerTag, argument: number): void {
    if (tag === TIMER.heartbeat) this.#heartbeats.onDue(self, argument);
    else if (tag === TIMER.report) this.#reports.onDue(argument);
    else if (tag === TIMER.patience) this.#patience.onOver(argument);
    else this.#hibernation?.onTimer(self);
  }

  /** An execution has ended, with or without success. */
  ended(execution: number, result: Result): void {
    this.#answers?.executed(execution);
    this.#slots.ended(execution, result);
  }

  /** The worker's executions, in the order in which they took their slots: the first, and the one after another; -1 for none. */
  firstExecution(self: number): number {
    return this.holdings.first(self, PHASE.running);
  }

  nextExecution(execution: number): number {
    return this.holdings.next(execution);
  }

  /** The worker has gone down, and its memory is lost. True: it was to leave, which is done with. */
  crashed(self: number): boolean {
    this.#slots.forget(self);
    this.#answers?.forget(self);
    this.#pulls?.forget(self);
    this.#hibernation?.forget(self);
    return this.#departures.forget(self);
  }

  /** The worker is up again after a crash, as a new incarnation. */
  restarted(self: number): void {
    if (!this.#machine.isPaused(self)) this.#hibernation?.idle(self);
    this.#heartbeats.restarted(self);
  }

  /** The worker stands still from now on. */
  paused(self: number): void {
    this.#hibernation?.busy(self);
  }

  /** The worker goes on. Messages that came in the meantime are to be handed over now, and then `caughtUp` is to be called. */
  resumed(self: number): void {
    if (this.#slots.used[self] === 0) this.#hibernation?.idle(self);
  }

  caughtUp(self: number): void {
    this.#patience.resumed(self);
    this.#slots.fill(self);
  }

  /** The worker is awake after it was to be woken. */
  woken(self: number): void {
    this.#hibernation?.woken(self);
    this.#slots.fill(self);
    // What it was woken for may have been taken back.
    if (this.#slots.used[self] === 0 && !this.#machine.isPaused(self)) this.#hibernation?.idle(self);
  }

  /** Whether the worker can execute at once: it neither hibernates nor is being woken. */
  isAwake(self: number): boolean {
    return this.#hibernation?.isAwake(self) ?? true;
  }

  isHibernating(self: number): boolean {
    return this.#hibernation?.isAsleep(self) ?? false;
  }

  /**
   * The worker takes nothing new from now on, and tells its coordinator, with every heartbeat again. `WorkerFacts.drained` follows as
   * soon as it has nothing left.
   */
  leave(self: number): void {
    this.#departures.leave(self);
  }

  /** The same, where somebody else has told the coordinator. */
  drain(self: number): void {
    this.#departures.drain(self);
  }

  /** The worker tells its coordinator that it goes now, with all that it has. Its machine stops it next. */
  leaveAtOnce(self: number): void {
    this.#messages.leave(self, true);
  }

  #handlersOf(
    assignments: Assignments,
    allegiance: Allegiance,
    witnesses: ReadonlyMap<number, Voter>,
  ): WorkerHandlers {
    const pull = (self: number, always: boolean) => this.#pulls?.pull(self, this.#slots.free(self), always);
    return {
      assign: (self, from, task, token) => assignments.assign(self, from, task, token),
      acknowledged: (self, task, token) => assignments.acknowledged(self, task, token),
      cancel: (self, task, token) => assignments.cancel(self, task, token),
      withdraw: (self, from, task, token) => assignments.withdraw(self, from, task, token),
      probe: (self, from) => this.#answers?.onProbe(self, from),
      reserve: (self, total, life, again) => {
        this.#pulls?.made(self, total, life, again);
        pull(self, again);
      },
      settled: (self, upTo, life) => {
        this.#pulls?.settled(self, upTo, life);
        pull(self, false);
      },
      lead: (self, generation, leader) => allegiance.onLead(self, generation, leader),
      ballot: (self, from, generation, ballot, isVote) =>
        witnesses.get(self)?.onBallot(from, generation, ballot, isVote),
    };
  }
}

function hibernationOf(
  machine: WorkerMachine,
  holdings: Holdings,
  { count, hibernateAfter }: WorkerOptions,
): Hibernation | null {
  if (hibernateAfter === null) return null;
  const port = {
    now: () => machine.now(),
    setTimer: (self: number, delay: number) => {
      machine.setTimer(self, delay, TIMER.idle, 0);
    },
    // A result that has not been acknowledged is sent again until it is.
    isNeeded: (self: number) => !holdings.isEmpty(self),
    hibernate: (self: number) => machine.hibernate(self),
    wake: (self: number) => machine.wake(self),
  };
  return new Hibernation(port, count, hibernateAfter);
}

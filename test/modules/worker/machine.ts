/**
 * A machine of a few lines for workers: a clock that moves when told to, timers, lists of what was sent and reported, executions that
 * end when the test says so, and a watch over what must never happen.
 */
import { RESULT, type Result, scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { following, toWitness } from '../../../src/modules/standby/vocabulary.ts';
import { type Hot, MessageTable, type Words } from '../../../src/modules/vocabulary.ts';
import type { Voter } from '../../../src/modules/worker/allegiance.ts';
import { TIMER, type TimerTag, type WorkerMachine } from '../../../src/modules/worker/machine.ts';
import type { WorkerOptions } from '../../../src/modules/worker/options.ts';
import { toWorker } from '../../../src/modules/worker/vocabulary.ts';
import { Worker } from '../../../src/modules/worker/worker.ts';
import { directory } from '../port.ts';

export const BOSS = 90;

/** All that workers hear, by name, and something that they do not. */
const HEARD = { ...toWorker, ...following, ...toWitness, assigned: scheduling.assigned };

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly self: number;
  readonly tag: TimerTag;
  readonly argument: number;
}

interface Execution {
  readonly self: number;
  readonly task: number;
  isSuspended: boolean;
}

interface Setup
  extends Partial<Omit<WorkerOptions, 'slots' | 'queueLimit' | 'rejects' | 'lastFirst' | 'tasks'>> {
  readonly slots?: number;
  readonly queueLimit?: number;
  readonly rejects?: boolean;
  readonly lastFirst?: boolean;
  readonly tasks?: Parameters<typeof directory>[0];
  readonly witnesses?: ReadonlyMap<number, Voter>;
}

function optionsOf(setup: Setup): WorkerOptions {
  const { count = 1, slots = 1, queueLimit = Infinity, rejects = false, lastFirst = false, tasks } = setup;
  return {
    firstProcess: 0,
    order: 'arrival',
    preemption: null,
    heartbeatInterval: 0,
    beatsWhileBusy: true,
    ackTimeout: 10,
    answersProbes: false,
    pulls: false,
    hibernateAfter: null,
    ...setup,
    count,
    slots: new Int32Array(count).fill(slots),
    queueLimit: new Float64Array(count).fill(queueLimit),
    rejects: new Uint8Array(count).fill(rejects ? 1 : 0),
    lastFirst: new Uint8Array(count).fill(lastFirst ? 1 : 0),
    tasks: directory(tasks),
  };
}

export class TestMachine implements WorkerMachine {
  readonly worker: Worker;
  readonly options: WorkerOptions;
  /** By number: executions that have begun and neither ended nor been aborted. */
  readonly running = new Map<number, Execution>();
  /** By worker. */
  readonly isDown: boolean[];
  readonly #paused: boolean[];
  readonly #incarnation: number[];
  readonly #coordinator: number[];
  readonly #generation: number[];
  readonly #held: (() => void)[][];
  readonly #handlers: MessageTable;
  readonly draws: number[] = [];
  #now = 0;
  #timers: Timer[] = [];
  #lastTimer = 0;
  readonly #log: string[] = [];
  /** Called with every message that leaves. */
  onSend: (self: number, kind: Hot<Words>, words: Words) => void = () => {};

  constructor(setup: Setup = {}) {
    this.options = optionsOf(setup);
    const each = <T>(value: T) => Array.from({ length: this.options.count }, () => value);
    this.isDown = each(false);
    this.#paused = each(false);
    this.#incarnation = each(0);
    this.#coordinator = each(BOSS);
    this.#generation = each(0);
    this.#held = this.isDown.map(() => []);
    this.worker = new Worker(this, this.options, setup.witnesses);
    this.#handlers = new MessageTable(() => this.worker.addressee, this.worker.receives);
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.draws.shift() ?? 0;
  }

  post<W extends Words>(self: number, to: number, kind: Hot<W>, ...words: NoInfer<W>): void {
    if (this.isDown[self]) throw new Error(`worker ${self} speaks while it is down`);
    if (this.#paused[self]) throw new Error(`worker ${self} speaks while it stands still`);
    this.#note(self, [kind.name, to, ...words].join(' '));
    this.onSend(self, kind, words);
  }

  sendHeartbeat(self: number, incarnation: number): void {
    this.post(self, this.#coordinator[self], scheduling.heartbeat, incarnation);
  }

  setTimer(self: number, delay: number, tag: TimerTag, argument: number): number {
    if (!Number.isInteger(delay) || delay < 0) throw new Error(`a timer of ${delay}`);
    this.#timers.push({ id: ++this.#lastTimer, at: this.#now + delay, self, tag, argument });
    return this.#lastTimer;
  }

  cancelTimer(timer: number): boolean {
    const before = this.#timers.length;
    this.#timers = this.#timers.filter(({ id }) => id !== timer);
    return this.#timers.length < before;
  }

  incarnation(self: number): number {
    return this.#incarnation[self];
  }

  isPaused(self: number): boolean {
    return this.#paused[self];
  }

  coordinator(self: number): number {
    return this.#coordinator[self];
  }

  generation(self: number): number {
    return this.#generation[self];
  }

  follow(self: number, coordinator: number, generation: number): void {
    this.#coordinator[self] = coordinator;
    this.#generation[self] = generation;
  }

  hibernate(self: number): void {
    this.#note(self, 'hibernates');
  }

  wake(self: number): void {
    this.#note(self, 'is to wake');
  }

  readonly executions = {
    begin: (self: number, execution: number, task: number) => {
      if (this.running.has(execution)) throw new Error(`execution ${execution} begins twice`);
      const same = [...this.running.values()].some((one) => one.self === self && one.task === task);
      if (same) throw new Error(`worker ${self} executes task ${task} twice at a time`);
      this.running.set(execution, { self, task, isSuspended: false });
      this.#checkSlots(self);
      this.#note(self, `begin ${task}`);
    },
    suspend: (execution: number) => this.#suspend(execution, true, 'suspend'),
    resume: (execution: number) => {
      this.#suspend(execution, false, 'resume');
      this.#checkSlots(this.#get(execution).self);
    },
    abort: (execution: number) => {
      const { self, task } = this.#get(execution);
      this.running.delete(execution);
      this.#note(self, `abort ${task}`);
    },
  };

  readonly facts = {
    accepted: (self: number, task: number) => this.#note(self, `accepted ${task}`),
    rejected: (self: number, task: number) => this.#note(self, `rejected ${task}`),
    queued: () => {},
    delayed: (self: number, task: number) => this.#note(self, `delayed ${task}`),
    preempted: (self: number, task: number) => this.#note(self, `preempted ${task}`),
    drained: (self: number) => this.#note(self, 'drained'),
  };

  /** A message from the coordinator; what a worker that stands still would hear, it hears when it goes on. */
  tell(kind: keyof typeof HEARD, a = 0, b = 0, c = 0, self = 0, from = BOSS): string[] {
    const hear = () => {
      this.worker.address(self);
      this.#handlers.hot(HEARD[kind].code, from, a, b, c);
    };
    if (this.#paused[self]) this.#held[self].push(hear);
    else if (!this.isDown[self]) hear();
    return this.take();
  }

  /** Executions of a worker in slots, as tasks. */
  inSlots(self: number): number[] {
    return [...this.running.values()]
      .filter((one) => one.self === self && !one.isSuspended)
      .map((one) => one.task);
  }

  end(task: number, result: Result = RESULT.success, self = 0): string[] {
    for (const [number, one] of this.running) {
      if (one.self !== self || one.task !== task || one.isSuspended) continue;
      this.running.delete(number);
      this.worker.ended(number, result);
      return this.take();
    }
    throw new Error(`worker ${self} does not execute task ${task}`);
  }

  crash(self = 0): boolean {
    this.isDown[self] = true;
    this.#held[self] = [];
    this.#timers = this.#timers.filter((timer) => timer.self !== self || timer.tag !== TIMER.heartbeat);
    const wasLeaving = this.worker.crashed(self);
    const left = this.#timers.filter((timer) => timer.self === self && timer.tag !== TIMER.idle);
    if (left.length > 0) throw new Error(`worker ${self} leaves a timer behind`);
    return wasLeaving;
  }

  restart(self = 0): string[] {
    this.isDown[self] = false;
    this.#incarnation[self]++;
    this.worker.restarted(self);
    return this.take();
  }

  pause(self = 0): string[] {
    this.#paused[self] = true;
    if (!this.isDown[self]) this.worker.paused(self);
    return this.take();
  }

  resume(self = 0): string[] {
    this.#paused[self] = false;
    if (this.isDown[self]) return this.take();
    this.worker.resumed(self);
    for (const hear of this.#held[self].splice(0)) hear();
    this.worker.caughtUp(self);
    return this.take();
  }

  /** It is a time now, and of what is due then nothing has happened yet. */
  reach(time: number): void {
    this.#now = time;
  }

  /** Moves the clock to a time, handing over every timer on the way, those of the same time in the order in which they were set. */
  advance(to: number): string[] {
    for (;;) {
      const due = this.#timers.reduce<Timer | null>(
        (first, timer) => (timer.at <= to && (first === null || timer.at < first.at) ? timer : first),
        null,
      );
      if (due === null) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      this.worker.onTimer(due.self, due.tag, due.argument);
    }
    this.#now = to;
    return this.take();
  }

  isWaking(self: number): boolean {
    return !this.isDown[self] && !this.worker.isAwake(self) && !this.worker.isHibernating(self);
  }

  get timers(): number {
    return this.#timers.length;
  }

  /** What has happened since the last call: messages as "kind to words", facts and executions as "what task". */
  take(): string[] {
    return this.#log.splice(0);
  }

  #note(self: number, what: string): void {
    this.#log.push(self === 0 ? what : `${self}: ${what}`);
  }

  #get(execution: number): Execution {
    const found = this.running.get(execution);
    if (!found) throw new Error(`there is no execution ${execution}`);
    return found;
  }

  #suspend(execution: number, isSuspended: boolean, what: string): void {
    const found = this.#get(execution);
    if (found.isSuspended === isSuspended) throw new Error(`execution ${execution}: ${what} twice`);
    found.isSuspended = isSuspended;
    this.#note(found.self, `${what} ${found.task}`);
  }

  #checkSlots(self: number): void {
    if (this.isDown[self] || this.#paused[self]) throw new Error(`worker ${self} begins though it cannot`);
    if (this.inSlots(self).length > this.options.slots[self])
      throw new Error(`worker ${self} uses too many slots`);
  }
}

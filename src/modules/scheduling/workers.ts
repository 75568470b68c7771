/**
 * What a scheduler knows of its workers. It learns all of this from messages (registrations, acknowledgements, results,
 * heartbeats), so it can be out of date: that is part of what is compared.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import type { ProcessId } from '../ports.ts';

/** A worker as it registers: an agent, or a coordinator that answers for the agents below it. */
export interface WorkerDescription {
  readonly process: ProcessId;
  /** Tasks it runs at a time. */
  readonly slots: number;
  /** Tasks it lets wait beyond those; Infinity for no limit. */
  readonly queueLimit: number;
  /** Bit mask over the scenario's capability names: those that it, or somebody below it, has. */
  readonly capabilities: number;
  /**
   * Bit mask over the directory's `requirements`: those that it, or one worker below it, meets alone. Of a coordinator it
   * does not follow from `capabilities`: one agent may have the one half of what a task requires, and another the other.
   */
  readonly serves: number;
  /** Declared speed, 1 = nominal. */
  readonly speed: number;
  /** Number of the group of agents that it is, or that all below it are; -1: of several. Default 0. */
  readonly group?: number;
  /** false: not there yet; it comes with the first heartbeat of its first incarnation after 0. Default true. */
  readonly present?: boolean;
}

/** Most outstanding tasks that the table can count. */
const NO_LIMIT = 0x7fffffff;

/**
 * The view that algorithms read; workers are numbered 0..count-1 here, in order of registration. Algorithms of a user's own read a
 * copy: writing to it changes nothing.
 */
export interface WorkerView {
  readonly count: number;
  /** Assigned and not known to have ended. */
  readonly outstanding: Int32Array;
  readonly slots: Int32Array;
  /** Most outstanding tasks a worker may have. */
  readonly limit: Int32Array;
  readonly speed: Float64Array;
  /** Number of the group of agents, -1 where there are several below. */
  readonly group: Int32Array;
  readonly capabilities: Int32Array;
  readonly serves: Int32Array;
  /** 1: trusted and not ejected, may be given tasks. */
  readonly available: Uint8Array;
  /** Sums over all workers, and how many are available, with how many slots. */
  readonly totalOutstanding: number;
  readonly totalSlots: number;
  readonly availableCount: number;
  readonly availableSlots: number;
  /** Available and below its limit. */
  isOpen(worker: number): boolean;
}

/** Whether a worker can run tasks with this set of required capabilities. */
export function isCapable(workers: WorkerView, worker: number, requirement: number): boolean {
  return (workers.serves[worker] & (1 << requirement)) !== 0;
}

export class WorkerTable implements WorkerView {
  readonly count: number;
  readonly process: Int32Array;
  readonly outstanding: Int32Array;
  readonly slots: Int32Array;
  readonly limit: Int32Array;
  readonly speed: Float64Array;
  readonly group: Int32Array;
  readonly capabilities: Int32Array;
  readonly serves: Int32Array;
  readonly available: Uint8Array;
  readonly incarnation: Float64Array;
  /** 1: it is there, and not suspected. */
  readonly #trusted: Uint8Array;
  /** 1: trusted or not, it is to be given nothing; null until somebody is. */
  #barred: Uint8Array | null = null;
  /** Number by address; unused where addresses follow each other at a constant distance, which they usually do. */
  readonly #index = new IntegerMap();
  readonly #stride: number;
  readonly #first: number;
  readonly #isRegular: boolean;
  /** By worker: its limit when nothing restricts it; null until something does. */
  #full: Int32Array | null = null;
  totalOutstanding = 0;
  totalSlots = 0;
  trustedCount: number;
  availableCount: number;
  availableSlots: number;

  /** @param agentQueue tasks that may be assigned to a worker beyond its slots; Infinity for no limit */
  constructor(workers: readonly WorkerDescription[], agentQueue: number) {
    const count = workers.length;
    this.count = count;
    this.trustedCount = count;
    this.availableCount = count;
    this.process = new Int32Array(count);
    this.outstanding = new Int32Array(count);
    this.slots = new Int32Array(count);
    this.limit = new Int32Array(count);
    this.speed = new Float64Array(count);
    this.group = new Int32Array(count);
    this.capabilities = new Int32Array(count);
    this.serves = new Int32Array(count);
    this.#trusted = new Uint8Array(count).fill(1);
    this.available = new Uint8Array(count).fill(1);
    this.incarnation = new Float64Array(count);
    this.#stride = count > 1 ? workers[1].process - workers[0].process : 1;
    for (let i = 0; i < count; i++) {
      const worker = workers[i];
      this.process[i] = worker.process;
      this.slots[i] = worker.slots;
      this.totalSlots += worker.slots;
      this.limit[i] = Math.min(NO_LIMIT, worker.slots + Math.min(agentQueue, worker.queueLimit));
      this.speed[i] = worker.speed;
      this.group[i] = worker.group ?? 0;
      this.capabilities[i] = worker.capabilities;
      this.serves[i] = worker.serves;
    }
    this.availableSlots = this.totalSlots;
    this.#first = count > 0 ? this.process[0] : 0;
    this.#isRegular = this.process.every((process, i) => process === this.#first + i * this.#stride);
    if (!this.#isRegular) for (let i = 0; i < count; i++) this.#index.set(this.process[i], i);
  }

  /** Number of a worker here by its address, -1 for strangers. */
  indexOf(process: ProcessId): number {
    if (!this.#isRegular) return this.#index.get(process);
    const number = (process - this.#first) / this.#stride;
    return number >= 0 && number < this.count && Math.floor(number) === number ? number : -1;
  }

  isOpen(worker: number): boolean {
    return this.available[worker] === 1 && this.outstanding[worker] < this.limit[worker];
  }

  /** It is to have at most so many tasks at a time; Infinity: as many as it has room for. */
  setMost(worker: number, most: number): void {
    this.#full ??= this.limit.slice();
    this.limit[worker] = Math.min(most, this.#full[worker]);
  }

  addOutstanding(worker: number, change: number): void {
    this.outstanding[worker] += change;
    this.totalOutstanding += change;
  }

  isTrusted(worker: number): boolean {
    return this.#trusted[worker] === 1;
  }

  /** The worker is there and not suspected, or is not. False when it makes no difference to what it may be given. */
  setTrusted(worker: number, isTrusted: boolean): boolean {
    const value = isTrusted ? 1 : 0;
    if (this.#trusted[worker] === value) return false;
    this.#trusted[worker] = value;
    this.trustedCount += isTrusted ? 1 : -1;
    return this.#settle(worker);
  }

  /** The worker may be given tasks while it is trusted, or may not. False when it makes no difference. */
  setAdmitted(worker: number, isAdmitted: boolean): boolean {
    this.#barred ??= new Uint8Array(this.count);
    this.#barred[worker] = isAdmitted ? 0 : 1;
    return this.#settle(worker);
  }

  #settle(worker: number): boolean {
    const value = this.#trusted[worker] === 1 && this.#barred?.[worker] !== 1 ? 1 : 0;
    if (this.available[worker] === value) return false;
    const change = value === 1 ? 1 : -1;
    this.available[worker] = value;
    this.availableCount += change;
    this.availableSlots += change * this.slots[worker];
    return true;
  }
}

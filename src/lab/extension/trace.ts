/**
 * Which call into a user's code is under way, in memory that another thread can read: when a call never returns, that thread
 * alone can still say which.
 */

/** Calls into user code. The words say what their numbers are. */
export const CALL = {
  create: 0,
  choose: 1,
  update: 2,
  assigned: 3,
  finished: 4,
  probed: 5,
  start: 6,
  heartbeat: 7,
  onTimer: 8,
  measure: 9,
  sample: 10,
  bound: 11,
  released: 12,
  decide: 13,
} as const;
export type Call = (typeof CALL)[keyof typeof CALL];

const WORDS: Readonly<Record<Call, (a: number, b: number) => string>> = {
  [CALL.create]: () => 'create()',
  [CALL.choose]: (task) => `choose(task ${task})`,
  [CALL.update]: (worker) => `update(worker ${worker})`,
  [CALL.assigned]: (task, worker) => `assigned(task ${task}, worker ${worker})`,
  [CALL.finished]: (task, worker) => `finished(task ${task}, worker ${worker})`,
  [CALL.probed]: (worker) => `probed(worker ${worker})`,
  [CALL.start]: () => 'start()',
  [CALL.decide]: (ready) => `decide() with ${ready} agents ready`,
  [CALL.heartbeat]: (worker) => `heartbeat(worker ${worker})`,
  [CALL.onTimer]: (tag, argument) => `onTimer(${tag}, ${argument})`,
  [CALL.measure]: () => 'measure()',
  [CALL.sample]: () => 'sample()',
  [CALL.bound]: (task, worker) => `bound(task ${task}, worker ${worker})`,
  [CALL.released]: (task, worker) => `released(task ${task}, worker ${worker})`,
};

const CELL = { calls: 0, time: 1, events: 2, depth: 3, frames: 4 } as const;
/** entry, call, a, b */
const FRAME = 4;
/** Calls nest when a detector's suspicion makes the dispatcher tell the algorithm. */
const DEEPEST = 16;

export const TRACE_BYTES = 8 * (CELL.frames + FRAME * DEEPEST);

/** A moment of a run, as another thread sees it. */
export interface TraceReading {
  /** Calls begun so far. */
  readonly calls: number;
  /** Seconds of virtual time. */
  readonly time: number;
  readonly events: number;
  /** The call under way. */
  readonly call: { readonly entry: number; readonly words: string } | null;
}

/** One sort of memory, in bytes. */
export interface MemoryUse {
  /** What is in use, or was until lately. */
  used(): number;
  /** What is in use. */
  usedForCertain(): number;
  /** What may be. */
  limit: number;
  /** What a call did that is found beyond it. */
  readonly problem: string;
}

/** Real milliseconds between two looks at the memory. */
const LOOK = 20;
// A module's code cannot call it within a call, but this may.
const realTime = performance.now.bind(performance);

export class CallTrace {
  readonly #cells: Float64Array;
  /** Microseconds of virtual time; the run puts its own clock here. */
  clock: () => number = () => 0;
  /** Where the platform tells. */
  memory: readonly MemoryUse[] = [];
  #looked = 0;

  /** @param buffer at least TRACE_BYTES; shared, if another thread is to read it */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(TRACE_BYTES)) {
    this.#cells = new Float64Array(buffer);
  }

  enter(entry: number, call: Call, a: number, b: number): void {
    const cells = this.#cells;
    const depth = Math.min(cells[CELL.depth], DEEPEST - 1);
    const frame = CELL.frames + FRAME * depth;
    cells[frame] = entry;
    cells[frame + 1] = call;
    cells[frame + 2] = a;
    cells[frame + 3] = b;
    cells[CELL.time] = this.clock();
    cells[CELL.calls]++;
    cells[CELL.depth]++;
  }

  leave(): void {
    this.#cells[CELL.depth]--;
  }

  /** The sort of memory of which calls have kept more than they may; looks now and then. */
  overLimit(): MemoryUse | undefined {
    const { memory } = this;
    if (memory.length === 0) return undefined;
    const time = realTime();
    if (time - this.#looked < LOOK) return undefined;
    this.#looked = time;
    return memory.find((use) => use.used() > use.limit && use.usedForCertain() > use.limit);
  }

  get inside(): boolean {
    return this.#cells[CELL.depth] > 0;
  }

  /** Notes how far the run is. */
  progress(events: number): void {
    this.#cells[CELL.time] = this.clock();
    this.#cells[CELL.events] = events;
  }

  read(): TraceReading {
    const cells = this.#cells;
    const frame = CELL.frames + FRAME * (Math.min(cells[CELL.depth], DEEPEST) - 1);
    const words =
      cells[CELL.depth] > 0 ? describeCall(cells[frame + 1], cells[frame + 2], cells[frame + 3]) : '';
    return {
      calls: cells[CELL.calls],
      time: cells[CELL.time] / 1e6,
      events: cells[CELL.events],
      call: words === '' ? null : { entry: cells[frame], words },
    };
  }
}

export function describeCall(call: number, a: number, b: number): string {
  return WORDS[call as Call]?.(a, b) ?? '';
}

/** Stretches of virtual time with a name: waves, steps of graphs, and occurrences of faults. */
import type { Microseconds } from '../engine/types.ts';
import { ROLLBACK_REASON } from '../modules/workflow/vocabulary.ts';
import type { RolloutEvent } from '../world/core/observer.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import type { WavesWorkloadSpec, WorldSpec } from '../world/spec/spec.ts';
import type { FaultBand, RollbackRecord, WaveRecord } from './record.ts';

const MICROSECONDS = 1e6;
/** Most occurrences of faults that are kept one by one. */
const MAX_BANDS = 2000;
/** Fewest tasks of a wave of which one in a hundred can come last. */
const TAIL_OF = 100;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** In the order of GATE_DECISION. */
const DECISIONS = ['promoted', 'rolled back', 'undecided, promoted', 'undecided, rolled back'] as const;

/** Nothing of it has happened yet. */
const NOTHING = { start: null, end: null, completed: 0, failed: 0, retried: 0 };

/** The waves of all workloads, and what undoes them. */
export class Waves {
  readonly records: readonly WaveRecord[];
  /** By workload: what undoes its waves; undefined: nothing does. */
  readonly rollbacks: (RollbackRecord | undefined)[] = [];
  /** By workload: its waves, and then what may undo some of them: the tasks of a step are those of the record at its place. */
  readonly #bySteps: readonly (readonly Mutable<WaveRecord>[])[];

  constructor(spec: WorldSpec) {
    this.#bySteps = spec.workloads.map((workload) => (workload.kind === 'waves' ? recordsOf(workload) : []));
    this.records = this.#bySteps.flatMap((records) => records.filter(({ undoes }) => undoes === undefined));
  }

  /** The waves, and those among what undoes them that have begun. */
  get all(): readonly WaveRecord[] {
    const undoing = this.#bySteps
      .flat()
      .filter(({ undoes, start }) => undoes !== undefined && start !== null);
    return [...this.records, ...undoing];
  }

  started(workload: number, wave: number, now: Microseconds): void {
    this.#bySteps[workload][wave].start = now / MICROSECONDS;
  }

  ended(workload: number, wave: number, now: Microseconds): void {
    this.#bySteps[workload][wave].end = now / MICROSECONDS;
  }

  count(workload: number, step: number, field: 'completed' | 'failed' | 'retried', now: Microseconds): void {
    const record = this.#bySteps[workload][step];
    record[field]++;
    const { tasks, completed, failed } = record;
    // In whole numbers: 99 % of 100 tasks are 99.
    if (tasks >= TAIL_OF && (completed + failed) * 100 >= tasks * 99) record.tail ??= now / MICROSECONDS;
  }

  rollout(workload: number, event: RolloutEvent, now: Microseconds): void {
    const time = now / MICROSECONDS;
    const records = this.#bySteps[workload];
    const known = this.rollbacks[workload];
    if (event.kind === 'gate.decided') {
      const { wave, decision, looked, failures } = event;
      Object.assign(records[wave], {
        gate: DECISIONS[decision],
        gate_looked: looked,
        gate_failures: failures,
      });
    } else if (event.kind === 'rollback.started') {
      const { workload: name, name: wave } = records[event.wave];
      const byGate = event.reason === ROLLBACK_REASON.gate;
      this.rollbacks[workload] = { workload: name, wave, byGate, start: time, end: null, tasks: 0, left: 0 };
    } else if (known && event.kind === 'rollback.ended')
      this.rollbacks[workload] = { ...known, end: time, left: event.left };
    else if (known && event.kind === 'undo.started') {
      const { tasks, wave } = event;
      this.rollbacks[workload] = { ...known, tasks: known.tasks + tasks };
      Object.assign(this.#undoing(workload, wave), { tasks, start: time });
    } else if (event.kind === 'undo.ended') this.#undoing(workload, event.wave).end = time;
  }

  #undoing(workload: number, wave: number): Mutable<WaveRecord> {
    const records = this.#bySteps[workload];
    return records.find(({ undoes, index }) => undoes !== undefined && index === wave) as Mutable<WaveRecord>;
  }
}

/** In the order of the task specifications of the workload. */
function recordsOf({ name: workload, waves }: WavesWorkloadSpec): WaveRecord[] {
  return [
    ...waves.map(({ name, tasks, planned, gate }, index) => ({
      ...{ workload, name, index, tasks, ...NOTHING },
      ...(planned === undefined ? {} : { planned }),
      ...(gate ? { gate: 'open' as const } : {}),
    })),
    ...waves.flatMap(({ name, rollback }, index) =>
      rollback
        ? { ...{ workload, name: `rollback of ${name}`, index, tasks: 0, ...NOTHING }, undoes: name }
        : [],
    ),
  ];
}

/** The steps of all graphs: a step lasts from the submission of its first task to the end of its last. */
export class Steps {
  readonly records: readonly WaveRecord[];
  /** Of each of them, the longest execution that succeeded, microseconds. */
  readonly longest: Float64Array;
  /** Position of each workload's first step. */
  readonly #first: readonly number[];

  constructor(spec: WorldSpec) {
    const first: number[] = [];
    const records: WaveRecord[] = [];
    for (const workload of spec.workloads) {
      first.push(records.length);
      if (workload.kind !== 'dag') continue;
      workload.tasks.forEach(({ name, count }, index) => {
        const none = { start: null, end: null, completed: 0, failed: 0, retried: 0 };
        records.push({ workload: workload.name, name, index, tasks: count, ...none });
      });
    }
    this.records = records;
    this.longest = new Float64Array(records.length);
    this.#first = first;
  }

  submitted(workload: number, step: number, now: Microseconds): void {
    const record = this.#at(workload, step);
    record.start ??= now / MICROSECONDS;
  }

  count(tasks: TaskTable, task: number, field: 'completed' | 'failed' | 'retried', now: Microseconds): void {
    const place = this.#first[tasks.workload[task]] + tasks.step[task];
    const record: Mutable<WaveRecord> = this.records[place];
    record[field]++;
    if (field === 'completed') {
      const took = tasks.executedAt[task] - tasks.startedAt[task];
      this.longest[place] = Math.max(this.longest[place], took);
    }
    if (record.completed + record.failed === record.tasks) record.end ??= now / MICROSECONDS;
  }

  #at(workload: number, step: number): Mutable<WaveRecord> {
    return this.records[this.#first[workload] + step];
  }
}

/** Occurrences of faults, up to a bound. */
export class FaultBands {
  readonly bands: FaultBand[] = [];
  /** Occurrences beyond those kept. */
  omitted = 0;
  readonly #spec: WorldSpec;
  /** Position in `bands` by fault and occurrence, while it lasts. */
  readonly #open = new Map<string, number>();

  constructor(spec: WorldSpec) {
    this.#spec = spec;
  }

  began(fault: number, occurrence: number, processes: number, now: Microseconds): void {
    if (this.bands.length >= MAX_BANDS) {
      this.omitted++;
      return;
    }
    const { name, kind } = this.#spec.faults[fault];
    const hit = this.hit(fault, processes);
    this.#open.set(`${fault}/${occurrence}`, this.bands.length);
    this.bands.push({ name, kind, start: now / MICROSECONDS, end: null, processes: hit });
  }

  /** How many processes a fault hit, where it is one of processes: one of the network has none of its own. */
  hit(fault: number, processes: number): number | null {
    const spec = this.#spec.faults[fault];
    if (spec.kind === 'partition') return spec.cut.style === 'isolate' ? processes : null;
    return spec.kind === 'link' ? null : processes;
  }

  ended(fault: number, occurrence: number, now: Microseconds): void {
    const key = `${fault}/${occurrence}`;
    const position = this.#open.get(key);
    if (position === undefined) return;
    this.#open.delete(key);
    this.bands[position] = { ...this.bands[position], end: now / MICROSECONDS };
  }
}

/**
 * The machine of one replica: a disk that takes its time, and loses in a crash what it has not synced. Each sync covers what had been
 * written when it began. Nothing here knows Raft.
 */
import type { Fact } from '../../../../../src/modules/facts.ts';
import { LogEntries, type LogState } from '../../../../../src/modules/log-entries.ts';
import type { Module, Port, ProcessId, Scope, Snapshot, TimerId } from '../../../../../src/modules/ports.ts';
import type { Cold, Hot, Kind, Words } from '../../../../../src/modules/vocabulary.ts';
import { type Sent, TestStore } from '../../../port.ts';

/** Where a machine stands: its clock, its luck, and where its messages go. */
export interface Surroundings {
  /** Microseconds of its own clock. */
  now(machine: Machine): number;
  random(): number;
  /** Microseconds that a sync takes. */
  syncTime(): number;
  /** Calls something after so much time of its clock, unless the life ends first. */
  later(machine: Machine, delay: number, act: () => void): TimerId;
  transmit(from: ProcessId, message: Sent): void;
  /** After each entry that a log takes on, and after each call. */
  appended(machine: Machine, index: number): void;
  called(machine: Machine): void;
  reported(machine: Machine, fact: string): void;
  /** Before entries up to an index give way to a snapshot of them. */
  cutting(machine: Machine, index: number): void;
}

class DiskLog extends LogEntries {
  readonly #changed: (appended: number, cut?: number) => void;

  constructor(
    changed: (appended: number, cut?: number) => void,
    state?: LogState,
    damage: LogEntries['damage'] = null,
  ) {
    super(2 ** 20, damage);
    if (state) this.restore(state);
    this.#changed = changed;
  }

  state(): LogState {
    return this.copy();
  }

  override append(term: number, data: Uint8Array): boolean {
    if (!super.append(term, data)) return false;
    this.#changed(this.last);
    return true;
  }

  override truncateFrom(index: number): void {
    super.truncateFrom(index);
    this.#changed(0);
  }

  override compactTo(snapshot: Snapshot): void {
    this.#changed(0, snapshot.index);
    super.compactTo(snapshot);
  }

  override install(snapshot: Snapshot): void {
    super.install(snapshot);
    this.#changed(0);
  }
}

class DiskRows extends TestStore {
  readonly #changed: () => void;

  constructor(changed: () => void, rows: TestStore['rows'] = new Map()) {
    super();
    for (const [key, row] of rows) this.rows.set(key, row);
    this.#changed = changed;
  }

  override put(key: number, a: number, b: number, c: number, d: number): void {
    super.put(key, a, b, c, d);
    this.#changed();
  }
}

interface Disk {
  readonly rows: TestStore['rows'];
  readonly log: LogState;
}

export class Machine implements Port {
  readonly self: ProcessId;
  epoch = 0;
  isUp = true;
  storage: DiskRows = new DiskRows(() => this.#write());
  log: DiskLog = new DiskLog((index, cut) => this.#write(index, cut));
  module!: Module;
  readonly #around: Surroundings;
  /** What a crash leaves. */
  #disk: Disk = this.#copy();
  #writes = 0;
  #durable = 0;
  #isSyncing = false;
  #isLogChanged = false;
  /** Messages that wait for so many writes; those of the present call for Infinity. */
  #held: { writes: number; readonly message: Sent }[] = [];
  readonly #cancelled = new Set<TimerId>();

  constructor(self: ProcessId, around: Surroundings) {
    this.self = self;
    this.#around = around;
  }

  /** The entry that the disk has at an index, whatever happens. */
  durableTermAt(index: number): number | undefined {
    const { snapshot, terms } = this.#disk.log;
    return terms[index - (snapshot?.index ?? 0) - 1];
  }

  /** The snapshot on the disk changes by one bit. */
  garbleSnapshot(): void {
    const { rows, log } = this.#disk;
    const { snapshot } = log;
    if (snapshot === null) throw new Error('there is no snapshot');
    const data = Uint8Array.from(snapshot.data);
    data[data.length >> 1] ^= 1;
    this.#disk = { rows, log: { ...log, snapshot: { ...snapshot, data } } };
  }

  /** Calls the module. */
  call(act: (module: Module) => void): void {
    act(this.module);
    for (const held of this.#held) held.writes = Math.min(held.writes, this.#writes);
    this.#release();
    this.#sync();
    this.#around.called(this);
  }

  crash(): void {
    this.isUp = false;
    this.#held = [];
    this.#isSyncing = false;
    this.#isLogChanged = false;
    this.#durable = this.#writes;
  }

  /** @param damagedFrom index from which on the log is damaged */
  restart(create: (machine: Machine) => Module, damagedFrom?: number): void {
    const { rows, log } = this.#disk;
    this.storage = new DiskRows(() => this.#write(), rows);
    const damage = damagedFrom === undefined ? null : { from: damagedFrom };
    this.log = new DiskLog((index, cut) => this.#write(index, cut), log, damage);
    this.epoch++;
    this.isUp = true;
    this.module = create(this);
    this.call((module) => module.start());
  }

  #copy(): Disk {
    return { rows: new Map(this.storage.rows), log: this.log.state() };
  }

  #write(appended = -1, cut = 0): void {
    this.#writes++;
    if (cut > 0) this.#around.cutting(this, cut);
    if (appended >= 0) this.#isLogChanged = true;
    if (appended > 0) this.#around.appended(this, appended);
  }

  #sync(): void {
    if (this.#isSyncing || this.#durable === this.#writes) return;
    this.#isSyncing = true;
    const covered = this.#writes;
    const copy = this.#copy();
    const end = this.#isLogChanged ? this.log.end : null;
    this.#isLogChanged = false;
    this.#around.later(this, this.#around.syncTime(), () => {
      this.#isSyncing = false;
      this.#durable = covered;
      this.#disk = copy;
      this.#release();
      this.call((module) => {
        if (end) module.onDurable?.(end.term, end.index);
      });
    });
  }

  #release(): void {
    const leaving = this.#held.filter(({ writes }) => writes <= this.#durable);
    this.#held = this.#held.filter(({ writes }) => writes > this.#durable);
    for (const { message } of leaving) this.#around.transmit(this.self, message);
  }

  now(): number {
    return this.#around.now(this);
  }

  random(): number {
    return this.#around.random();
  }

  post<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: W): void {
    this.#held.push({ writes: Infinity, message: { to, kind, words } });
  }

  send<M>(to: ProcessId, kind: Cold<M>, message: M): void {
    this.#held.push({ writes: Infinity, message: { to, kind: kind as Kind, words: [], message } });
  }

  postEarly<W extends Words>(to: ProcessId, kind: Hot<W>, ...words: W): void {
    this.#around.transmit(this.self, { to, kind, words });
  }

  sendEarly<M>(to: ProcessId, kind: Cold<M>, message: M): void {
    this.#around.transmit(this.self, { to, kind: kind as Kind, words: [], message });
  }

  setTimer(delay: number, tag: number, argument: number): TimerId {
    const timer = this.#around.later(this, delay, () => {
      if (!this.#cancelled.delete(timer)) this.call((module) => module.onTimer(tag, argument));
    });
    return timer;
  }

  cancelTimer(timer: TimerId): boolean {
    this.#cancelled.add(timer);
    return true;
  }

  scope(): Scope {
    throw new Error('a replica has no parts');
  }

  report<W extends Words>(fact: Fact<W>, ...words: W): void {
    this.#around.reported(this, [fact.name, ...words].join(' '));
  }
}

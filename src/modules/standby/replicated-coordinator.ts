/**
 * One of a pair of coordinators: the one leads, the other stands by with a copy of its durable store and takes over when it falls
 * silent. Primary and backup with output commit (Alsberg and Day 1976), reconfigured with the help of witnesses (Vertical Paxos:
 * Lamport, Malkhi and Zhou 2009). No clock need be right: times only decide when somebody is asked, never who may lead.
 *
 * Why nothing is lost and nothing recorded twice:
 * - In an even generation the leader lets no effect out before the standby has the writes that led to it (ReplicatedPort). So
 *   whichever of the two goes on, all that anybody was told is in its store; what was not let out has not happened.
 * - An even generation g ends when a majority of witnesses has chosen one of the two to lead g + 1 alone. They choose once for each g,
 *   so never both. The standby may be chosen only while its store is that of g: each takes part only in the generation that it has
 *   in full. A leader that is not chosen can let nothing out, since the standby, once it leads g + 1, confirms nothing of g.
 * - In g + 1 the other has no say: the witnesses' choice for g stands. It is over when its leader says so, which it does only when the
 *   other has all it has, and from then on it holds effects back again: generation g + 2.
 * - Whoever takes over starts a fresh module on its store, as after a crash: numbers of assignments go on above all that have left.
 */
import {
  MESSAGE,
  type MessageKind,
  type Module,
  OBSERVATION,
  type Port,
  type ProcessId,
  ROLE_CHANGE,
  type RoleChange,
} from '../ports.ts';
import { Configuration } from './configuration.ts';
import { Election } from './election.ts';
import { Herald } from './herald.ts';
import { NOTHING, Replica } from './replica.ts';
import { ReplicatedPort } from './replicated-port.ts';
import { Sessions } from './sessions.ts';
import { Stream } from './stream.ts';

export interface ReplicationOptions {
  /** The other of the pair, and whether this is the one that leads at first. */
  readonly peer: ProcessId;
  readonly isFirst: boolean;
  /** An odd number of processes that host a Witness. */
  readonly witnesses: readonly ProcessId[];
  /** Who is to be told of a new leader. */
  readonly workers: readonly ProcessId[];
  /** Microseconds between two signs of life to the other. */
  readonly heartbeat: number;
  /** Microseconds of silence after which the standby takes over from the leader. */
  readonly timeout: number;
  /** Microseconds of silence after which the leader goes on without the standby; meanwhile its effects are held back. */
  readonly syncTimeout: number;
  /** The module that is replicated, on the machine that it is given. */
  create(port: Port): Module;
}

/** Unconfirmed batches are sent again so often between two signs of life. */
export const REPETITIONS = 4;

const TAG = { inner: 0, beat: 1, stream: 2 } as const;

export class ReplicatedCoordinator implements Module {
  readonly #port: Port;
  readonly #options: ReplicationOptions;
  readonly #configuration: Configuration;
  readonly #stream: Stream;
  readonly #replica: Replica;
  readonly #machine: ReplicatedPort;
  readonly #election: Election;
  readonly #herald: Herald;
  readonly #sessions: Sessions;
  /** null while this one does not lead, and while it leads but has lost sight of all others. */
  #inner: Module | null = null;
  #heardAt = 0;
  #nextTry = 0;

  constructor(port: Port, options: ReplicationOptions) {
    const { peer, isFirst, heartbeat, witnesses, workers } = options;
    this.#port = port;
    this.#options = options;
    this.#configuration = new Configuration(port.storage, isFirst ? port.self : peer);
    this.#stream = new Stream(port, peer, Math.ceil(heartbeat / REPETITIONS), TAG.stream);
    this.#replica = new Replica(port.storage);
    this.#machine = new ReplicatedPort(port, this.#stream, {
      ackTimeout: heartbeat,
      tag: TAG.inner,
      onTimer: (tag, argument) => this.#inner?.onTimer(tag, argument),
    });
    this.#election = new Election(port, witnesses, isFirst ? 0 : 1, () => this.#chosen());
    this.#herald = new Herald(port, workers);
    this.#sessions = new Sessions(this.#machine);
  }

  get leads(): boolean {
    return this.#configuration.leader === this.#port.self;
  }

  get generation(): number {
    return this.#configuration.generation;
  }

  start(): void {
    this.#heardAt = this.#port.now();
    if (this.leads) {
      this.#machine.isHolding = this.#configuration.isPaired;
      // The standby may lack what was written last, or have it without this one's knowing.
      if (this.#configuration.isPaired) this.#startStream();
      this.#startInner();
      if (this.generation > 0) this.#herald.begin(this.generation, this.#sessions.clients);
    }
    this.#beat();
  }

  onMessage(from: ProcessId, kind: MessageKind, a: number, b: number, c: number, table?: Int32Array): void {
    switch (kind) {
      case MESSAGE.replicate:
        if (table) this.#onReplicate(from, a, b, c, table);
        return;
      case MESSAGE.replicated:
        this.#onReplicated(b, c);
        return;
      case MESSAGE.pulse:
        this.#onPulse(from, a, b === 1);
        return;
      case MESSAGE.witnessed:
        this.#election.onWitnessed(from, a, b, c);
        return;
    }
    if (!this.leads) this.#redirect(from, kind);
    if (!this.leads || !this.#inner) return;
    this.#herald.heard(from);
    if (kind === MESSAGE.submit) this.#onSubmit(this.#inner, from, a, b, c);
    else if (kind === MESSAGE.settled) this.#machine.settled(a);
    else this.#inner.onMessage(from, kind, a, b, c, table);
    this.#machine.flush();
  }

  onTimer(tag: number, argument: number): void {
    if (tag === TAG.inner) {
      this.#machine.timers.onTimer(argument);
      this.#machine.flush();
    } else if (tag === TAG.stream) this.#stream.onTimer();
    else this.#beat();
  }

  #onSubmit(inner: Module, client: ProcessId, task: number, number: number, wants: number): void {
    if (this.#sessions.take(client, number)) inner.onMessage(client, MESSAGE.submit, task, 0, wants);
    this.#machine.send(client, MESSAGE.accepted, this.#sessions.taken(client), this.generation, 0);
  }

  /** A worker or client has come to the wrong one of the two. */
  #redirect(from: ProcessId, kind: MessageKind): void {
    if (kind !== MESSAGE.submit && kind !== MESSAGE.result && kind !== MESSAGE.heartbeat) return;
    this.#port.send(from, MESSAGE.lead, this.generation, this.#configuration.leader, 0);
  }

  #beat(): void {
    const { peer, heartbeat, timeout, syncTimeout } = this.#options;
    this.#port.send(peer, MESSAGE.pulse, this.generation, this.leads ? 1 : 0, 0);
    this.#port.setTimer(heartbeat, TAG.beat, 0);
    const silence = this.#port.now() - this.#heardAt;
    if (!this.leads) {
      // A little later than the leader, so that where both live they do not ask at once.
      if (this.#configuration.isPaired && silence > timeout + heartbeat) this.#elect();
      return;
    }
    if (silence > syncTimeout) {
      if (!this.#configuration.isPaired) this.#stream.stop();
      else this.#elect();
      // Nobody lets it go on: what it holds back must not grow without bound.
      if (this.#configuration.isPaired && silence > syncTimeout + timeout) this.#stopInner();
    }
    this.#stream.pump(true);
    this.#herald.repeat();
  }

  #elect(): void {
    const now = this.#port.now();
    if (this.#election.isRunning && now < this.#nextTry) return;
    this.#election.begin(this.generation);
    this.#nextTry = now + Math.round(this.#options.heartbeat * (1 + 2 * this.#port.random()));
  }

  /** The witnesses have chosen this one to lead alone. */
  #chosen(): void {
    const { generation, leads } = this;
    this.#configuration.enter(generation + 1, this.#port.self);
    this.#stream.stop();
    this.#machine.open();
    this.#announce(leads ? ROLE_CHANGE.alone : ROLE_CHANGE.takenOver);
    if (!this.#inner) this.#startInner();
    if (!leads) this.#herald.begin(this.generation, this.#sessions.clients);
  }

  #hear(): void {
    this.#heardAt = this.#port.now();
    this.#election.stop();
  }

  #onPulse(from: ProcessId, generation: number, itLeads: boolean): void {
    // A standby that is heard but does not confirm is of no use.
    const isDeaf = this.leads && this.#stream.isWaiting;
    if (!isDeaf) this.#hear();
    if (itLeads && generation > this.generation) this.#follow(from, generation);
    if (!this.leads || itLeads) return;
    if (!this.#inner && !isDeaf) this.#startInner();
    if (!this.#configuration.isPaired && !this.#stream.isRunning) this.#startStream();
  }

  /** Another leads a later generation. What it has decided there is still to come, so this one is not up to date. */
  #follow(leader: ProcessId, generation: number): void {
    if (this.leads) {
      this.#stopInner();
      this.#stream.stop();
      this.#herald.stop();
    }
    const odd = (generation & 1) === 0 ? generation - 1 : generation;
    if (odd > this.generation) this.#configuration.enter(odd, leader);
  }

  #onReplicate(from: ProcessId, generation: number, stream: number, batch: number, table: Int32Array): void {
    if (generation < this.generation || (this.leads && generation === this.generation)) return;
    this.#hear();
    if (generation > this.generation) this.#follow(from, generation);
    const applied = this.#replica.apply(stream, batch, table);
    if (applied === NOTHING) return;
    const { completed } = this.#replica;
    if (completed > this.generation) this.#configuration.enter(completed, from);
    this.#port.send(from, MESSAGE.replicated, this.generation, stream, applied);
  }

  #onReplicated(stream: number, batch: number): void {
    if (!this.leads) return;
    this.#hear();
    if (!this.#inner) this.#startInner();
    if (!this.#stream.onReplicated(stream, batch)) this.#startStream();
    else if (!this.#configuration.isPaired && this.#stream.hasCopied) this.#pair();
    this.#machine.flush();
  }

  /** The other has all that was here when the stream began, and what came since is on its way: from now on effects wait for it. */
  #pair(): void {
    this.#configuration.enter(this.generation + 1, this.#port.self);
    this.#machine.isHolding = true;
    this.#stream.pair(this.generation);
    this.#announce(ROLE_CHANGE.paired);
  }

  #startStream(): void {
    this.#stream.start(this.#configuration.nextStream(), this.generation, this.#port.storage);
  }

  #startInner(): void {
    this.#inner = this.#options.create(this.#machine);
    this.#sessions.recover();
    this.#machine.recover();
    this.#inner.start();
    this.#machine.flush();
  }

  #stopInner(): void {
    this.#inner = null;
    this.#machine.clear();
  }

  #announce(change: RoleChange): void {
    this.#port.observe(OBSERVATION.roleChanged, change, this.generation);
  }
}

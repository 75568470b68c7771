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
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake } from '../scheduling/vocabulary.ts';
import {
  type Forwarder,
  forwarding,
  type Kind,
  type Receiver,
  receiver,
  type Vocabulary,
} from '../vocabulary.ts';
import type { ReplicatedBatch } from './batch.ts';
import { Configuration } from './configuration.ts';
import { Election } from './election.ts';
import { Herald } from './herald.ts';
import { type Inner, innerOf } from './inner.ts';
import { NOTHING, Replica } from './replica.ts';
import { ReplicatedPort } from './replicated-port.ts';
import { Sessions } from './sessions.ts';
import { Stream } from './stream.ts';
import { Tables } from './tables.ts';
import {
  following,
  pairing,
  ROLE_CHANGE,
  type RoleChange,
  sessions,
  standbyFacts,
  toSubmitter,
} from './vocabulary.ts';

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
  /** What the module that is replicated handles, besides the submissions of clients. */
  readonly speaks: readonly Vocabulary[];
  /** Kinds of message whose sender, when it comes to the one that does not lead, is told who does. */
  readonly redirects: readonly Kind[];
  /** The module that is replicated, on the machine that it is given. */
  create(port: Port): Module;
}

/** Unconfirmed batches are sent again so often between two signs of life. */
export const REPETITIONS = 4;

export class ReplicatedCoordinator implements Module {
  readonly receives: readonly Receiver[];
  readonly #port: Port;
  readonly #options: ReplicationOptions;
  readonly #configuration: Configuration;
  readonly #tables: Tables;
  readonly #stream: Stream;
  readonly #replica: Replica;
  readonly #machine: ReplicatedPort;
  readonly #election: Election;
  readonly #herald: Herald;
  readonly #sessions: Sessions;
  /** null while this one does not lead, and while it leads but has lost sight of all others. */
  #inner: Inner | null = null;
  #heardAt = 0;
  #nextTry = 0;

  constructor(port: Port, options: ReplicationOptions) {
    const { peer, isFirst, heartbeat, witnesses, workers } = options;
    this.#port = port;
    this.#options = options;
    this.#configuration = new Configuration(port.scope('configuration').storage, isFirst ? port.self : peer);
    this.#tables = new Tables(port.scope('replicated'));
    const sending = port.scope('stream', { onTimer: () => this.#stream.onTimer() });
    this.#stream = new Stream(sending, peer, Math.ceil(heartbeat / REPETITIONS));
    this.#replica = new Replica(this.#tables, port.scope('position').storage);
    const inner = port.scope('module', { onTimer: (_tag, place) => this.#onInnerTimer(place) });
    this.#machine = new ReplicatedPort(inner, this.#tables, this.#stream, {
      ackTimeout: heartbeat,
      onTimer: (tag, argument) => this.#inner?.module.onTimer(tag, argument),
    });
    this.#election = new Election(port, witnesses, isFirst ? 0 : 1, () => this.#chosen());
    this.#herald = new Herald(port, workers);
    this.#sessions = new Sessions(this.#machine.sessions);
    this.receives = [...this.#asOneOfTwo(), forwarding(options.speaks, this.#toInner())];
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

  /** A sign of life is due: all other timers are those of parts. */
  onTimer(): void {
    this.#beat();
  }

  #onInnerTimer(place: number): void {
    this.#machine.timers.onTimer(place);
    this.#machine.flush();
  }

  /** What it hears as one of the two, and from the clients of both. */
  #asOneOfTwo(): Receiver[] {
    return [
      receiver(pairing, {
        replicate: (from, batch) => this.#onReplicate(from, batch),
        replicated: (_from, _generation, stream, batch) => this.#onReplicated(stream, batch),
        beat: (from, generation, leads) => this.#onBeat(from, generation, leads === 1),
        witnessed: (from, generation, promised, voted) =>
          this.#election.onWitnessed(from, generation, promised, voted),
      }),
      receiver(sessions, {
        submit: (from, task, number, wants) => this.#onSubmit(from, task, number, wants),
        settled: (from, task) => {
          if (!this.#innerFor(from)) return;
          this.#machine.settled(task);
          this.#machine.flush();
        },
      }),
    ];
  }

  /** Hands over what the module inside hears, while there is one. */
  #toInner(): Forwarder {
    const redirects: ReadonlySet<Kind> = new Set(this.#options.redirects);
    return {
      hot: (kind, from, a, b, c, d, e, f) => {
        const inner = this.#innerFor(from, redirects.has(kind));
        if (!inner) return;
        inner.table.hot(kind.code, from, a, b, c, d, e, f);
        this.#machine.flush();
      },
      cold: (kind, from, message) => {
        const inner = this.#innerFor(from, redirects.has(kind));
        if (!inner) return;
        inner.table.cold(kind.code, from, message);
        this.#machine.flush();
      },
    };
  }

  /**
   * The module that hears what a worker or client says, null while there is none here.
   *
   * @param redirects whether a sender that has come to the wrong one of the two is told who leads
   */
  #innerFor(from: ProcessId, redirects = false): Inner | null {
    if (!this.leads && redirects)
      this.#port.post(from, following.lead, this.generation, this.#configuration.leader);
    if (!this.leads || !this.#inner) return null;
    this.#herald.heard(from);
    return this.#inner;
  }

  #onSubmit(client: ProcessId, task: number, number: number, wants: number): void {
    const inner = this.#innerFor(client, true);
    if (!inner) return;
    if (this.#sessions.take(client, number)) inner.table.hot(intake.submit.code, client, task, wants);
    this.#machine.post(client, toSubmitter.accepted, this.#sessions.taken(client), this.generation);
    this.#machine.flush();
  }

  #beat(): void {
    const { peer, heartbeat, timeout, syncTimeout } = this.#options;
    this.#port.post(peer, pairing.beat, this.generation, this.leads ? 1 : 0);
    this.#port.setTimer(heartbeat, 0, 0);
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

  #onBeat(from: ProcessId, generation: number, itLeads: boolean): void {
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

  #onReplicate(from: ProcessId, batch: ReplicatedBatch): void {
    const { generation, stream } = batch;
    if (generation < this.generation || (this.leads && generation === this.generation)) return;
    this.#hear();
    if (generation > this.generation) this.#follow(from, generation);
    const applied = this.#replica.apply(batch);
    if (applied === NOTHING) return;
    const { completed } = this.#replica;
    if (completed > this.generation) this.#configuration.enter(completed, from);
    this.#port.post(from, pairing.replicated, this.generation, stream, applied);
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
    this.#stream.start(this.#configuration.nextStream(), this.generation, this.#tables);
  }

  #startInner(): void {
    const module = this.#options.create(this.#machine);
    this.#inner = innerOf(this.#port.self, module, this.#options.speaks);
    this.#sessions.recover();
    this.#machine.recover();
    module.start();
    this.#machine.flush();
  }

  #stopInner(): void {
    this.#inner = null;
    this.#machine.clear();
  }

  #announce(change: RoleChange): void {
    this.#port.report(standbyFacts.roleChanged, change, this.generation);
  }
}

/** Probes of one member, one at a time: a ping, then others are asked to ping, and then it suspects. */
import type { Port } from '../../ports.ts';
import type { SwimGroup } from './group.ts';
import type { Membership } from './membership.ts';
import type { Pings } from './pings.ts';
import { Probe } from './probe.ts';
import { ProbeOrder } from './probe-order.ts';
import { STATE, swim, swimFacts } from './vocabulary.ts';

/** Tags of its timers; the argument is the sequence number of the probe. */
export interface ProbeTags {
  readonly timeout: number;
  readonly end: number;
}

export class Prober {
  readonly #port: Port;
  readonly #group: SwimGroup;
  readonly #membership: Membership;
  readonly #pings: Pings;
  readonly #tags: ProbeTags;
  readonly #order: ProbeOrder;
  readonly #probe: Probe;

  constructor(port: Port, group: SwimGroup, membership: Membership, pings: Pings, tags: ProbeTags) {
    const { settings, processes } = group;
    this.#port = port;
    this.#group = group;
    this.#membership = membership;
    this.#pings = pings;
    this.#tags = tags;
    this.#order = new ProbeOrder(processes.length, settings.isRandom, () => port.random());
    this.#probe = new Probe(settings);
  }

  /** Local health: 0 is well. */
  get score(): number {
    return this.#probe.score;
  }

  /** Another period begins. A probe that is under way goes on, and then none begins; one whose time is over just now is over. */
  tick(): void {
    if (this.#probe.isUnderWay && this.#port.now() < this.#probe.endsAt) return;
    if (this.#probe.isUnderWay) this.#fail();
    const target = this.#nextTarget();
    if (target < 0) return;
    const { settings, processes } = this.#group;
    this.#port.report(swimFacts.probed, processes[target]);
    const sequence = this.#pings.ping(target);
    this.#probe.begin(sequence, target, this.#port.now());
    this.#probe.timer = this.#port.setTimer(settings.probeTimeout, this.#tags.timeout, sequence);
  }

  /** The member that is probed has answered this member, or one that was asked. */
  succeeded(): void {
    this.#port.cancelTimer(this.#probe.timer);
    this.#probe.succeeded();
  }

  /** Place of the member that a probe of this number is of, -1 where that is over. */
  targetOf(sequence: number): number {
    return sequence === this.#probe.sequence ? this.#probe.target : -1;
  }

  nacked(sequence: number): void {
    if (sequence === this.#probe.sequence) this.#probe.nacked();
  }

  /** The member has been suspected, so it may be unwell. */
  worsen(): void {
    this.#probe.worsen(1);
  }

  /** No answer yet: others are asked to probe. */
  onTimeout(sequence: number): void {
    if (sequence !== this.#probe.sequence) return;
    const { target, endsAt } = this.#probe;
    const asked = this.#helpers(target);
    const { incarnation } = this.#membership;
    for (const place of asked)
      this.#port.post(
        this.#group.processes[place],
        swim.ask,
        sequence,
        target,
        incarnation,
        this.#port.epoch,
      );
    this.#probe.asked(asked.length);
    this.#probe.timer = this.#port.setTimer(Math.max(0, endsAt - this.#port.now()), this.#tags.end, sequence);
  }

  onEnd(sequence: number): void {
    if (sequence === this.#probe.sequence) this.#fail();
  }

  /** Nobody has reached the member. */
  #fail(): void {
    this.#port.cancelTimer(this.#probe.timer);
    this.#probe.failed();
    this.#membership.suspect(this.#probe.target);
  }

  /** The next in turn that is not held dead, or of a member alone anybody; -1 where by chance none of these came. */
  #nextTarget(): number {
    const { isAlone, self } = this.#membership;
    for (let tries = 2 * this.#group.processes.length; tries > 0; tries--) {
      const place = this.#order.next();
      if (place !== self && (isAlone || this.#membership.state(place) !== STATE.dead)) return place;
    }
    return -1;
  }

  /** Others that are alive, at random. */
  #helpers(target: number): number[] {
    const { processes, settings } = this.#group;
    const found: number[] = [];
    // Where next to all are dead, fewer have to do.
    for (let tries = 4 * settings.indirect; tries > 0 && found.length < settings.indirect; tries--) {
      const place = Math.floor(this.#port.random() * processes.length);
      if (place === this.#membership.self || place === target || found.includes(place)) continue;
      if (this.#membership.state(place) === STATE.alive) found.push(place);
    }
    return found;
  }
}

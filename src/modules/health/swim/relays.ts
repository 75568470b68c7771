/** Probes that a member makes for others. Each is done with an answer, or when its time is over. */
import type { Port, TimerId } from '../../ports.ts';
import type { SwimGroup } from './group.ts';
import type { Pings } from './pings.ts';
import { swim } from './vocabulary.ts';

/** Probes for others at a time; whoever asks beyond that gets no answer, as from a member that is overloaded. */
const MOST = 256;

interface Relay {
  /** Of the ping that was sent for it. */
  readonly sequence: number;
  /** Place of who asked, and the sequence number of its probe. */
  readonly asker: number;
  readonly asked: number;
  readonly timer: TimerId;
}

export class Relays {
  readonly #port: Port;
  readonly #group: SwimGroup;
  readonly #pings: Pings;
  readonly #tag: number;
  readonly #open: Relay[] = [];

  /** @param tag of its timers */
  constructor(port: Port, group: SwimGroup, pings: Pings, tag: number) {
    this.#port = port;
    this.#group = group;
    this.#pings = pings;
    this.#tag = tag;
  }

  begin(asker: number, asked: number, target: number): void {
    if (this.#open.length === MOST) return;
    const { nackAfter, probeTimeout, maxLocalHealth } = this.#group.settings;
    const sequence = this.#pings.ping(target);
    const lasts = maxLocalHealth > 1 ? nackAfter : probeTimeout;
    const timer = this.#port.setTimer(lasts, this.#tag, sequence);
    this.#open.push({ sequence, asker, asked, timer });
  }

  /** A ping of this number has been answered, perhaps one of these. */
  answered(sequence: number, incarnation: number, life: number): void {
    const relay = this.#take(sequence);
    if (!relay) return;
    this.#port.cancelTimer(relay.timer);
    this.#port.post(this.#group.processes[relay.asker], swim.relayed, relay.asked, incarnation, life);
  }

  /** An answer that comes later is of no use. */
  onTimer(sequence: number): void {
    const relay = this.#take(sequence);
    if (relay && this.#group.settings.maxLocalHealth > 1)
      this.#port.post(this.#group.processes[relay.asker], swim.nack, relay.asked);
  }

  #take(sequence: number): Relay | undefined {
    for (let i = 0; i < this.#open.length; i++)
      if (this.#open[i].sequence === sequence) return this.#open.splice(i, 1)[0];
    return undefined;
  }
}

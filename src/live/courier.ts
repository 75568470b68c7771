/**
 * Carries messages between the processes of a run: waits for as long as the link between two of them takes, loses and doubles what
 * the link and the faults lose and double, and puts the rest on the connection to the other operating-system process. Messages of
 * clients' connections are sent again until they are acknowledged, and are taken once each, in order.
 */
import type { Passage } from '../world/network/passage.ts';
import { LOST } from '../world/network/passage.ts';
import type { Timers } from './timers.ts';
import {
  type Acknowledgement,
  decodeFrame,
  encodeAcknowledgement,
  encodeMessage,
  type LiveMessage,
} from './wire/message.ts';
import type { Transport } from './wire/transport.ts';

/** Kinds of timer events that the courier uses. */
export const COURIER_EVENT = { arrive: 1000, redeliver: 1001 } as const;

/** Real milliseconds that timers cannot wait for: what would arrive sooner leaves at once. */
const NO_WAIT = 0.5;
/** Messages of one way that are sent again at a time. */
const BURST = 256;

export interface CourierCounters {
  sent: number;
  bytes: number;
  dropped: number;
  duplicated: number;
}

export interface CourierOptions {
  readonly timers: Timers;
  readonly transport: Pick<Transport, 'send'>;
  /** The operating-system process that hosts a process, and the one that this is. */
  readonly runnerOf: Int32Array;
  readonly runner: number;
  readonly passage: Passage;
  /** Microseconds until a message of a connection is sent again that was not acknowledged. */
  readonly retryDelay: number;
  /**
   * A message reaches a process that is hosted here. Where it is one of a connection, the receiver acknowledges it as soon as it is
   * taken for good.
   */
  deliver(message: LiveMessage): void;
  /** The latest message of a connection that the receiver here has taken. */
  taken(from: number, to: number): number;
  /** All messages of a connection from here up to a number have been taken. */
  acknowledged(acknowledgement: Acknowledgement): void;
}

interface Sendable {
  readonly message: LiveMessage;
  readonly bytes: number;
}

/** The way of one connection from a process here to another. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly waiting: Sendable[];
  lastArrival: number;
  timer: number;
  /** The last acknowledged number when the timer was set. */
  seen: number;
  acknowledged: number;
}

export class Courier {
  readonly counters: CourierCounters = { sent: 0, bytes: 0, dropped: 0, duplicated: 0 };
  readonly #options: CourierOptions;
  /** Messages that wait for their arrival, by a number of their own. */
  readonly #onTheWay = new Map<number, LiveMessage>();
  #numbers = 0;
  /** How many of them there are by sender and receiver, so that none overtakes those before it. */
  readonly #waiting = new Map<number, number>();
  readonly #ways: Way[] = [];
  /** Their numbers, by both ends. */
  readonly #numberOfWay = new Map<string, number>();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Messages of connections that are not acknowledged. */
  get unacknowledged(): number {
    return this.#ways.reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** @param bytes what the message counts for on a link */
  post(message: LiveMessage, bytes: number): void {
    const { from, to, sequence } = message;
    if (sequence > 0) {
      const number = this.#numberOf(from, to);
      this.#ways[number].waiting.push({ message, bytes });
      this.#transmit(number, { message, bytes });
      return;
    }
    const { passage, timers } = this.#options;
    const arrival = this.#charge(message, bytes, false);
    if (arrival === LOST) return;
    this.#schedule(message, arrival);
    if (!passage.isDuplicated(from, to)) return;
    this.counters.duplicated++;
    const second = passage.arrival(from, to, bytes, true);
    if (second !== LOST) this.#schedule(message, Math.max(timers.now, second));
  }

  /** A frame has come from another operating-system process. @throws MalformedBytesError or RangeError when it is none */
  receive(body: Uint8Array): void {
    const frame = decodeFrame(body);
    if ('message' in frame) this.#arrive(frame.message);
    else this.#acknowledge(frame.acknowledgement);
  }

  /** Tells the sender of a connection what has been taken for good. */
  acknowledge(acknowledgement: Acknowledgement): void {
    const { passage, runnerOf, runner, transport } = this.#options;
    const { from, to } = acknowledgement;
    if (passage.isCut(to, from)) return;
    if (runnerOf[from] === runner) this.#acknowledge(acknowledgement);
    else transport.send(runnerOf[from], encodeAcknowledgement(acknowledgement));
  }

  /** A timer event of the courier's is due. */
  onEvent(kind: number, target: number): void {
    if (kind === COURIER_EVENT.redeliver) {
      this.#redeliver(target);
      return;
    }
    const message = this.#onTheWay.get(target) as LiveMessage;
    this.#onTheWay.delete(target);
    this.#count(message, -1);
    if (this.#isHere(message)) this.#arrive(message);
    else this.#put(message);
  }

  #isHere({ to }: LiveMessage): boolean {
    return this.#options.runnerOf[to] === this.#options.runner;
  }

  /** Puts a message on the connection to its receiver's process. */
  #put(message: LiveMessage): void {
    const { runnerOf, transport } = this.#options;
    if (!transport.send(runnerOf[message.to], encodeMessage(message))) this.counters.dropped++;
  }

  /** One message more or fewer waits for its arrival. @returns how many do */
  #count({ from, to }: LiveMessage, change: number): number {
    const way = from * this.#options.runnerOf.length + to;
    const count = (this.#waiting.get(way) ?? 0) + change;
    if (count === 0) this.#waiting.delete(way);
    else this.#waiting.set(way, count);
    return count;
  }

  #arrive(message: LiveMessage): void {
    const { from, to, sequence } = message;
    if (sequence > 0) {
      const taken = this.#options.taken(from, to);
      // Taken before: the acknowledgement was lost. Out of order: what is missing comes again, and this after it.
      if (sequence <= taken) this.acknowledge({ from, to, sequence: taken });
      if (sequence !== taken + 1) return;
    }
    this.#options.deliver(message);
  }

  #acknowledge(acknowledgement: Acknowledgement): void {
    const { from, to, sequence } = acknowledgement;
    const way = this.#ways[this.#numberOf(from, to)];
    way.acknowledged = Math.max(way.acknowledged, sequence);
    let done = 0;
    while (done < way.waiting.length && way.waiting[done].message.sequence <= sequence) done++;
    way.waiting.splice(0, done);
    this.#options.acknowledged(acknowledgement);
  }

  #numberOf(from: number, to: number): number {
    const key = `${from} ${to}`;
    let number = this.#numberOfWay.get(key);
    if (number === undefined) {
      number =
        this.#ways.push({ from, to, waiting: [], lastArrival: 0, timer: 0, seen: 0, acknowledged: 0 }) - 1;
      this.#numberOfWay.set(key, number);
    }
    return number;
  }

  /** A message of a connection sets out, ahead of none that set out before it. */
  #transmit(number: number, { message, bytes }: Sendable): void {
    const { timers, retryDelay } = this.#options;
    const way = this.#ways[number];
    const arrival = this.#charge(message, bytes, true);
    if (arrival !== LOST) {
      way.lastArrival = Math.max(way.lastArrival, arrival);
      this.#schedule(message, way.lastArrival);
    }
    if (way.timer === 0) {
      way.seen = way.acknowledged;
      way.timer = timers.scheduleAfter(retryDelay, COURIER_EVENT.redeliver, number, 0, 0);
    }
  }

  /** What has not been acknowledged for a while sets out again, unless acknowledgements are coming in. */
  #redeliver(number: number): void {
    const way = this.#ways[number];
    const { timers, retryDelay } = this.#options;
    way.timer = 0;
    if (way.waiting.length === 0) return;
    if (way.seen === way.acknowledged)
      for (const one of way.waiting.slice(0, BURST)) this.#transmit(number, one);
    if (way.timer === 0) {
      way.seen = way.acknowledged;
      way.timer = timers.scheduleAfter(retryDelay, COURIER_EVENT.redeliver, number, 0, 0);
    }
  }

  /** Counts a message, and says when it arrives. */
  #charge({ from, to }: LiveMessage, bytes: number, isReliable: boolean): number {
    this.counters.sent++;
    this.counters.bytes += bytes;
    const arrival = this.#options.passage.arrival(from, to, bytes, isReliable);
    if (arrival === LOST) this.counters.dropped++;
    return arrival;
  }

  #schedule(message: LiveMessage, arrival: number): void {
    const { timers } = this.#options;
    const isSoon = arrival - timers.reading < timers.micros(NO_WAIT);
    if (isSoon && !this.#isHere(message) && this.#count(message, 0) === 0) {
      this.#put(message);
      return;
    }
    const number = this.#numbers++ % 2 ** 31;
    this.#onTheWay.set(number, message);
    this.#count(message, 1);
    timers.schedule(arrival, COURIER_EVENT.arrive, number, 0, 0);
  }
}

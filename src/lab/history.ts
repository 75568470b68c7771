/**
 * What happened in a run, event by event, in bounded memory: digests of the events so far at regular places, or a stretch of events in
 * words. Two runs whose digests at an event agree have had the same events until then, but for a collision of 64 bits; so the first
 * event in which they differ is found between the last place where they agree and the first where they do not.
 */
import type { World } from '../world/world.ts';
import { type HistoryRequest, MOST_EVENTS } from './history-request.ts';

export interface Checkpoint {
  /** Events executed. */
  readonly event: number;
  /** Seconds. */
  readonly time: number;
  /** Of all events up to this one: 16 hexadecimal digits. */
  readonly digest: string;
}

export interface HistoryEvent {
  /** Its number, from 1. */
  readonly event: number;
  /** Seconds. */
  readonly time: number;
  /** What the fingerprint is made of besides the time: kind, target and two words of payload. */
  readonly words: readonly [number, number, number, number];
  readonly text: string;
}

export interface History {
  readonly checkpoints: readonly Checkpoint[];
  readonly events: readonly HistoryEvent[];
}

/** Checkpoints kept: where there are more, every second one goes. */
const MOST_CHECKPOINTS = 2_048;
/** Events between two checkpoints at first. */
const FIRST_INTERVAL = 64;

export class HistoryRecorder {
  readonly #world: World;
  readonly #request: HistoryRequest;
  #checkpoints: Checkpoint[] = [];
  #interval = FIRST_INTERVAL;
  readonly #events: HistoryEvent[] = [];
  #listening = false;

  /** @throws RangeError when the request is no stretch of whole numbers from 0, or asks for too many events */
  constructor(world: World, request: HistoryRequest) {
    const { kind, from, to = Infinity } = request;
    if (
      !(Number.isSafeInteger(from) && from >= 0 && to > from && (to === Infinity || Number.isSafeInteger(to)))
    )
      throw new RangeError(`there are no events after ${from} up to ${to}`);
    if (kind === 'events' && to - from > MOST_EVENTS)
      throw new RangeError(`at most ${MOST_EVENTS} events can be asked for at a time, not ${to - from}`);
    this.#world = world;
    this.#request = request;
    this.advanced();
  }

  /** The run may end here: everything asked for is there. */
  get isComplete(): boolean {
    return this.#executed >= (this.#request.to ?? Infinity);
  }

  /** Events until it is to be told again that the world has advanced. */
  get room(): number {
    const { kind, from, to = Infinity } = this.#request;
    const executed = this.#executed;
    if (executed < from) return from - executed;
    const left = to - executed;
    return kind === 'events' ? left : Math.min(left, this.#interval - (executed % this.#interval));
  }

  /** The world has executed at most `room` events since the last call. */
  advanced(): void {
    const { kind, from } = this.#request;
    if (this.#executed < from) return;
    if (kind === 'events') this.#listen();
    else if (this.#executed % this.#interval === 0) this.#note();
  }

  finish(): History {
    if (this.#listening) this.#world.listen(null);
    return { checkpoints: this.#checkpoints, events: this.#events };
  }

  get #executed(): number {
    return this.#world.parts.kernel.executed;
  }

  #note(): void {
    const { kernel } = this.#world.parts;
    const last = this.#checkpoints.at(-1)?.event;
    if (kernel.executed === last) return;
    this.#checkpoints.push({
      event: kernel.executed,
      time: kernel.now / 1e6,
      digest: kernel.fingerprint(),
    });
    if (this.#checkpoints.length <= MOST_CHECKPOINTS) return;
    this.#interval *= 2;
    this.#checkpoints = this.#checkpoints.filter(({ event }) => event % this.#interval === 0);
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#world.listen((...words) => {
      const { executed, now } = this.#world.parts.kernel;
      const [kind, target, a, b] = words;
      const text = this.#world.eventKind(kind)?.text(target, a, b) ?? `event of kind ${kind}`;
      this.#events.push({ event: executed, time: now / 1e6, words, text });
    });
  }
}

/** Timers of a module inside another: they share one tag of the outer one's, and can be dropped all at once. */
import type { Port, TimerId } from '../ports.ts';

/** Timers are numbered by uses times this plus their place. */
const PLACES = 1 << 20;

export class TimerTable {
  readonly #port: Port;
  readonly #tag: number;
  readonly #fired: (tag: number, argument: number) => void;
  readonly #free: number[] = [];
  /** By place: the timer's number here, 0 for none, its number at the machine, and what its owner gave it. */
  readonly #number: number[] = [];
  readonly #machine: TimerId[] = [];
  readonly #tags: number[] = [];
  readonly #arguments: number[] = [];
  #uses = 0;

  /** @param tag of the outer module's timers; their argument is the place here */
  constructor(port: Port, tag: number, fired: (tag: number, argument: number) => void) {
    this.#port = port;
    this.#tag = tag;
    this.#fired = fired;
  }

  set(delay: number, tag: number, argument: number): TimerId {
    const place = this.#free.pop() ?? this.#number.length;
    const number = ++this.#uses * PLACES + place;
    this.#number[place] = number;
    this.#tags[place] = tag;
    this.#arguments[place] = argument;
    this.#machine[place] = this.#port.setTimer(delay, this.#tag, place);
    return number;
  }

  cancel(timer: TimerId): boolean {
    const place = timer % PLACES;
    if (timer === 0 || this.#number[place] !== timer) return false;
    this.#vacate(place);
    return this.#port.cancelTimer(this.#machine[place]);
  }

  onTimer(place: number): void {
    this.#vacate(place);
    this.#fired(this.#tags[place], this.#arguments[place]);
  }

  /** Cancels all. */
  clear(): void {
    for (let place = 0; place < this.#number.length; place++)
      if (this.#number[place] > 0) this.cancel(this.#number[place]);
  }

  #vacate(place: number): void {
    this.#number[place] = 0;
    this.#free.push(place);
  }
}

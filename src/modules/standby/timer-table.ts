/** Timers of a module inside another, which can be dropped all at once. */
import type { Port, TimerId } from '../ports.ts';

/** Timers are numbered by uses times this plus their place. */
const PLACES = 1 << 20;

export class TimerTable {
  readonly #port: Port;
  readonly #fired: (word: number, argument: number) => void;
  readonly #free: number[] = [];
  /** By place: the timer's number here, 0 for none, its number at the machine, and what its owner gave it. */
  readonly #number: number[] = [];
  readonly #machine: TimerId[] = [];
  readonly #words: number[] = [];
  readonly #arguments: number[] = [];
  #uses = 0;

  /** @param port a scope of its own: the argument of its timers is the place here */
  constructor(port: Port, fired: (word: number, argument: number) => void) {
    this.#port = port;
    this.#fired = fired;
  }

  /** @param word says whose timer it is */
  set(delay: number, word: number, argument: number): TimerId {
    const place = this.#free.pop() ?? this.#number.length;
    const number = ++this.#uses * PLACES + place;
    this.#number[place] = number;
    this.#words[place] = word;
    this.#arguments[place] = argument;
    this.#machine[place] = this.#port.setTimer(delay, 0, place);
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
    this.#fired(this.#words[place], this.#arguments[place]);
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

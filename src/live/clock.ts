/** Virtual time that goes with the wall clock, so many times as fast. */
import process from 'node:process';

export class WallClock {
  /** Virtual microseconds per real microsecond, above 0. */
  readonly speed: number;
  #origin: bigint | null = null;

  constructor(speed: number) {
    this.speed = speed;
  }

  /** Virtual time is 0 at this reading of the machine's monotonic clock, which all processes of a machine share. Nanoseconds. */
  start(origin: bigint): void {
    this.#origin = origin;
  }

  get isStarted(): boolean {
    return this.#origin !== null;
  }

  /** Virtual time in whole microseconds; 0 before the start. */
  read(): number {
    if (this.#origin === null) return 0;
    return Math.max(0, Math.floor((Number(process.hrtime.bigint() - this.#origin) / 1000) * this.speed));
  }

  /** Real milliseconds in so many virtual microseconds. */
  milliseconds(micros: number): number {
    return micros / this.speed / 1000;
  }
}

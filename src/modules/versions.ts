/**
 * Numbers that grow over all lives of a process: versions of what it tells of itself, for others who keep the newest. They come from
 * the epoch and a count, never from a clock, which may be set back or begin anew with each life.
 */
import type { Port } from './ports.ts';

/** Numbers in one life. With 53 bits in all there are 2^21 lives: one a minute for four years. */
const IN_A_LIFE = 2 ** 32;

export class Versions {
  readonly #port: Pick<Port, 'epoch'>;
  #count = 0;

  constructor(port: Pick<Port, 'epoch'>) {
    this.#port = port;
  }

  /** Above all numbers that this process has had from here before, from 1. */
  next(): number {
    this.#count++;
    return this.#port.epoch * IN_A_LIFE + this.#count;
  }
}

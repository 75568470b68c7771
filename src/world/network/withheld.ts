/** Processes whose messages are held: what they send, and what is sent to them, waits until they are let go, while their timers run. */
import type { Microseconds } from '../../engine/types.ts';

interface Held {
  /** Faults that hold it. */
  faults: number;
  readonly since: Microseconds;
  /** Rows of messages that it has sent, and of those that have reached it. */
  readonly sent: number[];
  readonly received: number[];
}

export class Withheld {
  readonly #held = new Map<number, Held>();

  begin(process: number, now: Microseconds): void {
    const held = this.#held.get(process);
    if (held) held.faults++;
    else this.#held.set(process, { faults: 1, since: now, sent: [], received: [] });
  }

  /** A fault ends. @returns what waits, when it was the last; both in the order in which they came */
  end(process: number): Pick<Held, 'sent' | 'received'> | null {
    const held = this.#held.get(process);
    if (!held || --held.faults > 0) return null;
    this.#held.delete(process);
    return held;
  }

  /** The process has gone down. @returns what waited: none of it is left to wait */
  crashed(process: number): Pick<Held, 'sent' | 'received'> | null {
    const held = this.#held.get(process);
    if (!held) return null;
    return { sent: held.sent.splice(0), received: held.received.splice(0) };
  }

  /** Since when its messages have been held, -1 where they are not. */
  since(process: number): Microseconds {
    return this.#held.get(process)?.since ?? -1;
  }

  /** Whether a message that a process sends has to wait: then it does. */
  holdsSent(process: number, row: number): boolean {
    const held = this.#held.get(process);
    held?.sent.push(row);
    return held !== undefined;
  }

  holdsReceived(process: number, row: number): boolean {
    const held = this.#held.get(process);
    held?.received.push(row);
    return held !== undefined;
  }
}

/** What state machines are given, as their users see it: the same commands at the same indexes everywhere, and never backwards. */
import type { Machine } from './machine.ts';

export class Streams {
  /** By index. */
  readonly #commands = new Map<number, string>();
  /** By life: the last index. */
  readonly #reached = new Map<string, number>();

  applied(machine: Machine, index: number, command: Uint8Array): void {
    this.#reach(machine, index);
    const text = command.join(' ');
    const known = this.#commands.get(index);
    if (known !== undefined && known !== text)
      throw new Error(`streams: ${machine.self} applies ${text} at ${index}, and somebody else ${known}`);
    this.#commands.set(index, text);
  }

  restored(machine: Machine, index: number): void {
    this.#reach(machine, index);
  }

  #reach({ self, epoch }: Machine, index: number): void {
    const life = `${self} ${epoch}`;
    const reached = this.#reached.get(life) ?? 0;
    if (index <= reached) throw new Error(`streams: ${self} goes from ${reached} to ${index}`);
    this.#reached.set(life, index);
  }
}

import type { WorldObserver } from '../core/observer.ts';

/** Bytes that agents, awake or asleep, and spares for them hold. */
export class MemoryUse {
  readonly #observer: Pick<WorldObserver, 'agentMemory'>;
  #bytes = 0;

  constructor(observer: Pick<WorldObserver, 'agentMemory'>) {
    this.#observer = observer;
  }

  change(bytes: number): void {
    if (bytes === 0) return;
    this.#bytes += bytes;
    this.#observer.agentMemory(this.#bytes);
  }
}

/** The machine of a coordinator whose disk takes no time: what is written is durable at once. */
import type { LogEnd } from '../../modules/log-entries.ts';
import type { Log } from '../../modules/ports.ts';
import { EVENT } from '../core/events.ts';
import { Host } from './host.ts';
import { NotedLog } from './noted-log.ts';

export class CoordinatorHost extends Host {
  /** null: nobody has asked for it. */
  #log: NotedLog | null = null;
  /** The module will hear of what has become durable later in this instant. */
  #isDue = false;

  override get log(): Log {
    this.#log ??= new NotedLog(() => this.#changed());
    return this.#log;
  }

  /** A call of the module is over. */
  endCall(): void {}

  /** What the event `synced` is about has happened. @returns the end of the log that the module is to be told of; null: none */
  synced(): LogEnd | null {
    this.#isDue = false;
    return this.#log?.takeEnd() ?? null;
  }

  /** The process has gone down. */
  crashed(): void {
    this.#isDue = false;
    this.#log?.takeEnd();
  }

  #changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.context.kernel.scheduleAfter(0, EVENT.synced, this.self, this.epoch, 0);
  }
}

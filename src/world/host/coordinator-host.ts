/** The machine of a coordinator whose disk takes no time: what is written is durable at once. */
import type { LogEnd } from '../../modules/log-entries.ts';
import { NotedLog } from '../../modules/noted-log.ts';
import type { Log, ScopeListener } from '../../modules/ports.ts';
import { EVENT } from '../core/events.ts';
import { Host } from './host.ts';

/** Where the log of a scope ended, by its path. */
type Ends = readonly (readonly [path: string, end: LogEnd])[];

export class CoordinatorHost extends Host {
  /** By path of the scope; those that nobody has asked for are missing. */
  readonly #logs = new Map<string, NotedLog>();
  /** What is durable and has not been told, oldest first. */
  readonly #untold: Ends[] = [];
  /** The module will hear of what has become durable later in this instant. */
  #isDue = false;

  override logAt(path: string): Log {
    let log = this.#logs.get(path);
    if (!log) {
      log = this.createLog();
      this.#logs.set(path, log);
    }
    return log;
  }

  protected createLog(): NotedLog {
    return new NotedLog(() => this.#changed());
  }

  /** A call of the module is over. */
  endCall(): void {}

  /** What the event `synced` is about has happened. True: there is something that `tellDurable` is to tell. */
  synced(): boolean {
    this.#isDue = false;
    return this.noteDurable(this.takeEnds());
  }

  /** Tells what one sync has made durable. @param root hears of the log of the port itself */
  tellDurable(root: ScopeListener): void {
    for (const [path, end] of this.#untold.shift() ?? []) this.scopes.tellDurable(path, end, root);
  }

  override crashed(): void {
    super.crashed();
    this.#isDue = false;
    this.#untold.length = 0;
    this.takeEnds();
  }

  /** Where logs end now that have been changed since the last call. */
  protected takeEnds(): Ends {
    const ends: [string, LogEnd][] = [];
    for (const [path, log] of this.#logs) {
      const end = log.takeEnd();
      if (end) ends.push([path, end]);
    }
    return ends;
  }

  protected noteDurable(ends: Ends): boolean {
    if (ends.length > 0) this.#untold.push(ends);
    return ends.length > 0;
  }

  #changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.context.kernel.scheduleAfter(0, EVENT.synced, this.self, this.epoch, 0);
  }
}

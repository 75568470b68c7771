/** A log that knows whether it has been changed. */
import { type LogEnd, LogEntries } from './log-entries.ts';
import type { Log, Snapshot } from './ports.ts';

export class NotedLog extends LogEntries {
  readonly #changed: () => void;
  #isChanged = false;

  /** @param changed called after each change. @param capacity bytes that entries may take */
  constructor(changed: () => void, capacity?: number, damage: Log['damage'] = null) {
    super(capacity, damage);
    this.#changed = changed;
  }

  override append(term: number, data: Uint8Array): boolean {
    const isAppended = super.append(term, data);
    if (isAppended) this.#note();
    return isAppended;
  }

  override truncateFrom(index: number): void {
    super.truncateFrom(index);
    this.#note();
  }

  override compactTo(snapshot: Snapshot): void {
    super.compactTo(snapshot);
    this.#note();
  }

  override install(snapshot: Snapshot): void {
    super.install(snapshot);
    this.#note();
  }

  /** Where the log ends now, if it has been changed since the last call; null otherwise, and where it is empty. */
  takeEnd(): LogEnd | null {
    if (!this.#isChanged) return null;
    this.#isChanged = false;
    return this.end;
  }

  #note(): void {
    this.#isChanged = true;
    this.#changed();
  }
}

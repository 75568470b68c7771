/** A disk that says that it has synced and has not: what a run loses on it, a run without syncs would lose. For tests. */
import type { AppendFile, Disk } from './disk.ts';

export class NeverSyncedDisk implements Disk {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  read(name: string): Uint8Array | null {
    return this.#disk.read(name);
  }

  open(name: string, length: number): AppendFile {
    const file = this.#disk.open(name, length);
    return { append() {}, sync: () => Promise.resolve(), close: () => file.close() };
  }

  rename(from: string, to: string): void {
    this.#disk.rename(from, to);
  }

  async syncFolder(): Promise<void> {}
}

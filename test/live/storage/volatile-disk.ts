/** A disk in memory that loses, in a crash, what was not synced: bytes, and names. */
import type { AppendFile, Disk } from '../../../src/live/storage/disk.ts';

interface Content {
  /** Durable bytes, and bytes written after them. */
  synced: Uint8Array;
  written: Uint8Array;
}

export class VolatileDisk implements Disk {
  /** False: `sync` returns, and nothing has become durable. */
  isHonest = true;
  /** Syncs asked for. */
  syncs = 0;
  readonly #files = new Map<string, Content>();
  /** What the names are after a crash. */
  #durableNames = new Map<string, Content>();

  read(name: string): Uint8Array | null {
    const file = this.#files.get(name);
    return file ? joined(file) : null;
  }

  open(name: string, length: number): AppendFile {
    const known = this.#files.get(name);
    const file = known ?? { synced: new Uint8Array(0), written: new Uint8Array(0) };
    const all = joined(file).slice(0, length);
    file.synced = all.slice(0, Math.min(length, file.synced.length));
    file.written = all.slice(file.synced.length);
    this.#files.set(name, file);
    return {
      append: (bytes) => {
        file.written = Buffer.concat([file.written, bytes]);
      },
      sync: async () => {
        this.syncs++;
        if (!this.isHonest) return;
        const bytes = joined(file);
        await Promise.resolve();
        // What was appended meanwhile is not covered.
        file.written = joined(file).slice(bytes.length);
        file.synced = bytes;
      },
      close() {},
    };
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (!file) throw new Error(`no file ${from}`);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  async syncFolder(): Promise<void> {
    await Promise.resolve();
    if (this.isHonest) this.#durableNames = new Map(this.#files);
  }

  /**
   * The disk that is found after the power went now. Of the bytes that were not synced a part may have reached it, the last of them
   * garbled. This one stays as it is, for whoever still writes to it.
   * @param kept share of unsynced bytes that stay, 0 to 1. @param garble whether the last of those is changed
   */
  crashed(kept = 0, garble = false): VolatileDisk {
    const found = new VolatileDisk();
    for (const [name, { synced, written }] of this.#durableNames) {
      const rest = Uint8Array.from(written.slice(0, Math.floor(written.length * kept)));
      if (garble && rest.length > 0) rest[rest.length - 1] ^= 0x40;
      found.#files.set(name, { synced: Buffer.concat([synced, rest]), written: new Uint8Array(0) });
    }
    found.#durableNames = new Map(found.#files);
    return found;
  }
}

function joined({ synced, written }: Content): Uint8Array {
  return Buffer.concat([synced, written]);
}

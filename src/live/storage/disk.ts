/** The files that durable storage is made of, behind an interface, so that tests can lose what was not synced. */
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);

/** A file that grows at its end. */
export interface AppendFile {
  /** Adds bytes. They are durable once a `sync` that began later has ended. */
  append(bytes: Uint8Array): void;
  /** @throws the system's error; what is durable is then unknown, and the file must not be used any more */
  sync(): Promise<void>;
  close(): void;
}

/** A folder of files. */
export interface Disk {
  /** All bytes of a file; null when there is none. */
  read(name: string): Uint8Array | null;
  /** Opens a file, a new one where there is none, and cuts it to its first `length` bytes. */
  open(name: string, length: number): AppendFile;
  /** Gives a file another name, over one that has it. Durable after `syncFolder`. */
  rename(from: string, to: string): void;
  /** Makes names durable. */
  syncFolder(): Promise<void>;
}

/**
 * The real disk. Appended bytes stay in this process until the next sync: they are lost when it is killed, as they would be
 * lost in a machine without power. A program that relies on bytes that it has not synced is found out by a kill.
 */
export class FolderDisk implements Disk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const parent = fs.openSync(dirname(folder), 'r');
    fs.fsyncSync(parent);
    fs.closeSync(parent);
  }

  read(name: string): Uint8Array | null {
    try {
      return fs.readFileSync(join(this.#folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  open(name: string, length: number): AppendFile {
    const file = fs.openSync(join(this.#folder, name), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    fs.ftruncateSync(file, length);
    return new HeldFile(file, length);
  }

  rename(from: string, to: string): void {
    fs.renameSync(join(this.#folder, from), join(this.#folder, to));
  }

  async syncFolder(): Promise<void> {
    const folder = fs.openSync(this.#folder, 'r');
    try {
      await fsync(folder);
    } finally {
      fs.closeSync(folder);
    }
  }
}

/** Holds appended bytes back until they are synced. */
class HeldFile implements AppendFile {
  readonly #file: number;
  #length: number;
  #held: Uint8Array[] = [];

  constructor(file: number, length: number) {
    this.#file = file;
    this.#length = length;
  }

  append(bytes: Uint8Array): void {
    this.#held.push(bytes);
  }

  async sync(): Promise<void> {
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    for (let done = 0; done < bytes.length; )
      done += fs.writeSync(this.#file, bytes, done, bytes.length - done, this.#length + done);
    this.#length += bytes.length;
    await fdatasync(this.#file);
  }

  close(): void {
    fs.closeSync(this.#file);
  }
}

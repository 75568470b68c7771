/**
 * Standard output and standard error, as commands see them.
 */
import type { Writable } from 'node:stream';
import { visible } from '../scenario/visible.ts';
import { WriteError } from './exit.ts';

/** What a stream that is a terminal has besides. */
export interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Width where the terminal does not tell, and for files and pipes. */
const DEFAULT_WIDTH = 100;
const NARROWEST = 40;

/** What sets colour and weight of text (SGR), the only sequences of ours outside progress bars. */
const COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);

/** One stream for text. A reader that goes away (`| head`) is no error: what it no longer wants is dropped. */
export class Channel {
  readonly stream: TerminalStream;
  /** A person is watching, on a terminal on which a line can be redrawn. */
  readonly terminal: boolean;
  /** Escape sequences are welcome. */
  readonly color: boolean;
  readonly #name: string;
  #closed = false;

  constructor(stream: TerminalStream, name: string, environment: Environment) {
    this.stream = stream;
    this.terminal = stream.isTTY === true && environment.TERM !== 'dumb';
    this.color = wantsColor(this.terminal, environment);
    this.#name = name;
    // Every failed write is also reported to its own callback, below.
    stream.on('error', () => {});
  }

  /** Columns of the terminal. */
  get width(): number {
    const columns = this.stream.columns ?? 0;
    return columns > 0 ? Math.max(columns, NARROWEST) : DEFAULT_WIDTH;
  }

  /**
   * The text as this stream takes it: colours where they are welcome, and no other control characters than ends of lines and tabs,
   * whoever wrote them.
   */
  safe(text: string): string {
    if (!this.color) return visible(text);
    return text
      .split(COLOUR)
      .map((part, place) => (place % 2 === 1 ? part : visible(part)))
      .join('');
  }

  /**
   * Resolves when the text has been taken.
   * @throws WriteError when it cannot be written, as on a full disk.
   */
  write(text: string): Promise<void> {
    if (this.#closed || text === '') return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.stream.write(this.safe(text), (error) => {
        if (!error) return resolve();
        this.#closed = true;
        if (isGone(error)) return resolve();
        reject(new WriteError(this.#name, error));
      });
    });
  }

  /** Resolves when everything has been taken that was written before, or nobody takes it any more. */
  settled(): Promise<void> {
    if (this.#closed || this.stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.stream.write('', () => resolve());
    });
  }

  /** Writes a text and ends its line. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`);
  }
}

function isGone(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ECONNRESET';
}

/** https://no-color.org: any value that is not empty turns colour off; FORCE_COLOR turns it on where there is no terminal. */
function wantsColor(terminal: boolean, environment: Environment): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0';
  return terminal;
}

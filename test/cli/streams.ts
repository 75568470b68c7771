import { Writable } from 'node:stream';
import { Channel, type Environment } from '../../src/cli/channel.ts';
import { Session } from '../../src/cli/session.ts';

/** A stream that keeps what is written to it, or fails every write. */
export class Sink extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly #failure: string | undefined;
  text = '';
  writes = 0;

  constructor(options: { terminal?: boolean; columns?: number; failure?: string } = {}) {
    super();
    this.isTTY = options.terminal ?? false;
    this.columns = options.columns;
    this.#failure = options.failure;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.writes += 1;
    if (this.#failure !== undefined) {
      done(Object.assign(new Error(`write ${this.#failure}`), { code: this.#failure, syscall: 'write' }));
      return;
    }
    this.text += chunk.toString();
    done();
  }
}

/** A session whose output is kept. */
export function fakeSession(environment: Environment = {}): { session: Session; out: Sink; err: Sink } {
  const out = new Sink();
  const err = new Sink();
  const session = new Session(
    new Channel(out, 'standard output', environment),
    new Channel(err, 'standard error', environment),
    environment,
  );
  return { session, out, err };
}

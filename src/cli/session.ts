/**
 * What one invocation of `sim` has to do with the outside.
 */
import process from 'node:process';
import { Channel, type Environment } from './channel.ts';
import type { ExitCode } from './exit.ts';
import { EXIT } from './exit.ts';

export class Session {
  readonly out: Channel;
  readonly err: Channel;
  readonly environment: Environment;
  /** What the process will end with. */
  code: ExitCode = EXIT.fine;

  constructor(out: Channel, err: Channel, environment: Environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** Resolves when standard output and standard error have taken all that was written to them. */
  async settled(): Promise<void> {
    await Promise.all([this.out.settled(), this.err.settled()]);
  }

  /** The session of this process. */
  static ofProcess(): Session {
    const { env, stdout, stderr } = process;
    return new Session(
      new Channel(stdout, 'standard output', env),
      new Channel(stderr, 'standard error', env),
      env,
    );
  }
}

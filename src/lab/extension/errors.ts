import { visible } from '../../scenario/visible.ts';

/** Something wrong in a user's own module. The message is one sentence without a full stop. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError';
  /** File or name of the module. */
  readonly module: string;
  /** What in it: 'algorithm "my_scheduler"'; null for the module as a whole. */
  readonly entry: string | null;
  /** The call that went wrong: "choose(task 17)"; null outside of calls. */
  readonly call: string | null;
  /** Seconds of virtual time; null before the run. */
  readonly time: number | null;
  /** What it did: "threw TypeError: ...", "returned NaN, ...". */
  readonly problem: string;
  readonly #own = true;

  /** Whether a thrown value is one of these. Unlike instanceof it runs no code of the value's own: a proxy may throw when it is asked. */
  static is(thrown: unknown): thrown is ModuleError {
    return typeof thrown === 'object' && thrown !== null && #own in thrown;
  }

  constructor(
    problem: string,
    place: { module: string; entry?: string | null; call?: string | null; time?: number | null },
  ) {
    const { module, entry = null, call = null, time = null } = place;
    const parts = [module, ...(entry === null ? [] : [entry])];
    const when = time === null ? '' : ` at ${time} s of virtual time`;
    super(visible(`${parts.join(': ')}: ${call === null ? '' : `${call}${when} `}${problem}`));
    this.module = module;
    this.entry = entry;
    this.call = call;
    this.time = time;
    this.problem = problem;
  }
}

/** A user's code did what it may not. The message is to be read after the call in which it did. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Runs calls into one entry of a user's module, and says who it was when one goes wrong. */
import { Misuse, ModuleError } from './errors.ts';
import { CALL, type Call, type CallTrace, describeCall } from './trace.ts';

/** Where in the user's files an error was thrown, as `file:line:column`; null where nobody knows. */
export type Locate = (error: Error) => string | null;

export class Guard {
  readonly module: string;
  /** 'algorithm "my_scheduler"'. */
  readonly entry: string;
  readonly #trace: CallTrace;
  readonly #number: number;
  readonly #locate: Locate;

  /** @param number of the entry among all user entries of the run */
  constructor(module: string, entry: string, number: number, trace: CallTrace, locate: Locate) {
    this.module = module;
    this.entry = entry;
    this.#number = number;
    this.#trace = trace;
    this.#locate = locate;
  }

  /**
   * Makes a call.
   * @throws ModuleError when it throws
   */
  run<Result>(call: Call, a: number, b: number, work: () => Result): Result {
    this.#trace.enter(this.#number, call, a, b);
    try {
      const result = work();
      const over = this.#trace.overLimit();
      if (over) throw new Misuse(over.problem);
      return result;
    } catch (error) {
      // A call within this one has been named already.
      if (ModuleError.is(error)) throw error;
      throw this.error(call, a, b, describeThrown(error, this.#locate));
    } finally {
      this.#trace.leave();
    }
  }

  /**
   * What `create` returns, which has these methods; `read` takes what else is wanted of it. All of it is the module's own: a getter
   * may throw like a method.
   * @throws ModuleError when a method is missing, or anything throws
   */
  made<Made, Read>(
    methods: readonly string[],
    create: () => Made,
    read: (made: Made) => Read,
  ): { readonly made: Made; readonly read: Read } {
    return this.run(CALL.create, 0, 0, () => {
      const made = create();
      const own = made as unknown as Readonly<Record<string, unknown>> | null | undefined;
      const missing = methods.find((method) => typeof own?.[method] !== 'function');
      if (missing === undefined) return { made, read: read(made) };
      throw new Misuse(`returned ${show(made)} without the method ${missing}`);
    });
  }

  error(call: Call, a: number, b: number, problem: string): ModuleError {
    const { module, entry } = this;
    return new ModuleError(problem, {
      module,
      entry,
      call: describeCall(call, a, b),
      time: this.#trace.clock() / 1e6,
    });
  }
}

/** "threw TypeError: x is not a function (my-scheduler.ts:12:8)". What is thrown may throw itself when it is looked at. */
export function describeThrown(error: unknown, locate: Locate): string {
  try {
    return described(error, locate);
  } catch {
    return 'threw something that cannot be read: looking at it throws again';
  }
}

function described(error: unknown, locate: Locate): string {
  if (!(error instanceof Error)) return `threw ${show(error)}`;
  const place = locate(error);
  const where = place === null ? '' : ` (${place})`;
  if (error instanceof Misuse) return `${error.message}${where}`;
  const message = text(error.message).split('\n')[0].slice(0, 300);
  const name = text(error.name) || 'Error';
  return `threw ${name}${message === '' ? '' : `: ${message}`}${where}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A value in a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return isList(value) ? 'a list' : 'an object';
  return String(value);
}

/** Array.isArray throws for a proxy that has been revoked. */
function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

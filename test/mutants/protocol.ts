/** What the process that leads and those that run tests tell each other. Paths are relative to the project. */

export interface Limits {
  /** Processor time of a request, in seconds; beyond it the process ends itself. */
  readonly processor: number;
  /** Time on the wall, in seconds. */
  readonly wall: number;
}

interface Common {
  /** File of tests. */
  readonly tests: string;
  /** Files that it needs, itself included. */
  readonly files: readonly string[];
  readonly limits: Limits;
}

/** Run a file of tests as it is, and see what each test passes through. */
export interface ProfileRequest extends Common {
  readonly kind: 'profile';
  /** Source files with probes, and how many they have. */
  readonly probed: readonly { readonly file: string; readonly text: string; readonly count: number }[];
}

/** Run tests of a file with one source file changed, up to the first that fails. */
export interface RunRequest extends Common {
  readonly kind: 'run';
  /** Numbers of the tests. */
  readonly wanted: readonly number[];
  readonly file: string;
  readonly text: string;
}

export type Request = ProfileRequest | RunRequest;

/** Probes passed, by file: hexadecimal digits of bytes, the first probe in the lowest bit of the first byte. */
export type Passed = Readonly<Record<string, string>>;

export interface TestProfile {
  /** Seconds of processor time. */
  readonly processor: number;
  readonly passed: Passed;
}

export interface Profile {
  readonly failed: readonly string[];
  readonly error: string | null;
  /** Whether it started threads or processes, in which nothing can be changed. */
  readonly startsOthers: boolean;
  /** Seconds of processor time before the first test. */
  readonly loading: number;
  /** What is passed outside tests, as on loading. */
  readonly always: Passed;
  readonly tests: readonly TestProfile[];
}

export interface RunReply {
  readonly failed: readonly string[];
  readonly error: string | null;
}

/** Signals by which a process ends itself, and why. */
export const SIGNALS = {
  SIGXCPU: 'no end within its processor time',
  SIGALRM: 'no end within its time',
  SIGKILL: 'more memory than anything needs',
} as const;

import { Worker } from 'node:worker_threads';
import type { Limits, SIGNALS } from './protocol.ts';

/** Milliseconds between two looks. */
const PERIOD = 100;
/** Bytes of resident memory. */
const MEMORY = 3e9;

/** A new thread knows no TypeScript, so this is plain JavaScript. */
const CODE = `
const { workerData: { shared, period, memory, signals } } = require('node:worker_threads');
const limits = new Float64Array(shared);
setInterval(() => {
  const { user, system } = process.cpuUsage();
  const broken = [(user + system) / 1e6 > limits[0], Date.now() / 1e3 > limits[1], process.memoryUsage.rss() > memory];
  const first = broken.indexOf(true);
  if (first >= 0) process.kill(process.pid, signals[first]);
}, period);
`;

/**
 * Ends this process by a signal when it takes too long, even if it never leaves a loop: a thread of its own looks at the
 * process from time to time.
 */
export class Watchdog {
  /** Processor time of the process and time of day at which it ends, in seconds. */
  readonly #limits = new Float64Array(new SharedArrayBuffer(16)).fill(Number.POSITIVE_INFINITY);

  constructor() {
    const signals: (keyof typeof SIGNALS)[] = ['SIGXCPU', 'SIGALRM', 'SIGKILL'];
    const workerData = { shared: this.#limits.buffer, period: PERIOD, memory: MEMORY, signals };
    new Worker(CODE, { eval: true, execArgv: [], workerData }).unref();
  }

  /** From now on. */
  allow({ processor, wall }: Limits): void {
    this.#limits[0] = processorTime() + processor;
    this.#limits[1] = Date.now() / 1e3 + wall;
  }

  rest(): void {
    this.#limits.fill(Number.POSITIVE_INFINITY);
  }
}

/** Of this process so far, in seconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

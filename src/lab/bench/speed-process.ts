/**
 * A process that times one version, as the one that started it sees it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MetricBounds, Metrics } from '../result.ts';
import { ENDING, LOADER } from '../thread-files.ts';

export type SpeedQuestion =
  | { readonly kind: 'rows' }
  | { readonly kind: 'measure'; readonly row: string }
  | {
      readonly kind: 'run';
      readonly file: string;
      readonly set: readonly string[];
      readonly seed: string;
      readonly replication: number;
      readonly exact: readonly string[];
    };

export interface Measured {
  readonly kind: 'measured';
  /** Processor time of one operation. */
  readonly nanoseconds: number;
  /** Time of all operations by that of a calibration loop. */
  readonly relative: number;
}

export interface VersionRun {
  readonly kind: 'run';
  readonly fingerprint: string;
  readonly metrics: Metrics;
  readonly bounds: MetricBounds;
}

export type SpeedAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly names: readonly string[] }
  | Measured
  | VersionRun
  | { readonly kind: 'failed'; readonly reason: string };

/** The question could not be answered: the version lacks what it needs, or went down. */
export class VersionFailure extends Error {
  override readonly name = 'VersionFailure';
}

const WORKER = fileURLToPath(new URL(`./speed-worker${ENDING}`, import.meta.url));

export class SpeedProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;

  /** @param root folder of a built version, with `dist` in it */
  constructor(root: string) {
    this.#child = fork(WORKER, [root], {
      execArgv: [...LOADER],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#ready = this.#next();
    // Whoever asks first hears of it.
    this.#ready.catch(() => {});
  }

  /** Rows that this version has. @throws VersionFailure */
  async rows(): Promise<readonly string[]> {
    return (await this.#ask<{ names: readonly string[] }>({ kind: 'rows' })).names;
  }

  /** Times a row once. @throws VersionFailure */
  measure(row: string): Promise<Measured> {
    return this.#ask<Measured>({ kind: 'measure', row });
  }

  /** Runs a scenario once. @throws VersionFailure */
  run(question: Omit<Extract<SpeedQuestion, { kind: 'run' }>, 'kind'>): Promise<VersionRun> {
    return this.#ask<VersionRun>({ kind: 'run', ...question });
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  async #ask<Answer>(question: SpeedQuestion): Promise<Answer> {
    await this.#ready;
    const next = this.#next();
    this.#child.send(question);
    const answer = await next;
    if (answer.kind === 'failed') throw new VersionFailure(answer.reason);
    return answer as Answer;
  }

  #next(): Promise<SpeedAnswer> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onMessage = (answer: SpeedAnswer) => {
        off();
        resolve(answer);
      };
      const onEnd = (reason: unknown) => {
        off();
        const why = reason instanceof Error ? reason.message : `exit code ${String(reason)}`;
        reject(new VersionFailure(`the process of a version went down: ${why}`));
      };
      const off = () => {
        child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
      };
      child.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
    });
  }
}

/** `sim worker` processes for tests of the queue. */
import { type ChildProcess, spawn } from 'node:child_process';
import { env } from 'node:process';
import { MAIN } from '../sim.ts';

export interface TestWorker {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  text(): string;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Resolves when it has printed something that matches. */
  saying(pattern: RegExp): Promise<void>;
}

export function startWorker(
  url: string,
  words: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): TestWorker {
  const child = spawn(process.execPath, [MAIN, 'worker', '--queue', url, '--lock', '2s', ...words], {
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: string): void => {
    text += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal });
      for (const listener of listeners) listener();
    });
  });
  return {
    child,
    text: () => text,
    ended,
    saying: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = (): void => {
          if (pattern.test(text)) resolve();
          else if (child.exitCode !== null) reject(new Error(`the worker ended and said: ${text}`));
          else return;
          listeners.delete(listener);
        };
        listeners.add(listener);
        listener();
      }),
  };
}

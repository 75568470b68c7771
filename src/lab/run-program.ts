/** Programs that are run to their end without holding up this one. */
import { spawn } from 'node:child_process';
import process from 'node:process';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface ChildOptions {
  readonly cwd?: string;
  /** Ends the program; `runProgram` then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The program ends with this process. @throws the system's error where there is no such program */
export function runProgram(
  command: string,
  words: readonly string[],
  { cwd, signal }: ChildOptions = {},
): Promise<Ended> {
  const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  signal?.addEventListener('abort', kill);
  if (signal?.aborted) kill();
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ code, out, err });
    });
  }).finally(() => {
    process.off('exit', kill);
    signal?.removeEventListener('abort', kill);
  });
}

/** Live runs of the built command, and what they leave behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { folderWith, type Options, type Outcome, sim } from '../sim.ts';

/** Faults of every kind that processes are hit by, within half a minute of virtual time. */
export const FAULTS = `faults:
  - { name: agent crash, kind: crash, target: { agents: 1 }, at: 5s, duration: 4s }
  - { name: coordinator crash, kind: crash, target: { coordinators: 1 }, at: 11s, duration: 3s }
  - { name: cut off, kind: partition, isolate: { agents: 2 }, at: 17s, duration: 4s }
  - { name: agent pause, kind: pause, target: { agents: 1 }, at: 23s, duration: 4s }
`;

/** About a hundred tasks on six agents. */
export const SMALL = `name: small
seed: 7
agents: 6
health:
  heartbeat_interval: 1s
  detector: fixed_timeout
  parameters: { timeout: 6s }
scheduler: least_loaded
retry: { ack_timeout: 3s, timeout: 1min, max_attempts: 20 }
workload:
  name: requests
  arrivals: poisson(rate=3/s)
  service: lognormal(mean=1s, cv=0.5)
  stop: 30s
`;

/** A folder for the state of live runs and whatever else a test needs. */
export function liveFolder(files: Readonly<Record<string, string>>): string {
  return folderWith(files);
}

/** `sim run FILE --live` in a folder, with its state below the same folder. */
export function live(cwd: string, words: readonly string[], options: Options = {}): Promise<Outcome> {
  return sim(['run', ...words, '--live'], { cwd, ...options, env: { TMPDIR: cwd, ...options.env } });
}

/** Figures of a live run printed with `--json`. */
export interface Document {
  readonly end: string;
  readonly violations: readonly string[];
  readonly processes: number;
  readonly metrics: Readonly<
    Record<string, { readonly simulated: number | null; readonly live: number | null }>
  >;
}

/** What a live run has printed, which must have come to its end. */
export function documentOf({ code, signal, out, err }: Outcome): Document {
  expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: '' });
  return JSON.parse(out) as Document;
}

export function liveMetric({ metrics }: Document, name: string): number | null {
  return metrics[name]?.live ?? null;
}

/** Processes that were started by the live runs of a folder and are still there: id and command line. */
export function processesOf(folder: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(join('/proc', name, 'environ'), 'utf8').includes(`TMPDIR=${folder}\0`)) return [];
      const command = readFileSync(join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(name), command }];
    } catch {
      // It has ended in the meantime, or is another user's.
      return [];
    }
  });
}

/** Folders of live runs below a folder. */
export function stateFolders(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('swarmlab-live-'))
    .flatMap((root) => readdirSync(join(folder, root)).map((name) => join(folder, root, name)));
}

/** Waits until a condition holds, for at most so many milliseconds. */
export async function until(holds: () => boolean, milliseconds = 20_000): Promise<void> {
  for (const end = performance.now() + milliseconds; !holds() && performance.now() < end; ) await sleep(20);
}

/** Waits for the end of all that was started from a folder, and says what is still there. */
export async function leftBehind(folder: string): Promise<string[]> {
  const left = () => [...processesOf(folder).map(({ command }) => command), ...stateFolders(folder)];
  await until(() => left().length === 0);
  return left();
}

/**
 * A process that runs files of tests for the one that started it, one request at a time, in modules of its own for each. It
 * stays warm: vitest and fast-check are loaded once, and every file is compiled once.
 */
import { createHook } from 'node:async_hooks';
import { resolve } from 'node:path';
import * as fastCheckVitest from '@fast-check/vitest';
import * as fastCheck from 'fast-check';
import * as vitest from 'vitest';
import { Compiled, Modules } from './loader.ts';
import type {
  Passed,
  Profile,
  ProfileRequest,
  Request,
  RunReply,
  RunRequest,
  TestProfile,
} from './protocol.ts';
import { runTestFile } from './runner.ts';
import { processorTime, Watchdog } from './watchdog.ts';

const ROOT = process.cwd();
const absolute = (file: string) => resolve(ROOT, file);

// One seed for all, so that a fault meets the same examples every time; and a counterexample need not be small.
fastCheck.configureGlobal({ seed: Number(process.argv[2]), endOnFailure: true });

const imported = (namespace: object) => ({ __esModule: true, ...namespace });
const packages = new Map<string, unknown>([
  ['vitest', imported(vitest)],
  ['fast-check', imported(fastCheck)],
  ['@fast-check/vitest', imported(fastCheckVitest)],
]);
const compiled = new Compiled();
const watchdog = new Watchdog();

async function run({ tests, files, wanted, file, text }: RunRequest): Promise<RunReply> {
  const modules = new Modules(await compiled.bodies(files.map(absolute)), packages);
  await modules.replace(absolute(file), text);
  const chosen = new Set(wanted);
  const watcher = { wants: (test: number) => chosen.has(test), begins: () => {}, ended: () => {} };
  return await runTestFile(ROOT, absolute(tests), (path) => modules.load(path), watcher, true);
}

/** The flags of probes, of which some are kept for good. */
class Probes {
  readonly #flags = new Map<string, Uint8Array>();
  readonly #kept = new Map<string, Uint8Array>();

  add(file: string, flags: Uint8Array): void {
    this.#flags.set(file, flags);
    this.#kept.set(file, new Uint8Array(flags.length));
  }

  /** Those passed since the last time. */
  take(): Passed {
    const passed = encode(this.#flags);
    for (const flags of this.#flags.values()) flags.fill(0);
    return passed;
  }

  /** Keeps those passed since the last time. */
  keep(): void {
    for (const [file, flags] of this.#flags) {
      const kept = this.#kept.get(file)!;
      for (let probe = 0; probe < flags.length; probe++) kept[probe] |= flags[probe];
      flags.fill(0);
    }
  }

  get kept(): Passed {
    return encode(this.#kept);
  }
}

function encode(all: ReadonlyMap<string, Uint8Array>): Passed {
  const passed: Record<string, string> = {};
  for (const [file, flags] of all) {
    if (!flags.includes(1)) continue;
    const bytes = Buffer.alloc(Math.ceil(flags.length / 8));
    for (let probe = 0; probe < flags.length; probe++) bytes[probe >> 3] |= flags[probe] << (probe & 7);
    passed[file] = bytes.toString('hex');
  }
  return passed;
}

async function profile({ tests, files, probed }: ProfileRequest): Promise<Profile> {
  const modules = new Modules(await compiled.bodies(files.map(absolute)), packages);
  const probes = new Probes();
  for (const { file, text, count } of probed) {
    probes.add(file, await modules.replace(absolute(file), text, count));
  }
  let startsOthers = false;
  const hook = createHook({
    init(_id, type) {
      if (type === 'WORKER' || type === 'PROCESSWRAP') startsOthers = true;
    },
  }).enable();
  const begin = processorTime();
  let since = begin;
  let loading = -1;
  const profiles: TestProfile[] = [];
  const watcher = {
    wants: () => true,
    begins: () => {
      probes.keep();
      since = processorTime();
      if (loading < 0) loading = since - begin;
    },
    ended: (test: number) => {
      profiles[test] = { processor: processorTime() - since, passed: probes.take() };
    },
  };
  const load = (path: string) => modules.load(path);
  const { failed, error } = await runTestFile(ROOT, absolute(tests), load, watcher, false);
  hook.disable();
  probes.keep();
  return { failed, error, startsOthers, loading, always: probes.kept, tests: profiles };
}

process.on('message', async (request: Request) => {
  watchdog.allow(request.limits);
  const reply = await (request.kind === 'run' ? run(request) : profile(request));
  watchdog.rest();
  process.send!(reply);
});
process.on('disconnect', () => process.exit());

/**
 * The same models on other simulators, in turn with this one: `npm run bench:peers`. Each peer is what the user has installed: SimPy
 * (python3-simpy3), ns-3 (libns3-dev), SimGrid (libsimgrid-dev), a C++ compiler, and SimJS of npm below the present folder. What is
 * missing is named and left out. Times are processor times of the run alone, medians of the rounds; the least number of rounds is one.
 *
 * `tsx test/bench/peers/main.ts [--rounds N] [--quick] [--json]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { machine, printTable } from '../support/table.ts';

interface Peer {
  readonly name: string;
  readonly models: readonly string[];
  /** The words before the model, and the version; null where it is not installed. */
  prepare(folder: string): { readonly words: readonly string[]; readonly version: string } | null;
}

interface Answer {
  readonly seconds: number;
  readonly events: number;
  /** What all engines must agree on, within the noise of their own random numbers. */
  readonly result: number;
}

interface Model {
  readonly title: string;
  readonly unit: string;
  readonly words: readonly string[];
  /** What the result is near, and how near it has to be, as a share. */
  readonly expected: number;
  readonly tolerance: number;
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const ALL = ['hold', 'mmc', 'heartbeats'];
const own = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Output of a command; null where it fails or is not there. */
function said(command: string, words: readonly string[]): string | null {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/** Compiles one of the programs in this folder; null where that fails. */
function compiled(folder: string, source: string, flags: readonly string[]): string | null {
  const program = join(folder, source.replace(/\.\w+$/, ''));
  return said('g++', ['-O3', '-o', program, own(source), ...flags]) === null ? null : program;
}

/** What pkg-config says of a package, less libraries of others that are named by file and may be absent. */
function flagsOf(name: string): string[] | null {
  const flags = said('pkg-config', ['--cflags', '--libs', name]);
  return flags?.split(/\s+/).filter((flag) => flag.startsWith('-')) ?? null;
}

function library(name: string, packageName: string, source: string): Peer {
  return {
    name,
    models: ALL,
    prepare(folder) {
      const flags = flagsOf(packageName);
      const program = flags === null ? null : compiled(folder, source, flags);
      if (program === null) return null;
      return {
        words: [program],
        version: said('pkg-config', ['--modversion', packageName]) || versionOf(packageName),
      };
    },
  };
}

/** Where a package does not tell pkg-config its version, the system's packages know. */
function versionOf(packageName: string): string {
  const found = said('dpkg-query', ['-W', '-f', '${Version}', `lib${packageName.replace(/-core$/, '')}-dev`]);
  return found ?? 'of unknown version';
}

const PEERS: readonly Peer[] = [
  {
    name: 'swarmlab',
    models: ALL,
    prepare: () => ({
      words: [process.execPath, '--import', 'tsx', own('own_models.ts')],
      version: said('git', ['rev-parse', '--short', 'HEAD']) ?? '',
    }),
  },
  {
    name: 'SimPy',
    models: ALL,
    prepare() {
      for (const python of ['python3', '/usr/bin/python3']) {
        const version = said(python, ['-c', 'import simpy; print(simpy.__version__)']);
        if (version !== null) return { words: [python, own('simpy_models.py')], version };
      }
      return null;
    },
  },
  library('ns-3', 'ns3-core', 'ns3_models.cc'),
  library('SimGrid', 'simgrid', 'simgrid_models.cpp'),
  {
    name: 'std::priority_queue',
    models: ['hold'],
    prepare(folder) {
      const program = compiled(folder, 'queue_models.cpp', []);
      return program === null ? null : { words: [program], version: `g++ ${said('g++', ['-dumpversion'])}` };
    },
  },
  {
    name: 'SimJS',
    models: ALL,
    prepare() {
      const script =
        "console.log(require(require('path').resolve('node_modules/simjs/package.json')).version)";
      const version = said(process.execPath, ['-e', script]);
      return version === null ? null : { words: [process.execPath, own('simjs_models.mjs')], version };
    },
  },
];

function modelsOf(quick: boolean): Model[] {
  const holds = quick ? 500_000 : 2_000_000;
  const hold = (pending: number): Model => ({
    title: `hold, ${pending.toLocaleString('en-US')} pending`,
    unit: 'events',
    words: ['hold', String(pending), String(holds)],
    expected: 1,
    tolerance: 0.1,
  });
  const heartbeats = (agents: number): Model => ({
    title: `heartbeats, ${agents.toLocaleString('en-US')} agents`,
    unit: 'heartbeats',
    words: ['heartbeats', String(agents), '40'],
    expected: agents / 100,
    tolerance: 0,
  });
  const mmc: Model = {
    title: 'M/M/20 at 80 %',
    unit: 'tasks',
    words: ['mmc', '20', '0.8', String(quick ? 50_000 : 500_000)],
    // Erlang C: 0.25608 / (20 - 16); the tolerance is the noise of a run.
    expected: 0.06402,
    tolerance: quick ? 0.4 : 0.15,
  };
  return [hold(1_000), hold(100_000), mmc, heartbeats(10_000), ...(quick ? [] : [heartbeats(100_000)])];
}

function ask(words: readonly string[], model: Model): Answer {
  const [command, ...rest] = [...words, ...model.words];
  const text = execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const answer = JSON.parse(text) as Answer;
  const off = Math.abs(answer.result / model.expected - 1);
  if (!(off <= model.tolerance))
    throw new Error(
      `${words.join(' ')}, ${model.title}: ${answer.result} instead of about ${model.expected}`,
    );
  return answer;
}

const folder = mkdtempSync(join(tmpdir(), 'peers-'));
try {
  const found = PEERS.map((peer) => ({ peer, ready: peer.prepare(folder) }));
  const present = found.flatMap(({ peer, ready }) => (ready === null ? [] : [{ peer, ...ready }]));
  const rows = modelsOf(options.quick).map((model) => {
    const times = new Map<string, number[]>();
    // In turn, so that a busy machine disturbs all alike.
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const { peer, words } of present) {
        if (!peer.models.includes(model.words[0])) continue;
        const { seconds, events } = ask(words, model);
        times.set(peer.name, [...(times.get(peer.name) ?? []), (seconds / events) * 1e9]);
      }
    }
    const each = new Map([...times].map(([name, list]) => [name, median(list)]));
    return { model, each };
  });
  const missing = found.flatMap(({ peer, ready }) => (ready === null ? [peer.name] : []));
  if (options.json) {
    const versions = Object.fromEntries(present.map(({ peer, version }) => [peer.name, version]));
    const shown = rows.map(({ model, each }) => ({
      model: model.title,
      nanoseconds: Object.fromEntries(each),
    }));
    console.log(JSON.stringify({ machine: machine(), versions, missing, rows: shown }, null, 2));
  } else {
    printTable(
      `Nanoseconds of processor time for one event, task or heartbeat, and how many times as long as here (${machine()})`,
      ['model', ...present.map(({ peer, version }) => `${peer.name} ${version}`)],
      rows.map(({ model, each }) => [
        `${model.title}, per ${model.unit.slice(0, -1)}`,
        ...present.map(({ peer }) => cell(each.get(peer.name), each.get('swarmlab') as number)),
      ]),
    );
    if (missing.length > 0) console.log(`\nnot installed, and so not measured: ${missing.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function cell(nanoseconds: number | undefined, here: number): string {
  if (nanoseconds === undefined) return '-';
  return `${nanoseconds.toFixed(0)} (${(nanoseconds / here).toFixed(1)})`;
}

/**
 * Runs every experiment of experiments.json with the built command and stores what came out below data/:
 *   npm run results               everything
 *   npm run results -- health     only experiments whose names begin so
 * What is stored depends on scenarios, seeds and version alone: whatever a run says about its machine is left out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const project = join(here, '..');
const dist = process.env.SIM_DIST ?? join(project, 'dist');
const main = join(dist, 'cli/main.js');
const wanted = process.argv.slice(2);

/** Enough to read, and for every verdict; a full double would only make the files larger. */
const tidy = (value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

function read(name) {
  const path = join(here, 'data', name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** One experiment a line, in the order of experiments.json, so that a change is seen where it happened. */
function store(name, entries, order) {
  const lines = order
    .filter((id) => id in entries)
    .map((id) => `${JSON.stringify(id)}: ${JSON.stringify(entries[id])}`);
  writeFileSync(join(here, 'data', name), `{\n${lines.join(',\n')}\n}\n`);
}

/** What the command prints with --json. Exit code 1 says that an expectation was missed, which is a result like any other. */
function sim(words) {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-results-'));
  try {
    const all = [main, ...words, '--json', '--quiet', '--no-charts', '--out', join(folder, 'out')];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, {
      cwd: project,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (status !== 0 && status !== 1) throw new Error(`sim ${words.join(' ')}\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scenarioFile = (name) => `scenarios/${name}.yaml`;
const settings = (set = []) => set.flatMap((text) => ['--set', text]);

/** Metrics by name, a value for each seed; those that no seed measured are left out. */
function performRun({ scenario, set, seeds }) {
  const summaries = Array.from({ length: seeds }, (_, index) =>
    sim(['run', scenarioFile(scenario), '--seed', String(index + 1), ...settings(set)]),
  );
  const names = Object.keys(summaries[0].metrics).filter((name) =>
    summaries.some(({ metrics }) => metrics[name] !== null && metrics[name] !== undefined),
  );
  return {
    scenario,
    set: set ?? [],
    version: summaries[0].version,
    fingerprints: summaries.map(({ fingerprint }) => fingerprint),
    missed: summaries.flatMap(({ expectations }) =>
      expectations.filter(({ met }) => !met).map(({ text }) => text),
    ),
    metrics: Object.fromEntries(
      names.map((name) => [name, summaries.map(({ metrics }) => tidy(metrics[name] ?? null))]),
    ),
  };
}

/** The name of an alternative: what varies, without the key, and settings of an algorithm as an addition to its name. */
function shortLabel(label) {
  const parameters = /algorithm: (\w+), parameters: \{\w+: (\w+)\}/.exec(label);
  return parameters ? `${parameters[1]} (${parameters[2]})` : label.replace(/^.*=/, '');
}

function performComparison({ scenario, about, set, vary, values }, { lists, metrics, replications }) {
  const words = [
    'compare',
    scenarioFile(scenario),
    '--vary',
    `${vary}=${lists[values].join(',')}`,
    '--all-pairs',
  ];
  const measured = metrics.flatMap((metric) => ['--metric', metric]);
  const answer = sim([...words, ...measured, '--reps', String(replications), ...settings(set)]);
  return {
    scenario,
    about,
    set,
    version: answer.version,
    fingerprint: answer.fingerprint,
    replications,
    metrics: Object.fromEntries(answer.metrics.map((metric) => [metric.metric, conclusions(metric)])),
  };
}

function conclusions({ better, confidence, alternatives, leaders, pairs }) {
  return {
    better,
    confidence,
    leaders: leaders.map(shortLabel),
    alternatives: alternatives.map(({ label, rank, mean, lower, upper, letters }) => ({
      label: shortLabel(label),
      rank,
      mean: tidy(mean),
      lower: tidy(lower),
      upper: tidy(upper),
      letters,
    })),
    pairs: pairs.map(({ baseline, candidate, relative, adjusted_p, different }) => ({
      baseline: shortLabel(baseline),
      candidate: shortLabel(candidate),
      relative: relative && [relative.estimate, relative.lower, relative.upper].map(tidy),
      adjusted_p: tidy(adjusted_p),
      different,
    })),
  };
}

/** What the real sizing modules decide. */
async function performSizings(list) {
  const load = (name) => import(pathToFileURL(join(dist, `modules/scaling/${name}.js`)).href);
  const [{ sizeByRoi }, { sizeByMakespan }] = [await load('roi'), await load('makespan')];
  const decided = ({ agents, roi, label, estimate }) => ({
    agents,
    roi: tidy(roi),
    label,
    makespan_minutes: tidy(estimate.makespanMinutes),
    parallel_minutes: tidy(estimate.parallelMinutes),
    sequential_minutes: tidy(estimate.sequentialMinutes),
    overhead_minutes: tidy(estimate.overheadMinutes),
  });
  return Object.fromEntries(
    list.map(({ id, ...work }) => [
      id,
      { work, roi: decided(sizeByRoi(work)), makespan_optimal: decided(sizeByMakespan(work)) },
    ]),
  );
}

const experiments = JSON.parse(readFileSync(join(here, 'experiments.json'), 'utf8'));
if (!existsSync(main)) {
  console.error('the command is not built yet: run "npm run build" in the project first');
  process.exit(2);
}

const chosen = (list) =>
  wanted.length === 0 ? list : list.filter(({ id }) => wanted.some((prefix) => id.startsWith(prefix)));

async function perform(file, list, act) {
  const ids = list.map(({ id }) => id);
  const results = read(file);
  for (const experiment of chosen(list)) {
    const started = Date.now();
    results[experiment.id] = act(experiment);
    console.log(`${experiment.id} ${((Date.now() - started) / 1000).toFixed(1)} s`);
    store(file, results, ids);
  }
}

await perform('runs.json', experiments.runs, performRun);
await perform('comparisons.json', experiments.comparisons, (comparison) =>
  performComparison(comparison, experiments),
);
store(
  'sizings.json',
  await performSizings(experiments.sizings),
  experiments.sizings.map(({ id }) => id),
);

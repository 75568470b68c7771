/**
 * Plants known faults in copies of the tree and asks `sim bench` about each, up to three times: `node .tools/planted.mjs [FAULT...]`. What
 * it prints is the table of what was caught and what was missed. The copies are of HEAD, whose baselines have to be those of HEAD.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 3;
/** Exit code of a gate that found something worse, or a change that nobody accepted. */
const CAUGHT = 1;

const NETWORK = 'src/world/network/network.ts';
const LADDER = 'src/engine/event-list/ladder-queue.ts';
const ROUTE = '    const reliable = this.#isReliable(row);\n    const arrival';

/** `edits` replace the first text by the second, which has to be there; `bench` are the words after `sim bench`. */
const FAULTS = [
  {
    // So many nanoseconds an event as are a tenth of what it costs with a thousand pending ones.
    name: 'event list 10 % slower',
    edits: [
      [LADDER, '  override head(): number {', '  private waste = 1;\n\n  override head(): number {'],
      [
        LADDER,
        '    this.top--;\n    this.release(record);\n  }',
        '    this.top--;\n    let waste = this.waste;\n    for (let i = 0; i < 5; i++) waste = (Math.imul(waste, 1664525) + 1013904223) | 0;\n    this.waste = waste;\n    this.release(record);\n  }',
      ],
    ],
    bench: ['--speed', '--against', 'HEAD', '--row', 'event list: 1,000'],
  },
  {
    name: 'power_of_d 5 % worse',
    edits: [
      [
        'src/modules/scheduling/algorithms/power-of-d-choices.ts',
        '        return best;',
        '        return random() < 0.06 && sample.size > 0 ? sample.members[0] : best;',
      ],
    ],
    bench: ['scenarios/distribution-algorithms.yaml'],
    verdict: true,
  },
  {
    name: 'memory leak, 200 bytes a message',
    edits: [
      [NETWORK, 'const LOST = -1;', 'const LOST = -1;\nconst leaked: Float64Array[] = [];'],
      [NETWORK, ROUTE, `    leaked.push(new Float64Array(12));\n${ROUTE}`],
    ],
    bench: ['--speed', '--against', 'HEAD', '--row', 'memory'],
  },
  {
    name: 'one message in 10,000 lost',
    edits: [
      [
        NETWORK,
        ROUTE,
        `    if (counters.sent % 10_000 === 9_999 && !this.#isReliable(row)) {\n      pool.remove(row);\n      return;\n    }\n${ROUTE}`,
      ],
    ],
    bench: [],
  },
  {
    name: 'unstable order of ties',
    edits: [[LADDER, 'times[bottom[i - 1] >> 1] <= time', 'times[bottom[i - 1] >> 1] < time']],
    bench: [],
  },
];

function run(command, words, cwd) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  return { status, stdout, stderr };
}

function must(command, words, cwd) {
  const result = run(command, words, cwd);
  if (result.status !== 0)
    throw new Error(`${command} ${words.join(' ')}: ${result.stderr || result.stdout}`);
  return result.stdout;
}

function plant(copy, edits) {
  for (const [file, before, after] of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(before).length !== 2) throw new Error(`${file} has not exactly one: ${before}`);
    writeFileSync(
      path,
      text.replace(before, () => after),
    );
  }
}

/** What the gate said, in short. */
function evidence(json) {
  const { behaviour, speed } = JSON.parse(json);
  const scenarios = behaviour?.scenarios ?? [];
  const changed = scenarios.filter(({ state }) => state !== 'identical').map(({ name }) => name);
  const worse = scenarios.flatMap(({ name, rows }) =>
    rows.filter(({ verdict }) => verdict === 'worse').map(({ metric }) => `${name} ${metric}`),
  );
  const slower = (speed?.rows ?? []).filter(({ verdict }) => verdict === 'worse');
  const seen = speed?.rows.map(
    ({ name, ratio, verdict }) =>
      `${name} ${ratio ? `${((ratio.estimate - 1) * 100).toFixed(1)} %` : '-'} ${verdict}`,
  );
  return {
    worse: [...worse, ...slower.map(({ name }) => name)],
    text: [
      ...(changed.length > 0 ? [`changed: ${changed.join(', ')}`] : []),
      ...(worse.length > 0 ? [`worse: ${worse.join(', ')}`] : []),
      ...(seen ?? []),
    ].join('; '),
  };
}

function attempt({ name, edits, bench, verdict }) {
  const folder = mkdtempSync(join(tmpdir(), 'sim-planted-'));
  const copy = join(folder, 'copy');
  try {
    must('git', ['worktree', 'add', '--detach', copy, 'HEAD'], ROOT);
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    plant(copy, edits);
    must(
      process.execPath,
      ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', 'dist'],
      copy,
    );
    const codes = [];
    let said = '';
    for (let i = 0; i < RUNS; i++) {
      const words = ['dist/cli/main.js', 'bench', '--json', '--quiet', ...bench];
      const { status, stdout, stderr } = run(process.execPath, words, copy);
      codes.push(status);
      if (stdout === '') throw new Error(`${name}: sim bench ended with ${status}: ${stderr}`);
      const found = evidence(stdout);
      said = found.text;
      // A change that nobody accepted is caught already; of what is meant to get worse, the verdict has to say so.
      if (status === CAUGHT && (verdict !== true || found.worse.length > 0))
        return [name, 'caught', codes, said];
    }
    return [name, 'missed', codes, said];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    run('git', ['worktree', 'prune'], ROOT);
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((word) => !FAULTS.some(({ name }) => name.includes(word)));
if (unknown.length > 0) {
  console.error(
    `no such fault: ${unknown.join(', ')}; there are: ${FAULTS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
let missed = 0;
console.log('| fault | result | runs | exit codes | what was said |\n|---|---|---|---|---|');
for (const fault of FAULTS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)) {
  const [name, result, codes, said] = attempt(fault);
  if (result === 'missed') missed++;
  console.log(`| ${name} | ${result} | ${codes.length} | ${codes.join(', ')} | ${said} |`);
}
process.exitCode = missed > 0 ? 1 : 0;

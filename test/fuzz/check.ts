/** What must be true of every input whatever: a result without nonsense in it, or a refusal with a place, within limits. */
import { catalog } from '../../src/lab/catalog.ts';
import type { RunResult } from '../../src/lab/result.ts';
import { type Platform, simulate } from '../../src/lab/simulate.ts';
import { summaryText } from '../../src/report/summary-text.ts';
import { runTables, toCsv } from '../../src/report/tables.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

const FILE = 'scenarios/input.yaml';

/** Memory that a run may need, in bytes: what needs more is refused, and the worlds stay small. */
const MEMORY = 130e6;

/** Slices of 20,000 events that a run goes on for; then it is interrupted. */
const SLICES = 2;

/** Milliseconds of processor time that one input may take: far more than any needs. */
const LONGEST = 20_000;

const PLATFORM: Platform = {
  host: () => ({}) as never,
  memoryLimit: () => MEMORY,
  turn: () => Promise.resolve(),
};

export type Verdict = 'result' | 'refused' | 'too large';

export interface Input {
  readonly text: string | Uint8Array;
  /** Further files by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly set?: readonly string[];
}

/** Something that no input may bring about. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

let known: ReturnType<typeof catalog> | undefined;

function load({ text, files = {}, set = [] }: Input): Scenario | null {
  try {
    known ??= catalog();
    const reader = memoryFiles({ ...files, [FILE]: text });
    return loadScenario(FILE, { files: reader, catalog: known, set: [...set] });
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw violation('loading failed', error);
    for (const { file, line, column, message } of error.problems) {
      if (file === '' || !(line >= 1) || !(column >= 1)) throw new Violation(`no place: ${message}`);
      if (/undefined|\[object|Error:/.test(message.replace(/"(?:[^"\\]|\\.)*"/g, '')))
        throw new Violation(`message says nothing: ${message}`);
    }
    if (hasControls(error.message)) throw new Violation('control characters in a message');
    return null;
  }
}

/** What became of an input. @throws Violation */
export async function check(input: Input): Promise<Verdict> {
  const begin = process.cpuUsage();
  const scenario = load(input);
  const verdict = scenario === null ? 'refused' : await run(scenario);
  const { user, system } = process.cpuUsage(begin);
  if ((user + system) / 1000 > LONGEST)
    throw new Violation(`took ${(user + system) / 1e6} s of processor time`);
  return verdict;
}

async function run(scenario: Scenario): Promise<Verdict> {
  let looks = 0;
  const signal = {
    get aborted() {
      return looks++ >= SLICES;
    },
  } as AbortSignal;
  let result: RunResult;
  try {
    result = await simulate(scenario, { signal }, PLATFORM);
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ResourceError') return 'too large';
    if (name === 'WorldError') return 'refused';
    throw violation('the run failed', error);
  }
  checkResult(result);
  for (const table of runTables(result)) {
    const csv = await toCsv(table);
    if (/(^|,)(-?Infinity|NaN|undefined)(,|$)/m.test(csv)) throw new Violation(`no value in ${table.name}`);
  }
  const text = summaryText(result, { color: false, width: 100, verbosity: 'normal' } as never);
  if (/\bNaN\b|undefined|\[object/.test(text.replaceAll(scenario.description, '')))
    throw new Violation(`the summary says NaN or undefined:\n${text}`);
  if (hasControls(text)) throw new Violation('control characters in the summary');
  return 'result';
}

function checkResult({ summary, record }: RunResult): void {
  const { 'invariants.violations': violations } = summary.metrics;
  if (violations !== 0) throw new Violation(`invariants.violations is ${violations}`);
  checkCauses(summary);
  for (const [name, value] of Object.entries(summary.metrics)) {
    if (value === null) continue;
    if (!Number.isFinite(value)) throw new Violation(`${name} is ${value}`);
    if (value < 0 && !MAY_BE_NEGATIVE.test(name)) throw new Violation(`${name} is negative: ${value}`);
  }
  if (!(summary.simulated >= 0)) throw new Violation(`simulated ${summary.simulated}`);
  for (const { start, end } of [...record.waves, ...record.steps])
    if (start !== null && end !== null && end < start)
      throw new Violation(`a wave of negative length: ${start} .. ${end}`);
}

/** Differences and growth. */
const MAY_BE_NEGATIVE = /growth|slope|saved|saving|gain|difference|drift|change/;

function hasControls(text: string): boolean {
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if ((code < 32 && code !== 10 && code !== 9) || (code >= 127 && code < 160)) return true;
    if (code >= 0x202a && code <= 0x202e) return true;
  }
  return false;
}

function violation(what: string, error: unknown): Violation {
  const { stack } = error instanceof Error ? error : new Error(String(error));
  return new Violation(`${what}: ${stack?.split('\n').slice(0, 8).join('\n')}`, { cause: error });
}

const CAUSES = [
  'failed.failure',
  'failed.timeout',
  'failed.agent',
  'failed.unacknowledged',
  'shed',
  'rejected',
];

/** Every task that failed has one cause. */
function checkCauses({ metrics, bounds }: RunResult['summary']): void {
  const least = (name: string) => metrics[`tasks.${name}`] ?? bounds[`tasks.${name}`]?.lower ?? 0;
  const causes = CAUSES.reduce((sum, name) => sum + least(name), 0);
  if (causes !== least('failed'))
    throw new Violation(`${least('failed')} tasks failed, for ${causes} causes`);
}

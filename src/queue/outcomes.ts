/** What workers say of runs, read with the doubt that is due to anything from another machine. */
import { runProblem } from '../lab/experiment/journal-shape.ts';
import { ExperimentError, RunCrash, RunDefect } from '../lab/experiment/types.ts';
import { unpack } from './contents.ts';
import { fromExactJson } from './exact-json.ts';
import type { Completion, RunOutcome } from './protocol.ts';

/** What a completion holds; null when it cannot be read. A row that is none is a run that failed. */
export function readOutcomes(completion: Completion): RunOutcome[] | null {
  let outcomes: unknown;
  try {
    outcomes = fromExactJson(unpack(completion));
  } catch {
    return null;
  }
  if (!Array.isArray(outcomes) || !outcomes.every(isOutcome)) return null;
  return outcomes.map((outcome) => {
    if (!('row' in outcome)) return outcome;
    const { scenario, replication, row } = outcome;
    const problem = runProblem({ ...row, key: scenario, replication });
    if (problem === null) return outcome;
    const reason = `what the worker sent is no finished run: ${problem}`;
    return { scenario, replication, problem: 'defect', reason };
  });
}

/** Whether it says of which run it is, and what came of it; whether its row is one is another question. */
function isOutcome(value: unknown): value is RunOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { scenario, replication, row, seconds, problem, reason } = value as Readonly<Record<string, unknown>>;
  if (typeof scenario !== 'string' || !Number.isSafeInteger(replication)) return false;
  if (row === undefined) return typeof problem === 'string' && typeof reason === 'string';
  return typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds);
}

/** The error of a run that has no row. */
export function errorOf({ problem, reason }: Extract<RunOutcome, { problem: unknown }>): Error {
  if (problem === 'crash') return new RunCrash(reason);
  return problem === 'input' ? new ExperimentError(reason) : new RunDefect(reason);
}

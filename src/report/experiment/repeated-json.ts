/** runs.json: everything but `run` depends on the scenario, seed, number of runs and version alone. */
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type { ExperimentEnvironment } from '../../lab/experiment/result.ts';
import { toJson } from '../json.ts';
import { failuresOf, headOf } from './json-parts.ts';
import { conditionText } from './repeated-text.ts';

/** The text of the file. An end that is not known is null, as JSON has no infinity. */
export function repeatedJson(result: RepeatedResult, run: ExperimentEnvironment): string {
  const { outcome, conditions, figures, notes, runs } = result;
  const document = {
    ...headOf(result, outcome.partial),
    answers: conditions.map((condition) => `${condition.text} ${conditionText(condition)}.`),
    conditions,
    metrics: Object.fromEntries(figures.map(({ metric, ...figure }) => [metric, figure])),
    load: runs.map(({ row }) => row.load),
    notes,
    runs: runs.length,
    failures: failuresOf(outcome.failures),
    run,
  };
  return `${toJson(document, 2)}\n`;
}

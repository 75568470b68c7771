/** Runs with the labels by which sentences about them name them. */
import type { RunRow } from './types.ts';

/** A run, with the label of its alternative or of the place that a search looked at. */
export interface LabelledRun<Field extends keyof RunRow> {
  readonly label: string;
  readonly row: Pick<RunRow, Field>;
}

/** Many rows are more than memory holds: each is read when its turn comes. */
export function* labelledRuns(
  alternatives: readonly { readonly label: string }[],
  runs: readonly { readonly alternative: number; readonly row: RunRow }[],
): Generator<LabelledRun<keyof RunRow>> {
  for (const { alternative, row } of runs) yield { label: alternatives[alternative].label, row };
}

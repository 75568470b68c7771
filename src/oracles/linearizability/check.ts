import { longestPrefix, undecidedPrefix } from './prefix.ts';
import { Search } from './search.ts';
import { Timeline } from './timeline.ts';
import {
  type CheckLimits,
  HistoryError,
  type LinearizabilityReport,
  type LinearizabilityVerdict,
  type Model,
  type Operation,
  type PartReport,
} from './types.ts';

const DEFAULT_CONFIGURATIONS = 2_000_000;

/**
 * Whether every operation of a history can be thought to take effect at one moment between its call and its response, so that one
 * object, which executes one operation after another, would have given the same answers.
 *
 *     const report = checkLinearizability(
 *       [
 *         { process: 1, input: { f: 'write', value: 7 }, invoked: 0, returned: 10 },
 *         { process: 2, input: { f: 'read' }, output: null, invoked: 20, returned: 30 },
 *       ],
 *       registerModel(),
 *     );
 *     report.verdict; // 'not linearizable': the write had ended before the read began
 *     linearizabilityText(report, registerModel()); // why
 *
 * The same history and limits give the same report on every machine. Deciding is NP-complete (Gibbons and Korach, 1997): histories with
 * many operations that overlap, or whose outcome is unknown, can end `undecided`.
 * @throws HistoryError
 */
export function checkLinearizability<I, O, S>(
  history: readonly Operation<I, O>[],
  model: Model<I, O, S>,
  { configurations = DEFAULT_CONFIGURATIONS }: CheckLimits = {},
): LinearizabilityReport<I, O> {
  for (const operation of history) checkTimes(operation);
  const parts = [...partsOf(history, model)].map(([part, operations]) => ({
    part,
    ...checkPart(operations, model, configurations),
  }));
  return { model: model.name, verdict: overall(parts), parts };
}

function checkTimes({ process, invoked, returned }: Operation<unknown, unknown>): void {
  if (!(Number.isFinite(invoked) && invoked <= returned))
    throw new HistoryError(
      `an operation of process ${process} is called at ${invoked} and answers at ${returned}`,
    );
}

function partsOf<I, O, S>(
  history: readonly Operation<I, O>[],
  model: Model<I, O, S>,
): Map<string, Operation<I, O>[]> {
  const parts = new Map<string, Operation<I, O>[]>();
  for (const operation of history) {
    const part = model.part?.(operation.input) ?? '';
    const operations = parts.get(part);
    if (operations) operations.push(operation);
    else parts.set(part, [operation]);
  }
  return parts;
}

function checkPart<I, O, S>(
  operations: readonly Operation<I, O>[],
  model: Model<I, O, S>,
  mostConfigurations: number,
): Omit<PartReport<I, O>, 'part'> {
  const timeline = new Timeline(operations, model);
  if (timeline.isTooDense) return { operations: operations.length, verdict: 'undecided', configurations: 0 };
  const search = new Search(timeline, model, model.object(operations), mostConfigurations);
  const verdict = search.run();
  const found = { operations: operations.length, verdict, configurations: search.configurations };
  if (verdict === 'linearizable') return { ...found, order: search.deepest().order };
  if (verdict === 'undecided') return { ...found, prefix: undecidedPrefix(operations, search, model) };
  return { ...found, prefix: longestPrefix(operations, search, model, mostConfigurations) };
}

function overall(parts: readonly { readonly verdict: LinearizabilityVerdict }[]): LinearizabilityVerdict {
  const verdicts = new Set(parts.map(({ verdict }) => verdict));
  if (verdicts.has('not linearizable')) return 'not linearizable';
  return verdicts.has('undecided') ? 'undecided' : 'linearizable';
}

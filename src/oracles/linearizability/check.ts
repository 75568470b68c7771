import { longestPrefix, orStopped, undecidedPrefix } from './prefix.ts';
import { ended, Search } from './search.ts';
import { Timeline } from './timeline.ts';
import {
  type CheckLimits,
  type CheckProgress,
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
  limits: CheckLimits = {},
): LinearizabilityReport<I, O> {
  return ended(checkingLinearizability(history, model, limits));
}

/**
 * The same in steps of some milliseconds, for those who have other things to do meanwhile. It returns the report.
 * @throws HistoryError
 */
export function* checkingLinearizability<I, O, S>(
  history: readonly Operation<I, O>[],
  model: Model<I, O, S>,
  { configurations = DEFAULT_CONFIGURATIONS, isStopped = () => false }: CheckLimits = {},
): Generator<CheckProgress, LinearizabilityReport<I, O>, void> {
  for (const operation of history) checkTimes(operation);
  const limits = { configurations, isStopped };
  const all = partsOf(history, model);
  const parts: PartReport<I, O>[] = [];
  for (const [part, operations] of all) {
    const check = checkPart(operations, model, limits);
    for (;;) {
      const { done, value } = check.next();
      if (done) {
        parts.push({ part, ...value });
        break;
      }
      yield { parts: all.size, partsDone: parts.length, configurations: value };
    }
  }
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
  const partFor = model.parts?.(history) ?? ((input: I) => model.part?.(input) ?? '');
  for (const operation of history) {
    const part = partFor(operation.input);
    const operations = parts.get(part);
    if (operations) operations.push(operation);
    else parts.set(part, [operation]);
  }
  return parts;
}

/** Says how many configurations it has gone through each time that it pauses, at least once. */
function* checkPart<I, O, S>(
  operations: readonly Operation<I, O>[],
  model: Model<I, O, S>,
  limits: Required<CheckLimits>,
): Generator<number, Omit<PartReport<I, O>, 'part'>, void> {
  yield 0;
  const unbegun = { operations: operations.length, verdict: 'undecided', configurations: 0 } as const;
  if (limits.isStopped()) return { ...unbegun, reason: 'stopped' };
  const timeline = new Timeline(operations, model);
  if (timeline.isTooDense) return { ...unbegun, reason: 'overlaps' };
  const search = new Search(timeline, model, model.object(operations), limits.configurations);
  const searching = orStopped(search, limits.isStopped);
  const verdict = yield* counted(searching, search);
  const found = { operations: operations.length, verdict, configurations: search.configurations };
  if (verdict === 'linearizable') return { ...found, order: search.deepest().order };
  if (verdict === 'not linearizable') {
    const prefix = yield* counted(longestPrefix(operations, search, model, limits), search);
    return { ...found, prefix };
  }
  const reason = search.configurations < limits.configurations ? 'stopped' : 'configurations';
  return { ...found, reason, prefix: undecidedPrefix(operations, search, model) };
}

function* counted<Result>(
  work: Generator<void, Result, void>,
  search: { readonly configurations: number },
): Generator<number, Result, void> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield search.configurations;
  }
}

function overall(parts: readonly { readonly verdict: LinearizabilityVerdict }[]): LinearizabilityVerdict {
  const verdicts = new Set(parts.map(({ verdict }) => verdict));
  if (verdicts.has('not linearizable')) return 'not linearizable';
  return verdicts.has('undecided') ? 'undecided' : 'linearizable';
}

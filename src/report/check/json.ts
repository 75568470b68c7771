import type { HistoryOperation } from '../../oracles/histories/index.ts';
import { toJson } from '../json.ts';
import type { CheckedHistory, Part, Prefix } from './result.ts';

/**
 * All that is known: the history in numbers, the verdict, and each part with its witness. `order` lists operations by their number, the
 * how many-th invoke of the history each is. Times are nanoseconds, or numbers of events where the history has no times.
 */
export function checkJson(result: CheckedHistory): string {
  const { source, model, history, report, seconds, limits, isPartial } = result;
  const { summary } = history;
  const document = {
    history: source,
    format: summary.format,
    model,
    object: report.model,
    verdict: report.verdict,
    ...(isPartial ? { partial: true } : {}),
    operations: summary.invoked,
    completed: summary.completed,
    failed: summary.failed,
    unknown: summary.unknown,
    processes: summary.processes,
    keys: summary.keys,
    left_out: { nemesis: summary.nemesis, other_lines: summary.otherLines },
    ordered_by: summary.isTimed ? 'time' : 'file',
    limits: { states: limits.states, seconds: limits.time },
    parts: report.parts.map((part) => partJson(part, result)),
    run: { seconds },
  };
  return `${toJson(document, 2)}\n`;
}

function partJson(part: Part, result: CheckedHistory) {
  const { part: key, operations, verdict, configurations, reason, order, prefix } = part;
  return {
    key: key === '' ? null : key,
    operations,
    verdict,
    configurations,
    ...(reason ? { undecided_because: reason } : {}),
    ...(order ? { order: numbersOf(order) } : {}),
    ...(prefix ? { prefix: prefixJson(prefix, result) } : {}),
  };
}

function prefixJson(prefix: Prefix, { history }: CheckedHistory) {
  const { order, state, blocked, isProven, unplaced, states, stateCount } = prefix;
  const operation = (given: unknown) => {
    const { process, input, output, invoked, returned, number, line, endLine } = given as HistoryOperation;
    const isKnown = returned !== Infinity;
    return {
      number,
      process,
      what: history.model.words(input, isKnown ? output : undefined),
      invoked,
      returned: isKnown ? returned : null,
      line,
      end_line: endLine,
    };
  };
  return {
    order: numbersOf(order),
    state,
    blocked: operation(blocked),
    is_proven: isProven,
    unplaced: unplaced.map(operation),
    last_states: states,
    last_state_count: stateCount,
  };
}

function numbersOf(operations: readonly unknown[]): number[] {
  return operations.map((one) => (one as HistoryOperation).number);
}

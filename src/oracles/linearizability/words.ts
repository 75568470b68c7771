/** Reports of the checker for people. */
import type { LinearizabilityReport, LinearizablePrefix, Model, Operation, PartReport } from './types.ts';

/** So many operations before the one that is blocked are listed. */
const LAST_PLACED = 10;
const MOST_UNPLACED = 20;

/** The verdict, and for each part that is not linearizable, or not decided, how far it is and what cannot be placed. */
export function linearizabilityText<I, O, S>(
  report: LinearizabilityReport<I, O>,
  model: Model<I, O, S>,
): string {
  const lines = [`${report.model}: ${report.verdict}`];
  for (const part of report.parts) {
    if (part.verdict === 'linearizable') continue;
    lines.push('', headline(part));
    if (part.prefix) lines.push(...prefixLines(part.prefix, model));
    else lines.push('  Too many operations overlap for a search.');
  }
  return `${lines.join('\n')}\n`;
}

function headline({ part, operations, verdict, configurations }: PartReport<unknown, unknown>): string {
  const what = part === '' ? 'All' : `Key ${part}`;
  const why =
    verdict === 'undecided' ? `not decided after ${configurations} configurations` : 'not linearizable';
  return `${what}, ${operations} operations: ${why}.`;
}

function prefixLines<I, O, S>(prefix: LinearizablePrefix<I, O>, model: Model<I, O, S>): string[] {
  const { order, blocked, unplaced, states, stateCount } = prefix;
  const words = (operation: Operation<I, O>) => `    ${operationWords(operation, model)}`;
  const omitted = order.length - LAST_PLACED;
  const others = unplaced.filter((operation) => operation !== blocked);
  const lines = [
    order.length === 0
      ? '  No operation before it has to take effect.'
      : '  The longest prefix that can be put in order takes effect so:',
    ...(omitted > 0 ? [`    ... ${omitted} operations`] : []),
    ...order.slice(-LAST_PLACED).map(words),
    `  Then the state is ${prefix.state}, and next to answer is:`,
    words(blocked),
    prefix.isProven
      ? '  No order of the operations called before that response gives this answer.'
      : '  Whether an order of the operations called before that response gives this answer is not known.',
  ];
  if (states.length > 0) {
    const more = stateCount > states.length ? `, and ${stateCount - states.length} more` : '';
    lines.push(`  States in which attempts ended: ${states.join('; ')}${more}.`);
  }
  if (others.length > 0) lines.push('  Open at that time, and not in the order:');
  lines.push(...others.slice(0, MOST_UNPLACED).map(words));
  if (others.length > MOST_UNPLACED) lines.push(`    ... ${others.length - MOST_UNPLACED} more`);
  return lines;
}

/** "process 3: write 5 [10, 20]"; without a response: "process 3: write 5 [10, ...)" */
export function operationWords<I, O, S>(operation: Operation<I, O>, model: Model<I, O, S>): string {
  const { process, input, output, invoked, returned } = operation;
  const isKnown = returned !== Infinity;
  const interval = isKnown ? `[${invoked}, ${returned}]` : `[${invoked}, ...)`;
  return `process ${process}: ${model.words(input, isKnown ? output : undefined)} ${interval}`;
}

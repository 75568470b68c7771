/** Reports of the checker for people. */
import type {
  Interval,
  LinearizabilityReport,
  LinearizablePrefix,
  Model,
  Operation,
  PartReport,
  UndecidedReason,
} from './types.ts';

/** So many operations before the one that is blocked are listed. */
const LAST_PLACED = 10;
const MOST_UNPLACED = 20;

export interface WordsOptions<I, O> {
  /** So many parts are told about. Not given: all that are not linearizable. */
  readonly parts?: number;
  /** When an operation was called and answered. Not given: "[10, 20]" and "[10, ...)". */
  when?(operation: Operation<I, O>): string;
}

/** The verdict, and for each part that is not linearizable, or not decided, how far it is and what cannot be placed. */
export function linearizabilityText<I, O, S>(
  report: LinearizabilityReport<I, O>,
  model: Model<I, O, S>,
  options: WordsOptions<I, O> = {},
): string {
  const { parts: most = Infinity, when = interval } = options;
  const lines = [`${report.model}: ${report.verdict}`];
  const told = report.parts.filter(({ verdict }) => verdict !== 'linearizable').sort(byVerdict);
  for (const part of told.slice(0, most)) {
    lines.push('', headline(part));
    if (part.prefix) lines.push(...prefixLines(part.prefix, (one) => operationWords(one, model, when)));
  }
  const more = told.slice(most);
  if (more.length > 0) lines.push('', ...moreLines(more));
  return `${lines.join('\n')}\n`;
}

/** What is not linearizable comes before what is not decided. */
function byVerdict(a: PartReport<unknown, unknown>, b: PartReport<unknown, unknown>): number {
  return Number(a.verdict === 'undecided') - Number(b.verdict === 'undecided');
}

function moreLines(parts: readonly PartReport<unknown, unknown>[]): string[] {
  const wrong = parts.filter(({ verdict }) => verdict === 'not linearizable').length;
  const open = parts.length - wrong;
  return [
    ...(wrong > 0 ? [`${wrong} more ${wrong === 1 ? 'is' : 'are'} not linearizable.`] : []),
    ...(open > 0 ? [`${open} more ${open === 1 ? 'is' : 'are'} not decided.`] : []),
  ];
}

const UNDECIDED: Readonly<Record<UndecidedReason, (configurations: number) => string>> = {
  configurations: (count) => `not decided after ${count} configurations`,
  stopped: (count) => `not decided when the check was stopped, after ${count} configurations`,
  overlaps: () => 'not decided: too many operations overlap for a search',
};

function headline({
  part,
  operations,
  verdict,
  configurations,
  reason,
}: PartReport<unknown, unknown>): string {
  const what = part === '' ? 'All' : `Key ${part}`;
  const why = verdict === 'undecided' ? UNDECIDED[reason ?? 'stopped'](configurations) : 'not linearizable';
  return `${what}, ${operations} operation${operations === 1 ? '' : 's'}: ${why}.`;
}

function prefixLines<I, O>(
  prefix: LinearizablePrefix<I, O>,
  wordsOf: (operation: Operation<I, O>) => string,
): string[] {
  const { order, blocked, unplaced, states, stateCount } = prefix;
  const words = (operation: Operation<I, O>) => `    ${wordsOf(operation)}`;
  const omitted = order.length - LAST_PLACED;
  const others = unplaced.filter((operation) => operation !== blocked);
  const lines = [
    order.length === 0
      ? '  No operation before it has to take effect.'
      : '  The longest prefix that can be put in order takes effect so:',
    ...(omitted > 0 ? [`    ... ${omitted} operations`] : []),
    ...order.slice(-LAST_PLACED).map(words),
    `  ${order.length === 0 ? 'At first' : 'Then'} ${prefix.state}, and next to answer is:`,
    words(blocked),
    prefix.isProven
      ? '  No order of the operations called before that response gives this answer.'
      : '  Whether an order of the operations called before that response gives this answer is not known.',
  ];
  if (states.length > 0) {
    const more = stateCount > states.length ? `; and in ${stateCount - states.length} more states` : '';
    lines.push(`  Attempts to go on ended where ${states.join('; where ')}${more}.`);
  }
  if (others.length > 0) lines.push('  Open at that time, and not in the order:');
  lines.push(...others.slice(0, MOST_UNPLACED).map(words));
  if (others.length > MOST_UNPLACED) lines.push(`    ... ${others.length - MOST_UNPLACED} more`);
  return lines;
}

/** "process 3: write 5 [10, 20]"; without a response: "process 3: write 5 [10, ...)" */
export function operationWords<I, O, S>(
  operation: Operation<I, O>,
  model: Model<I, O, S>,
  when: (operation: Operation<I, O>) => string = interval,
): string {
  const { process, input, output, returned } = operation;
  return `process ${process}: ${model.words(input, returned === Infinity ? undefined : output)} ${when(operation)}`;
}

function interval({ invoked, returned }: Interval): string {
  return returned === Infinity ? `[${invoked}, ...)` : `[${invoked}, ${returned}]`;
}

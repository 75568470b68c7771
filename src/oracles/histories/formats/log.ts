/** Lines of Jepsen's log, `INFO  jepsen.util - 0 :invoke :write 4`, and of its history.txt, which has the same without the words before. */
import { type Datum, shortened, type Values } from '../datum.ts';
import { Malformed } from '../errors.ts';
import { EdnReader, END } from './edn.ts';

const LOGGER = 'jepsen.util';
const OPERATION = /^(?:[-:]\s+)?(-?\d+|:nemesis)\s+(:\S+)\s+(:\S+)(?:\s+(\S.*))?$/s;
/** What only operations begin with. */
const BEGINNING = /^(?:[-:]\s+)?(?:-?\d+|:nemesis)\s+:/;
const TIMED_OUT = /:(?:timed-out|timeout)\b/;

/** A line without what comes before the operation. The name of the logger may also stand in a value. */
function saidBy(text: string): string {
  const logger = BEGINNING.test(text.trimStart()) ? -1 : text.indexOf(LOGGER);
  return (logger < 0 ? text : text.slice(logger + LOGGER.length)).trim();
}

/**
 * The event of a line, as a mapping; null: the line is of something else.
 * @throws Malformed
 */
export function readLogLine(text: string, line: number, values: Values): Datum | null {
  const said = saidBy(text);
  const match = OPERATION.exec(said);
  if (match === null) {
    if (!BEGINNING.test(said)) return null;
    throw new Malformed(
      line,
      `found ${shortened(said)}: expected a process, a type, a function and a value, such as 0 :invoke :write 4`,
    );
  }
  const [, process, type, f, rest = ''] = match;
  const event = new Map<Datum, Datum>([
    ['process', process.startsWith(':') ? process.slice(1) : values.integer(process)],
    ['type', type.slice(1)],
    ['f', f.slice(1)],
  ]);
  // How something ended that did not go well is told in words of all kinds.
  if (type !== ':invoke' && type !== ':ok')
    return event.set('error', TIMED_OUT.test(rest) ? 'timed-out' : rest);
  const value = new EdnReader(rest, line, values).next();
  return value === END ? event : event.set('value', value);
}

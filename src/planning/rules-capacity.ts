/** The rule for what the machines that carry the agents have: cores, memory, disk operations, bandwidth. */
import { grouped } from '../modules/scaling/text.ts';
import type { Findings, Goal, Rule, Span, StatedCapacity } from './goal.ts';

const HOST = '(?:machines?|servers?|hosts?|nodes?|box(?:es)?|computers?|workstations?|vms?)';
const AMOUNT = '(\\d+(?:\\.\\d+)?)';
const CORES = '(?:(?:physical|logical|virtual|cpu|processor) )?(?:v?cpus?|cores?|processors?)\\b';
const SIZE = '([kmgt])(i?)b\\b';
const MEMORY = '(?: of)? (?:memory|ram)\\b';
const BITS = '([kmg])?(?:bit|bits|b)(?: ?\\/ ?s|ps| per second)\\b';
/** Any of them, without groups. */
const RESOURCE = `\\d+(?:\\.\\d+)?[ -]?(?:${CORES}|[kmgt]i?b\\b(?:${MEMORY})?|iops\\b)(?:[ -]${HOST}\\b)?`;
const JOINT = '(?:,| and|, and| plus)';

const KINDS = {
  cores: new RegExp(`(?<![\\w.-])(?:(\\d+) ?[x×*] ?)?(\\d+)[ -]?${CORES}`, 'g'),
  memory: new RegExp(`(?<![\\w.-])()${AMOUNT}[ -]?${SIZE}(?!\\/|ps\\b)(${MEMORY})?`, 'g'),
  iops: new RegExp(`(?<![\\w.-])()${AMOUNT} ?iops\\b`, 'g'),
  bandwidth: new RegExp(
    `(?<![\\w.-])()${AMOUNT} ?${BITS}(?: (?:bandwidth|network|link|uplink|connection|line)\\b)?`,
    'g',
  ),
} as const;
type Kind = keyof typeof KINDS;

/** "on 4 machines with", and what else these have. */
const MACHINES = new RegExp(
  `(?:\\b(on|across|over|using) )?(?<![\\w.-])(?:(\\d+)|an?|the|our|one) (?:[a-z-]+ ){0,2}?${HOST} (?:with|of|having|that ha(?:s|ve)) (?:${RESOURCE}${JOINT} )*$`,
);
const EACH = new RegExp(`^(?:${JOINT} ${RESOURCE})* ?(?:each|apiece|per [a-z]+)\\b`);
/** What may stand before a size that does not say that it is memory. */
const BEFORE_MEMORY = new RegExp(
  `(?:\\b(?:with|on|using|having)(?: (?:a total of|at most|up to|only))* |${RESOURCE}${JOINT} )$`,
);
const AFTER_MEMORY = /^\s*(?:$|[.,;)]|(?:and|each|apiece|per|available|in total)\b)/;
const LEAD = /\b(?:(?:with|on|using|over|having|at most|up to|only|limited to|a total of|an?|the|our) )+$/;
const TAIL = new RegExp(`^(?:[ -]${HOST}\\b)?(?: (?:available|in total|in all|each|apiece|per ${HOST})\\b)*`);

/** Powers of 1,000 or 1,024. */
const PREFIXES = ['', 'k', 'm', 'g', 't'];

export const CAPACITY_RULE: Rule = {
  name: 'numbers.capacity',
  matches:
    '"on 16 cores", "a 64-core server", "with 64 GB of memory", "5,000 IOPS", "a 1 Gbit/s link", "on 4 machines with 16 cores each"',
  concludes:
    'what carries the agents, as --cores, --memory, --iops and --bandwidth; not where it is said of what is worked on',
  apply(goal, findings) {
    for (const kind of Object.keys(KINDS) as Kind[])
      for (const match of goal.matches(KINDS[kind])) read(kind, match, goal, findings);
  },
};

function read(kind: Kind, match: RegExpExecArray, goal: Goal, findings: Findings): void {
  const own: Span = { start: match.index, end: match.index + match[0].length };
  const after = goal.lower.slice(own.end);
  const machines = leadOf(goal, own.start, MACHINES);
  const before = goal.lower.slice(Math.max(0, own.start - 100), own.start);
  const isBare = kind === 'memory' && match[5] === undefined;
  if (isBare && machines === null && !(BEFORE_MEMORY.test(before) && AFTER_MEMORY.test(after))) return;
  const [, place, count] = machines ?? [];
  const counted = count === undefined ? 1 : Number(count);
  // "Provision 50 machines with 4 cores each" is work on machines, not on what the agents have.
  const isWork =
    count === undefined ? EACH.test(after) : place === undefined || !hasOtherNumber(goal, machines, own);
  goal.claim(own.start, own.end);
  if (isWork) return;
  const start = machines?.index ?? goal.leadStart(own.start, LEAD);
  const end = own.end + (TAIL.exec(after)?.[0].length ?? 0);
  goal.claim(start, end);
  const amount = Number(match[2]) * Number(match[1] || 1) * counted;
  if (!(amount > 0 && amount <= 1e9)) {
    const question = `What do the machines have? "${match[0]}" cannot be.`;
    findings.ask(CAPACITY_RULE, 'limit_invalid', question, match[0]);
    return;
  }
  const gives = state(kind, amount, match, goal, findings.capacity);
  findings.fire(CAPACITY_RULE, goal.quote(start, end), gives, { start, end });
}

/** The words before an offset, with their place in the text; null when they do not match. */
function leadOf(goal: Goal, start: number, expression: RegExp): RegExpExecArray | null {
  const from = goal.leadStart(start, expression);
  if (from === start) return null;
  const match = expression.exec(goal.lower.slice(from, start));
  if (match) match.index = from;
  return match;
}

/** Whether something else is counted, so that the machines are where the work is done and not what it is done with. */
function hasOtherNumber(goal: Goal, machines: RegExpExecArray | null, own: Span): boolean {
  const from = machines?.index ?? own.start;
  return goal.numbers.some(({ start, end }) => end <= from && !goal.isClaimed(start));
}

/** Keeps the amount in the unit of the policies, and says what it is. The least of several counts. */
function state(
  kind: Kind,
  amount: number,
  match: RegExpExecArray,
  goal: Goal,
  capacity: StatedCapacity,
): string {
  const least = (known: number | undefined, value: number) => Math.min(known ?? value, value);
  if (kind === 'cores') {
    capacity.cores = least(capacity.cores, amount);
    return `the agents run on ${grouped(amount)} processor cores`;
  }
  if (kind === 'iops') {
    capacity.diskIops = least(capacity.diskIops, amount);
    return `their disks do ${grouped(amount)} operations a second`;
  }
  const power = PREFIXES.indexOf(match[3] ?? '');
  if (kind === 'memory') {
    const base = match[4] === 'i' ? 1024 : 1000;
    capacity.memoryBytes = least(capacity.memoryBytes, amount * multipleOf(base, power));
    return `the agents have ${grouped(amount, 4)} ${match[3].toUpperCase()}${match[4]}B of memory`;
  }
  // "MB/s" are bytes, "Mb/s" and "Mbit/s" bits: here capitals say something.
  const bits = /\dB|[kKmMgG]B/.test(goal.text.slice(match.index, match.index + match[0].length)) ? 8 : 1;
  const megabits = (amount * multipleOf(1000, power) * bits) / 1e6;
  capacity.bandwidthMbps = least(capacity.bandwidthMbps, megabits);
  return `their network carries ${grouped(megabits, 4)} Mbit/s`;
}

/** `base` to a whole power from 0: the operator rounds differently between versions of Node. */
function multipleOf(base: number, power: number): number {
  let multiple = 1;
  for (let i = 0; i < power; i++) multiple *= base;
  return multiple;
}

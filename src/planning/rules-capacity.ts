/** The rule for what the machines that carry the agents have: cores, memory, disk operations, bandwidth. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { floored } from '../modules/shares.ts';
import type { Findings, Goal, Rule, Span, StatedCapacity } from './goal.ts';
import { hasTimePerSize } from './per-part.ts';

const HOST = '(?:machines?|servers?|hosts?|nodes?|box(?:es)?|computers?|workstations?|vms?)';
const AMOUNT = '(\\d+(?:\\.\\d+)?)';
const CORES = '(?:(?:physical|logical|virtual|cpu|processor) )?(?:v?cpus?|cores?|processors?)\\b';
const SIZE = '([kmgt])(i?)b\\b';
const MEMORY = '(?: of)? (?:memory|ram)\\b';
const BITS = '([kmg])?(?:bit|bits|b)(?: ?\\/ ?s|ps| per second)\\b';
/** Any of them, without groups. */
const RESOURCE = `\\d+(?:\\.\\d+)?[ -]?(?:${CORES}|[kmgt]i?b\\b(?:${MEMORY})?|iops\\b)(?:[ -]${HOST}\\b)?`;
const JOINT = '(?:,| and|, and| plus)';

const IS_JOINT = new RegExp(`^${JOINT} $`);

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
const FIELDS = {
  cores: 'cores',
  memory: 'memoryBytes',
  iops: 'diskIops',
  bandwidth: 'bandwidthMbps',
} as const satisfies Record<Kind, keyof StatedCapacity>;

/** "on 4 machines with", and what else these have. */
const MACHINES = new RegExp(
  `(?:\\b(on|across|over|using) )?(?<![\\w.-])(?:(\\d+)|an?|the|our|one) (?:[a-z-]+ ){0,2}?${HOST} (?:with|of|having|that ha(?:s|ve)) (?:${RESOURCE}${JOINT} )*$`,
);
const SO_MANY = `(?:${JOINT} ${RESOURCE})*(?: each| apiece| per [a-z]+)?`;
/** Between a resource of machines and that of others: "and 5 with 16 cores", "and 5 machines with 16 cores each". */
const MORE_MACHINES = new RegExp(
  `^(${SO_MANY}${JOINT} )(\\d+)(?: (?:more|others?))?(?: (?:[a-z-]+ ){0,2}?${HOST})? (?:with|of|having|that ha(?:s|ve)) (?:${RESOURCE}${JOINT} )*$`,
);
const EACH = new RegExp(`^(?:${JOINT} ${RESOURCE})* ?(?:each|apiece|per [a-z]+)\\b`);
/** What may stand before a size that does not say that it is memory. */
const BEFORE_MEMORY = new RegExp(
  `(?:\\b(?:with|on|using|having)(?: (?:a total of|at most|up to|only))* |${RESOURCE}${JOINT} )$`,
);
const AFTER_MEMORY = /^\s*(?:$|[.,;)]|(?:and|each|apiece|per|available|in total|on|across)\b)/;
const LEAD = /\b(?:(?:with|on|using|over|having|at most|up to|only|limited to|a total of|an?|the|our) )+$/;
const TAIL = new RegExp(`^(?:[ -]${HOST}\\b)?(?: (?:available|in total|in all|each|apiece|per ${HOST})\\b)*`);

/** Powers of 1,000 or 1,024. */
const PREFIXES = ['', 'k', 'm', 'g', 't'];

/** Before what a subtask needs while it runs. */
const NEEDS =
  /\b(?:(?:each|every)(?: [a-z]+)?(?: of (?:them|which))? )?(?:needs?|takes?|uses?|requires?|consumes?|needing|taking|requiring|consuming)(?: about| up to| at most| at least)? $/;

/** What is said of one resource. */
interface Mention extends Span {
  readonly kind: Kind;
  readonly match: RegExpExecArray;
  /** In the unit that it is written in. */
  readonly amount: number;
  /** In the unit of the policies. */
  readonly size: number;
  /** Machines that have so much each; null: it is not said of machines. */
  readonly machines: number | null;
  /** A subtask needs it while it runs. */
  readonly isNeed: boolean;
  /** It is of other machines than the mention before it, beside those. */
  readonly isMore: boolean;
}

export const CAPACITY_RULE: Rule = {
  name: 'numbers.capacity',
  matches:
    '"on 16 cores", "a 64-core server", "with 64 GB of memory", "5,000 IOPS", "a 1 Gbit/s link", "on 4 machines with 16 cores each", "each needs 4 GB"',
  concludes:
    'what carries the agents, as --cores, --memory, --iops and --bandwidth, and what each subtask takes of it; not where it is said of what is worked on',
  apply(goal, findings) {
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const mentions: Mention[] = [];
      for (const match of goal.matches(KINDS[kind])) {
        const read = readMore(kind, match, mentions.at(-1), goal) ?? readOne(kind, match, goal);
        const mention = read && checked(read, goal, findings);
        if (mention) mentions.push(mention);
      }
      resolve(mentions, goal, findings);
    }
  },
};

type Read = Omit<Mention, 'amount' | 'size'>;

/** Of machines beside those of the mention before: "10 machines with 8 cores and 5 with 16 cores". */
function readMore(kind: Kind, match: RegExpExecArray, last: Mention | undefined, goal: Goal): Read | null {
  if (last === undefined || last.machines === null) return null;
  const from = last.match.index + last.match[0].length;
  const more = MORE_MACHINES.exec(goal.lower.slice(from, match.index));
  if (!more) return null;
  const start = from + more[1].length;
  const own = match.index + match[0].length;
  const end = own + (TAIL.exec(goal.lower.slice(own))?.[0].length ?? 0);
  goal.claim(start, end);
  return { kind, match, machines: Number(more[2]), isNeed: false, isMore: true, start, end };
}

function readOne(kind: Kind, match: RegExpExecArray, goal: Goal): Read | null {
  const own: Span = { start: match.index, end: match.index + match[0].length };
  const after = goal.lower.slice(own.end);
  const machines = leadOf(goal, own.start, MACHINES);
  const needsFrom = machines === null ? goal.leadStart(own.start, NEEDS) : own.start;
  const before = goal.lower.slice(Math.max(0, own.start - 100), own.start);
  const isBare = kind === 'memory' && match[5] === undefined;
  const isSaid = machines !== null || needsFrom < own.start;
  if (isBare && hasTimePerSize(goal)) return null;
  if (isBare && !isSaid && !(BEFORE_MEMORY.test(before) && AFTER_MEMORY.test(after))) return null;
  const [, place, count] = machines ?? [];
  const each = EACH.exec(after);
  // "Provision 50 machines with 4 cores each" is work on machines, not on what the agents have.
  const isWork =
    count === undefined ? each !== null : place === undefined || !hasOtherNumber(goal, machines, own);
  const isNeed = needsFrom < own.start || (isWork && machines === null && !isBare);
  goal.claim(own.start, own.end);
  if (isWork && !isNeed) return null;
  const start = machines?.index ?? (needsFrom < own.start ? needsFrom : goal.leadStart(own.start, LEAD));
  const end = own.end + (TAIL.exec(after)?.[0].length ?? 0);
  if (!isNeed) goal.claim(start, end);
  const of = machines === null ? null : Number(count ?? 1);
  return { kind, match, machines: of, isNeed, isMore: false, start, end };
}

/** With its amount; null, and a question, where nothing has that much. */
function checked(read: Read, goal: Goal, findings: Findings): Mention | null {
  const { kind, match, machines } = read;
  const amount = Number(match[2]) * Number(match[1] || 1);
  if (amount > 0 && amount * (machines ?? 1) <= 1e9)
    return { ...read, amount, size: sizeOf(kind, amount, match, goal) };
  const question = `What do the machines have? "${match[0]}" cannot be.`;
  findings.ask(CAPACITY_RULE, 'limit_invalid', question, match[0]);
  return null;
}

/** What mentions of one kind mean together: what is not said of machines, beside what is, is what a subtask needs. */
function resolve(mentions: readonly Mention[], goal: Goal, findings: Findings): void {
  const hosts = mentions.filter(({ machines }) => machines !== null);
  const plain = mentions.filter(({ machines, isNeed }) => machines === null && !isNeed);
  const carriers = hosts.length > 0 ? hosts : plain;
  const needs = mentions.filter((one) => one.isNeed || (hosts.length > 0 && one.machines === null));
  if (carriers.length === 0) return;
  if (hosts.length === 0 && plain.some(({ size }) => size !== plain[0].size)) {
    const question = `What do the machines have: ${plain.map(({ match }) => match[0]).join(' or ')}?`;
    findings.ask(CAPACITY_RULE, 'limit_invalid', question, plain.map(({ match }) => match[0]).join(' / '));
    return;
  }
  if (needs.length > 0) {
    carry(Math.max(...needs.map(({ size }) => size)), carriers, needs, goal, findings);
    return;
  }
  for (const list of listsOf(carriers)) {
    const spans = joined(list, goal);
    const evidence = spans.map(({ start, end }) => goal.quote(start, end)).join(' … ');
    findings.fire(CAPACITY_RULE, evidence, state(list, findings.capacity), ...spans);
  }
}

/** Spans, those together between which nothing is said. */
function joined(list: readonly Span[], goal: Goal): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of list) {
    const last = spans.at(-1);
    if (last && IS_JOINT.test(goal.lower.slice(last.end, start)))
      spans[spans.length - 1] = { start: last.start, end };
    else spans.push({ start, end });
  }
  return spans;
}

/** Those beside each other together. */
function listsOf(carriers: readonly Mention[]): Mention[][] {
  const lists: Mention[][] = [];
  for (const one of carriers) {
    if (one.isMore && lists.length > 0) lists[lists.length - 1].push(one);
    else lists.push([one]);
  }
  return lists;
}

/** How many subtasks the machines carry at a time, whole ones on each. */
function carry(
  need: number,
  carriers: readonly Mention[],
  needs: readonly Mention[],
  goal: Goal,
  findings: Findings,
): void {
  const count = carriers.reduce((sum, { size, machines }) => sum + (machines ?? 1) * floored(size / need), 0);
  const evidence = [...needs, ...carriers].map(({ start, end }) => goal.quote(start, end)).join(' … ');
  if (count < 1) {
    findings.ask(
      CAPACITY_RULE,
      'limit_invalid',
      'Where does a subtask run? No machine has as much as it needs.',
      evidence,
    );
    return;
  }
  for (const { start, end } of needs) goal.claim(start, end);
  findings.carried[FIELDS[carriers[0].kind]] = count;
  const gives = `the machines carry ${counted(count, 'subtask')} at a time, by what each needs`;
  findings.fire(CAPACITY_RULE, evidence, gives, ...needs, ...carriers);
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

/** In the unit of the policies. */
function sizeOf(kind: Kind, amount: number, match: RegExpExecArray, goal: Goal): number {
  if (kind === 'cores' || kind === 'iops') return amount;
  const power = PREFIXES.indexOf(match[3] ?? '');
  if (kind === 'memory') return amount * multipleOf(match[4] === 'i' ? 1024 : 1000, power);
  // "MB/s" are bytes, "Mb/s" and "Mbit/s" bits: here capitals say something.
  const bits = /\dB|[kKmMgG]B/.test(goal.text.slice(match.index, match.index + match[0].length)) ? 8 : 1;
  return (amount * multipleOf(1000, power) * bits) / 1e6;
}

/** Keeps what the machines have together, and says what it is. The least of several counts. */
function state(list: readonly Mention[], capacity: StatedCapacity): string {
  const [{ kind, amount, size, match }] = list;
  const field = FIELDS[kind];
  const all = list.reduce((sum, one) => sum + one.size * (one.machines ?? 1), 0);
  capacity[field] = Math.min(capacity[field] ?? all, all);
  if (kind === 'cores') return `the agents run on ${grouped(all)} processor cores`;
  if (kind === 'iops') return `their disks do ${grouped(all)} operations a second`;
  if (kind === 'bandwidth') return `their network carries ${grouped(all, 4)} Mbit/s`;
  const inUnit = (all / size) * amount;
  return `the agents have ${grouped(inUnit, 4)} ${match[3].toUpperCase()}${match[4]}B of memory`;
}

/** `base` to a whole power from 0: the operator rounds differently between versions of Node. */
function multipleOf(base: number, power: number): number {
  let multiple = 1;
  for (let i = 0; i < power; i++) multiple *= base;
  return multiple;
}

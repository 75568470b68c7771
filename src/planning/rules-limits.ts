/** Rules for words that limit: how many at once, how many in a time. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { boundBefore, boundOf, outermost, UPPER } from './bounds.ts';
import { type Findings, type Goal, type Rule, type Span, spanOf } from './goal.ts';
import { MEASURES } from './lexicon.ts';
import { plural } from './nouns.ts';
import { AT_ONCE, refusalStart, refusedLimits, TOGETHER } from './refused-limits.ts';
import { FAILURE_RULES } from './rules-failures.ts';
import { spotNamed } from './rules-groups.ts';
import { TIME, unitMinutes } from './times.ts';

/** "at most", "fewer than"; "only 5" is one beside words such as "at once". */
const LIMIT = `(?:${UPPER}|only|just)`;
const NOUNS =
  '(?: (?:of (?:them|these|those|the)|(?!and\\b|or\\b|then\\b|to\\b|in\\b|at\\b|of\\b)[a-z-]+)){1,3}?';

/** Each has the limit's words in group 1 (may be absent) and the number in group 2. */
const CONCURRENCY: readonly RegExp[] = [
  // "max 100 prompts at once", "up to 5 in parallel", "never more than 5 services at the same time".
  new RegExp(`\\b(?:(${LIMIT}) )(\\d+)(?:${NOUNS})? ${TOGETHER}(?![a-z-])`, 'g'),
  // "max 100 concurrent requests", "20 parallel streams".
  new RegExp(
    `(?:\\b(${LIMIT}) )?(?<![\\w.-])(\\d+) (?:conc?urr?ent|parr?all?ell?|simultaneous)(?: (?!and\\b|or\\b|to\\b)[a-z-]+)?`,
    'g',
  ),
  // "100 at a time", "50 in parallel": nothing between the number and the words.
  new RegExp(`(?<![\\w.-])()(\\d+) (?:${AT_ONCE})`, 'g'),
  // "10 servers at a time": always a limit, unlike "10 servers at once".
  new RegExp(`(?<![\\w.-])()(\\d+)${NOUNS} at a time`, 'g'),
  /\b(?:max(?:imum)? |with )?(?:a )?()(?:concurrency|parallelism|parallel(?:ity)? (?:factor|degree)|degree of parallelism)(?: (?:limit|level|cap))?(?: (?:of|to|is|at))?[ :=]+(\d+)\b/g,
  // "in batches of 100 servers".
  /\b(?:in (?:\d+ )?)?()(?:batches|waves|batch size|(?<!(?<!\bin |\binto )(?<![\w.-])\d+ )(?:groups|chunks|lots|sets)) (?:of|is|=|:) ?(?:up to |at most |max(?:imum)? )?(\d+)(?: each)?\b/g,
  /\b()(?:batch size|batch)[ :=]+(\d+)\b/g,
];
const EACH_OF = '(?:per|in each|for each|on each|at each|in every|for every|on every) (?:of the )?';
/** "max 50": a limit without its noun, at the end of a clause or for each of something. */
const BARE = new RegExp(`\\b(${LIMIT}) (\\d+)(?=\\s*(?:$|[.,;)])| ${EACH_OF}[a-z])`, 'g');
/** "..., at most 2 servers per rack": not what the verb is done to, since a clause of its own. */
const BARE_PER = new RegExp(`(?<=[,;:(] ?|\\bbut )(${UPPER}) (\\d+) [a-z-]+(?= ${EACH_OF}[a-z])`, 'g');
/** "10% at a time", "at most 5 percent of the servers in parallel". */
const SHARE = new RegExp(
  `(?:\\b(${LIMIT}) )?(?<![\\w.-])(\\d+(?:\\.\\d+)?) ?(?:%|percent|per cent)(?:${NOUNS})? ${AT_ONCE}`,
  'g',
);
const PER = new RegExp(`^ ${EACH_OF}([a-z]+(?: cent(?:er|re))?)\\b`);
const REGIONAL = /^(?:region|zone|data ?cent(?:er|re)|country)/;

const concurrency: Rule = {
  name: 'limits.at_once',
  matches:
    '"max 100 concurrent", "at most 50 at a time", "no more than 5 at once", "in batches of 100", "10% at a time", "concurrency 20", "don\'t exceed 8 in parallel", "never two at the same time"',
  concludes: 'at most so many subtasks run at once, and at most so many agents',
  apply(goal, findings) {
    for (const { start, end, most } of refusedLimits(goal)) {
      if (most === null) refuse(goal, findings, start, end);
      else limitTo(goal, findings, most, { start, end });
    }
    // Before the others, since "percent" would be read as a noun.
    for (const match of goal.matches(SHARE)) readShare(goal, findings, match);
    for (const expression of CONCURRENCY) {
      for (const match of goal.matches(expression)) {
        if (isFree(goal, match)) readConcurrency(goal, findings, match);
      }
    }
    for (const match of [...goal.matches(BARE), ...goal.matches(BARE_PER)]) {
      if (isFree(goal, match) && hasOtherNumber(goal, match)) readConcurrency(goal, findings, match);
    }
  },
};

/** "not 5 at a time", "rather than in batches of 10": what is not to be, and no limit follows. */
function refuse(goal: Goal, findings: Findings, start: number, end: number): void {
  goal.claim(start, end);
  findings.notes.push(
    `"${goal.quote(start, end)}" is not planned: it says what is not to be, and no limit follows from it.`,
  );
}

/** Whether what stands there is refused, and so is no limit. */
function isRefused(goal: Goal, findings: Findings, start: number, end: number): boolean {
  const from = refusalStart(goal, start);
  if (from < start) refuse(goal, findings, from, end);
  return from < start;
}

function readShare(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const share = Number(match[2]) / 100;
  const span = spanOf(match);
  const bound = boundBefore(goal, numberStart(match));
  if (isRefused(goal, findings, Math.min(span.start, bound?.start ?? span.start), span.end)) return;
  goal.claim(span.start, span.end);
  if (!(share > 0 && share <= 1)) {
    const question = `What share may run at once? ${match[2]} % cannot be.`;
    findings.ask(concurrency, 'limit_invalid', question, match[0]);
    return;
  }
  findings.concurrencyShare = Math.min(share, findings.concurrencyShare ?? 1);
  findings.fire(concurrency, match[0], `at most ${match[2]} % of the subtasks at once`, span);
}

/** Whether no other rule has read the number. */
function isFree(goal: Goal, match: RegExpExecArray): boolean {
  return !goal.isClaimed(numberStart(match));
}

function numberStart(match: RegExpExecArray): number {
  if (!match[1]) return match.index + match[0].lastIndexOf(match[2]);
  return match.index + match[0].indexOf(match[2], match[0].indexOf(match[1]) + match[1].length);
}

function hasOtherNumber(goal: Goal, match: RegExpExecArray): boolean {
  const at = numberStart(match);
  return goal.numbers.some(({ start }) => start !== at && !goal.isClaimed(start));
}

function readConcurrency(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const span = spanOf(match);
  if (isLowerLimit(goal, findings, numberStart(match), span.end)) return;
  const start = Math.min(span.start, boundBefore(goal, numberStart(match))?.start ?? span.start);
  if (isRefused(goal, findings, start, span.end)) return;
  const number = outermost(Number(match[2]), match[1] ? boundOf(match[1]) : null);
  limitTo(goal, findings, number, { start, end: span.end });
}

/** @param words that say how many may run at once; of what each may follow them */
function limitTo(goal: Goal, findings: Findings, number: number, words: Span): void {
  const { start } = words;
  const per = PER.exec(goal.lower.slice(words.end));
  const end = words.end + (per?.[0].length ?? 0);
  goal.claim(start, end);
  const evidence = goal.quote(start, end);
  const doubt = goal.doubt(start, end);
  if (doubt !== null || !Number.isSafeInteger(number) || number < 1) {
    const question = doubt === null ? `How many may run at once? ${number} cannot be.` : `${doubt} at once?`;
    findings.ask(concurrency, 'limit_invalid', question, evidence);
    return;
  }
  if (per && REGIONAL.test(per[1]) && !findings.regionByRegion && findings.regions === null) {
    findings.concurrencyPerRegion = Math.min(number, findings.concurrencyPerRegion ?? number);
    findings.fire(concurrency, evidence, `at most ${counted(number, 'subtask')} at once in each region`, {
      start,
      end,
    });
    return;
  }
  const groups = per ? groupsOf(goal, findings, per[1]) : 1;
  if (groups === null) {
    const question = `How many ${plural(per![1])} are there, with at most ${number} at once each?`;
    findings.ask(concurrency, 'limit_invalid', question, evidence);
    return;
  }
  const size = number * groups;
  findings.concurrency = Math.min(size, findings.concurrency ?? size);
  findings.fire(concurrency, evidence, `at most ${counted(size, 'subtask')} at once`, {
    start,
    end,
  });
}

/** How many of what a limit is for each; null: the text does not say. */
function groupsOf(goal: Goal, { regions, regionByRegion }: Findings, noun: string): number | null {
  if (REGIONAL.test(noun)) return regionByRegion ? 1 : regions;
  const groups = spotNamed(goal, noun);
  // "5 at a time per node, 10 nodes": said for the limit alone, and no work of its own.
  if (groups && /[,;(]\s*$/.test(goal.lower.slice(0, groups.start))) goal.claim(groups.start, groups.end);
  return groups?.count ?? null;
}

/** "at least 20 at a time": there is no such limit in a plan. */
function isLowerLimit(goal: Goal, findings: Findings, number: number, end: number): boolean {
  const bound = boundBefore(goal, number);
  if (bound === null || bound.side === 'most' || bound.isPreposition) return false;
  goal.claim(bound.start, end);
  findings.notes.push(
    `"${goal.quote(bound.start, end)}" is not planned: a plan has upper limits of what runs at once and of rates, and no lower ones.`,
  );
  return true;
}

const RATE_UNIT: Readonly<Record<string, number>> = { rps: 60, qps: 60, tps: 60, rpm: 1, hz: 60 };
const NOT_COUNTED =
  '(?!(?:with|for|of|in|and|or|then|to|at|on|after|before|by|from|without|within|per|an?)\\b)';
const RATE = new RegExp(
  `(?:\\b(?:(${LIMIT})|(?:an? )?(?:api )?rate[ -]?limit(?:ed|s|ing)?(?: of| to| at| is)?:?|(?:an? |the )?rate(?: of| is)?|at) )?(?:the rate of |a rate of )?` +
    '(?<![\\w.-])(\\d+(?:\\.\\d+)?) ?(?:(rps|qps|tps|rpm)\\b|' +
    `((?:${NOT_COUNTED}[a-z-]+ ){0,2}?)(?:(?:(?:per|each|every) |\\/ ?)(\\d+ )?|(?:in )?an? )(${TIME})\\b|([a-z]+)\\/(${TIME})\\b)`,
  'g',
);
/** What is counted in a rate that is no limit of the work: "agents each hour", "3 times a day". */
const NO_RATE = /\b(?:times?|agents?|ms|s|min|minutes?|hours?|seconds?|days?|%|percent)\b/;

/** "50 megabytes per second", "4 batches a minute": no number of subtasks. */
function isMeasure(things: string): boolean {
  return things
    .split(' ')
    .some((word) => [word, word.replace(/s$/, ''), word.replace(/es$/, '')].some((one) => MEASURES.has(one)));
}

/** "3/4 hour": less than one, so a part of it, unless words say that it is a rate. */
function isFraction(text: string): boolean {
  const [, above, below] = /^(\d+)\/(\d+) /.exec(text) ?? [];
  return Number(above) < Number(below);
}

const ARRIVALS = /\b(?:arriv\w+|incoming|come in|coming in|receive|receiving)\b/;

export const RATE_RULE: Rule = {
  name: 'limits.rate',
  matches: '"a rate limit of 200 requests per second", "10 deployments a minute", "at most 50 rps"',
  concludes: 'so many subtasks a minute at most, one request being one subtask',
  apply(goal, findings) {
    for (const match of goal.matches(RATE))
      if (isRate(goal, findings, match)) readRate(goal, findings, match);
  },
};

/** Where the number of a rate stands. */
function rateStart({ index, 0: text, 1: limit, 2: number }: RegExpExecArray): number {
  return index + text.indexOf(number, limit === undefined ? 0 : text.indexOf(limit) + limit.length);
}

/** Whether it limits the work, and no other rule has read it. */
function isRate(goal: Goal, findings: Findings, match: RegExpExecArray): boolean {
  const start = rateStart(match);
  const end = match.index + match[0].length;
  const around = goal.lower.slice(Math.max(0, match.index - 30), end + 20);
  const things = match[4] ?? match[7] ?? '';
  if (goal.isClaimed(start) || isFraction(match[0]) || ARRIVALS.test(around)) return false;
  if (isMeasure(things)) {
    goal.claim(start, end);
    return false;
  }
  return (
    !NO_RATE.test(things) &&
    !isLowerLimit(goal, findings, start, end) &&
    !isRefused(goal, findings, Math.min(match.index, boundBefore(goal, start)?.start ?? start), end)
  );
}

function readRate(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const [text, limit, number, abbreviation, , several, time, , ownTime] = match;
  goal.claim(match.index, match.index + text.length);
  const minutes = abbreviation
    ? 1 / RATE_UNIT[abbreviation]
    : Number(several ?? 1) * unitMinutes(time ?? ownTime);
  // How many start in a time is a whole number.
  const bound = limit === undefined || !/^\d+$/.test(number) ? null : boundOf(limit);
  const whole = outermost(Number(number), bound);
  // "less than one per second" is fewer than 60 a minute.
  const rate = whole > 0 ? whole / minutes : outermost(Number(number) / minutes, bound);
  if (!(rate > 0 && Number.isFinite(rate))) {
    findings.ask(RATE_RULE, 'limit_invalid', `How high is the rate? "${text}" cannot be.`, text);
    return;
  }
  findings.ratePerMinute = Math.min(rate, findings.ratePerMinute ?? rate);
  findings.fire(RATE_RULE, text, `at most ${grouped(rate, 4)} subtasks a minute`, spanOf(match));
}

export const LIMIT_RULES: readonly Rule[] = [...FAILURE_RULES, concurrency];

/** Rules for words that limit: how many at once, how many in a time, how many may fail. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { type Findings, type Goal, type Rule, type Span, spanOf } from './goal.ts';
import { TIME, unitMinutes } from './rules-durations.ts';

/** "at most", "don't exceed"; what excludes the number itself is told apart by `BELOW`. */
const LIMIT =
  '(?:at (?:the )?most|at max|up to|(?:no|not|never) more than|(?:a )?max(?:imum|imally)?\\.?(?: of)?:?|(?:a )?limit(?:ed)?(?: of| to| is)?:?|cap(?:ped)?(?: of| at)?:?|throttled? (?:to|at)|' +
  "(?:(?:do not|don't|must not|mustn't|should not|shouldn't|never|not to|not|without|cannot|can't)(?: ever)? (?:exceed(?:ing)?|go(?:ing)? (?:above|over|beyond)|(?:run|use|have|do|start|launch|process|handle|touch)(?:ning|ing)? (?:any )?more than))|" +
  'fewer than|less than|under|below|only|just)(?: a total of| a rate of| a limit of)?';
const BELOW = /^(?:fewer than|less than|under|below)/;
const AT_ONCE =
  '(?:at (?:a|the same|any(?: one| given)?|one) (?:time|moment|point(?: in time)?)|at once|conc?urr?ent(?:ly)?|simultan[a-z]+|in parr?all?ell?|in flight|side by side|in one go)';
const NOUNS =
  '(?: (?:of (?:them|these|those|the)|(?!and\\b|or\\b|then\\b|to\\b|in\\b|at\\b|of\\b)[a-z-]+)){1,3}?';

/** Each has the limit's words in group 1 (may be absent) and the number in group 2. */
const CONCURRENCY: readonly RegExp[] = [
  // "max 100 prompts at once", "up to 5 in parallel", "never more than 5 services at the same time".
  new RegExp(`\\b(?:(${LIMIT}) )(\\d+)(?:${NOUNS})? ${AT_ONCE}`, 'g'),
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
  /\b(?:in )?()(?:batches|groups|chunks|lots|waves|sets|batch size) (?:of|is|=|:) ?(?:up to |at most |max(?:imum)? )?(\d+)(?: each)?\b/g,
  /\b()(?:batch size|batch)[ :=]+(\d+)\b/g,
];
/** "max 50": a limit without its noun, at the end of a clause. */
const BARE = new RegExp(`\\b(${LIMIT}) (\\d+)(?=\\s*(?:$|[.,;)]))`, 'g');
/** "10% at a time", "at most 5 percent of the servers in parallel". */
const SHARE = new RegExp(
  `(?:\\b(${LIMIT}) )?(?<![\\w.-])(\\d+(?:\\.\\d+)?) ?(?:%|percent|per cent)(?:${NOUNS})? ${AT_ONCE}`,
  'g',
);
const PER_REGION =
  /^ (?:per|in each|for each|in every|on each) (?:region|zone|data ?cent(?:er|re)|country)\b/;

const concurrency: Rule = {
  name: 'limits.at_once',
  matches:
    '"max 100 concurrent", "at most 50 at a time", "no more than 5 at once", "in batches of 100", "10% at a time", "concurrency 20", "don\'t exceed 8 in parallel"',
  concludes: 'at most so many subtasks run at once, and at most so many agents',
  apply(goal, findings) {
    // First, since "percent" would be read as a noun.
    for (const match of goal.matches(SHARE)) readShare(goal, findings, match);
    for (const expression of CONCURRENCY) {
      for (const match of goal.matches(expression)) {
        if (isFree(goal, match)) readConcurrency(goal, findings, match);
      }
    }
    for (const match of goal.matches(BARE)) {
      if (isFree(goal, match) && hasOtherNumber(goal, match)) readConcurrency(goal, findings, match);
    }
  },
};

function readShare(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const share = Number(match[2]) / 100;
  const span = spanOf(match);
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
  const before = match[1] ? match[0].indexOf(match[1]) + match[1].length : 0;
  return match.index + match[0].indexOf(match[2], before);
}

function hasOtherNumber(goal: Goal, match: RegExpExecArray): boolean {
  const at = numberStart(match);
  return goal.numbers.some(({ start }) => start !== at && !goal.isClaimed(start));
}

function readConcurrency(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const span = spanOf(match);
  const per = PER_REGION.exec(goal.lower.slice(span.end));
  const end = span.end + (per?.[0].length ?? 0);
  goal.claim(span.start, end);
  const number = Number(match[2]) - (match[1] && BELOW.test(match[1]) ? 1 : 0);
  const doubt = goal.doubt(span.start, end);
  if (doubt !== null || !Number.isSafeInteger(number) || number < 1) {
    const question = doubt === null ? `How many may run at once? ${number} cannot be.` : `${doubt} at once?`;
    findings.ask(concurrency, 'limit_invalid', question, match[0]);
    return;
  }
  const times = per && !findings.regionByRegion ? (findings.regions ?? 1) : 1;
  const size = number * times;
  findings.concurrency = Math.min(size, findings.concurrency ?? size);
  findings.fire(concurrency, `${match[0]}${per?.[0] ?? ''}`, `at most ${counted(size, 'subtask')} at once`, {
    start: span.start,
    end,
  });
}

const RATE_UNIT: Readonly<Record<string, number>> = { rps: 60, qps: 60, tps: 60, rpm: 1, hz: 60 };
const RATE = new RegExp(
  `(?:\\b(?:${LIMIT}|(?:an? )?(?:api )?rate[ -]?limit(?:ed|s|ing)?(?: of| to| at| is)?:?|(?:an? |the )?rate(?: of| is)?|at) )?(?:the rate of |a rate of )?` +
    '(?<![\\w.-])(\\d+(?:\\.\\d+)?) ?(?:(rps|qps|tps|rpm)\\b|' +
    `((?:[a-z-]+ ){0,2}?)(?:(?:per|an?|each|every|in an?) |\\/ ?)(\\d+ )?(${TIME})\\b|([a-z]+)\\/(${TIME})\\b)`,
  'g',
);
/** What is counted in a rate that is no limit of the work: "agents each hour", "3 times a day". */
const NO_RATE = /\b(?:times?|agents?|ms|s|min|minutes?|hours?|seconds?|days?|%|percent)\b/;
const ARRIVALS = /\b(?:arriv\w+|incoming|come in|coming in|receive|receiving)\b/;

export const RATE_RULE: Rule = {
  name: 'limits.rate',
  matches: '"a rate limit of 200 requests per second", "10 deployments a minute", "at most 50 rps"',
  concludes: 'so many subtasks a minute at most, one request being one subtask',
  apply(goal, findings) {
    for (const match of goal.matches(RATE)) {
      const noun = match[3] ?? match[6] ?? '';
      const around = goal.lower.slice(Math.max(0, match.index - 30), match.index + match[0].length + 20);
      if (NO_RATE.test(noun) || ARRIVALS.test(around)) continue;
      goal.claim(match.index, match.index + match[0].length);
      const minutes = match[2]
        ? 1 / RATE_UNIT[match[2]]
        : Number(match[4] ?? 1) * unitMinutes(match[5] ?? match[7]);
      const rate = Number(match[1]) / minutes;
      if (!(rate > 0 && Number.isFinite(rate))) {
        findings.ask(RATE_RULE, 'limit_invalid', `How high is the rate? "${match[0]}" cannot be.`, match[0]);
        continue;
      }
      findings.ratePerMinute = Math.min(rate, findings.ratePerMinute ?? rate);
      findings.fire(RATE_RULE, match[0], `at most ${grouped(rate, 4)} subtasks a minute`, spanOf(match));
    }
  },
};

const PERCENT = '(\\d+(?:\\.\\d+)?) ?(?:%|percent|per cent)';
const FAILING = '(?:fail(?:s|ed|ing|ures?)?|errors?|err(?:ing)?|crash(?:es|ing)?|(?:to )?be lost)';
const FAILURES = new RegExp(
  `(?<![\\w.-])${PERCENT}(?: of (?:(?:the|all|our|them|these|those)\\b ?)*(?:[a-z]+ )?)?(?: ?(?:will|may|might|can|usually|typically|chance of|probability of|are|is))* ?${FAILING}\\b(?: rate)?|` +
    `\\b(?:fail(?:ure)?|error)(?: rate| probability)?(?: of| is|:| =)? ?(?:about |around )?${PERCENT}|` +
    `(?<![\\w.-])(\\d+) (?:in|out of) (\\d+) (?:[a-z]+ )?(?:will |may )?${FAILING}\\b`,
  'g',
);
const STOP_BEFORE =
  /\b(?:stop|abort|halt|pause|cancel|give up|roll ?back|revert|tolerat\w+|allow\w*|accept\w*)\b[^.;]{0,40}$|\b(?:if|when|once|unless) (?:more than |over |above |at least )?$/;
const TOLERANCE_LEAD =
  /\b(?:stop|abort|halt|pause|cancel|give up|roll ?back|revert|tolerat\w+|allow\w*|accept\w*)(?: [a-z]+){0,3}(?: (?:if|when|once))?(?: (?:more than|over|above|at least|up to|at most|less than))? $|\b(?:if|when|once) (?:more than |over |above )?$/;

const failures: Rule = {
  name: 'limits.failures',
  matches: '"1 % fail", "a failure rate of 2 %", "1 in 50 fails"; "stop if more than 5 % fail"',
  concludes:
    'the share of attempts that fail in the simulation; or the share of failures that stops the plan',
  apply(goal, findings) {
    for (const match of goal.matches(FAILURES)) {
      const span = spanOf(match);
      const share = match[3] ? Number(match[3]) / Number(match[4]) : Number(match[1] ?? match[2]) / 100;
      goal.claim(span.start, span.end);
      if (!(share >= 0 && share <= 1)) {
        findings.ask(failures, 'limit_invalid', `What share fails? "${match[0]}" cannot be.`, match[0]);
      } else if (goal.leadStart(span.start, STOP_BEFORE) < span.start) {
        findings.toleratedShare = share;
        readFailures(goal, findings, span, `at most ${grouped(share * 100, 4)} % of the subtasks may fail`);
      } else {
        findings.failureShare = share;
        readFailures(goal, findings, span, `${grouped(share * 100, 4)} % of attempts fail in the simulation`);
      }
    }
  },
};

function readFailures(goal: Goal, findings: Findings, { start, end }: Span, text: string): void {
  const from = goal.leadStart(start, TOLERANCE_LEAD);
  goal.claim(from, end);
  findings.fire(failures, goal.quote(from, end), text, { start: from, end });
}

const ATTEMPTS =
  /\bretr(?:y|ies|ying)(?: [a-z]+){0,3}? (?:up to |at most |a maximum of |max |no more than )?(\d+) times\b|(?<![\w.-])(\d+) retr(?:ies|y attempts?)\b|(?<![\w.-])(\d+) attempts?(?: each| per [a-z]+)?|\b(?:no|without(?: any)?|never) retr(?:ies|y(?:ing)?)\b/g;

const attempts: Rule = {
  name: 'limits.attempts',
  matches: '"retry up to 3 times", "5 retries", "2 attempts each", "no retries"',
  concludes: 'how often the simulation tries each subtask',
  apply(goal, findings) {
    for (const match of goal.matches(ATTEMPTS)) {
      const span = spanOf(match);
      const given = match[3] ?? match[1] ?? match[2] ?? '0';
      const tries = Number(given) + (match[3] ? 0 : 1);
      goal.claim(span.start, span.end);
      if (!Number.isSafeInteger(tries) || tries < 1 || tries > 100) {
        findings.ask(attempts, 'limit_invalid', `How many attempts? ${tries} cannot be.`, match[0]);
        continue;
      }
      findings.attempts = tries;
      findings.fire(attempts, match[0], counted(tries, 'attempt'), span);
    }
  },
};

export const LIMIT_RULES: readonly Rule[] = [failures, attempts, concurrency];

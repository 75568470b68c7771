/** The rule for times: how long a subtask takes, and when all must be done. */
import { BOUND, boundBefore, UPPER } from './bounds.ts';
import { type Findings, type Goal, meaningOf, type Rule, type Span, spanOf } from './goal.ts';
import { partOf } from './partial-times.ts';
import { perPart } from './per-part.ts';
import { timeText } from './time-text.ts';
import { type FoundTime, TIME, TIME_FORMS } from './times.ts';

/** "1:30 hours": hours and minutes, or minutes and seconds? */
const CLOCK = new RegExp(`(?<![\\w.:-])\\d+:\\d+(?::\\d+)?[\\s-]?${TIME}\\b`, 'g');
/** "a few minutes", "hours": no number at all. */
const VAGUE =
  /(?<![\w.-])(?:(?:a few|several|some|many|multiple|a number of|dozens of|tens of|hundreds of) )?(?:milliseconds|secs|seconds|mins|minutes|hrs|hours|days)\b/g;
/** What an amount is only a part of, or only the end of: "most of an hour", "some seconds to a minute". */
const NOT_ALL = new RegExp(
  '(?:\\b(?:the )?(?:most|(?:(?:large|small|good|best|better|great) )?part|bulk|rest|fraction|portion|share|[a-z]+(?:th|rd)s?)|\\d+(?:\\.\\d+)? ?(?:%|percent|per cent)) of $|' +
    `\\b(?:(?:a few|several|some|many) )?${TIME} ?(?:to|or|-|–|—) ?$`,
);
/** Not the end of a range such as "2-5 minutes". */
const NEGATIVE = new RegExp(`(?<![\\w.])-\\d+(?:\\.\\d+)?[\\s-]?${TIME}\\b`, 'g');
const EACH_AFTER =
  /^\s*\)?\s*(?:of (?:work|time)\s)?(?:each\b|apiece\b|a piece\b|(?:on|in) average\b(?: each\b)?|(?:per|for each|for every|on each|for one|a) (?!second|minute|hour|day)[a-z]+|\/ ?(?!s\b|min|h\b)[a-z]+)/;
/** "per 100 MB", "for every 10 pages", but no rate. */
const EACH_SO_MUCH = new RegExp(
  `^ (?:(?:per|for each|for every) |\\/ ?)\\d+(?:\\.\\d+)? ?(?!${TIME}\\b)[a-z]+\\b`,
);
const EACH_BEFORE = new RegExp(
  '(?:\\b(?:takes?|took|taking|needs?|needing|requires?|requiring|lasts?|lasting|duration(?: of| is)?|averag(?:es?|ing)|' +
    'average(?: duration)?(?: of| is)?|each (?:one )?(?:is|in|at|for)|each|at|per [a-z]+)[,:]?)\\s' +
    `(?:about |around |roughly |approximately |only |just |nearly |some |${BOUND} )?$`,
);
const ABOUT = new RegExp(`\\b(?:about |around |roughly |approximately |circa |${BOUND} )$`);
const DEADLINE_BEFORE = new RegExp(
  '\\b(?:(?:within|no longer than|not longer than|not take longer than|finish(?:ed)? in|done in|completed? in|in|inside|by|deadline(?: of| is)?:?|time limit(?: of| is)?:?) ' +
    `(?:the next |about |only )?(?:${UPPER} )?|(?:under|less than) (?:the next |about |only )?)$`,
);
/** Of these words, what excludes the time itself. */
const BEFORE_IT = /\b(?:(?:less|fewer) than|under|below) (?:the next |about |only )?$/;
const NOT_BEFORE_IT = /\b(?:no|not|never) (?:less than|fewer than|under|below) $/;
const DEADLINE_AFTER = /^[\s-](?:in total|overall|altogether|in all|deadline|time limit|window)\b/;
const OTHER_TIME =
  /\b(?:older|newer|younger|more|longer) than $|\b(?:every|last|past|next|after|timeout of|timeout|ttl of|for|wait|waiting|interval of|retention of|window of|keep|first|previous) (?:about |the |the last |the first )?$/;

/** Time between parts of the work, in which nothing is done. */
const PAUSES =
  '(?:paus(?:e|es|ing)|waits?|waiting|sleep(?:s|ing)?|rest(?:s|ing)?|breaks?|gaps?|delays?|intervals?|cool-?downs?|soaks?|soaking)';
const PAUSE_BEFORE = new RegExp(`\\b(?:an? )?${PAUSES}(?: of| for)? (?:about |at least |up to )?$`);
const PAUSE_AFTER = new RegExp(`^[\\s-](?:long )?${PAUSES}\\b|^ (?:apart|(?:in )?between)\\b`);

export const DURATION_RULE: Rule = {
  name: 'numbers.duration',
  matches:
    '"3 minutes each", "30 seconds per file", "each takes between 2 and 5 minutes", "30-second tasks", "a quarter of an hour each"; "within 2 hours"; ' +
    '"every 5 minutes"; "every second one takes 10 minutes"',
  concludes:
    'the duration of one subtask, or its range; a deadline for all; or a time that planning does not use',
  apply(goal, findings) {
    for (const match of goal.matches(NEGATIVE)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `How long does it take? "${match[0]}" is below zero.`;
      findings.ask(DURATION_RULE, 'duration_unclear', question, match[0]);
    }
    for (const match of goal.matches(CLOCK)) {
      goal.claim(match.index, match.index + match[0].length);
      const question = `How long is "${match[0]}", as a number of seconds, minutes or hours?`;
      findings.ask(DURATION_RULE, 'duration_unclear', question, match[0]);
    }
    for (const form of TIME_FORMS) for (const time of form.find(goal)) readTime(goal, findings, time);
    for (const match of goal.matches(VAGUE)) askVague(goal, findings, spanOf(match));
  },
};

/** "each takes a few minutes": the time of a subtask without its number. */
function askVague(goal: Goal, findings: Findings, { start, end }: Span): void {
  const each = EACH_AFTER.test(goal.lower.slice(end));
  if (!each && !EACH_BEFORE.test(goal.lower.slice(0, start))) return;
  const words = goal.quote(start, end);
  const question = `How long does a subtask take? "${words}" names no number.`;
  findings.ask(DURATION_RULE, 'duration_unclear', question, words);
}

function readTime(goal: Goal, findings: Findings, found: FoundTime | null): void {
  if (!found) return;
  goal.claim(found.start, found.end);
  const whole = goal.leadStart(found.start, NOT_ALL);
  if (whole < found.start) {
    const words = goal.quote(whole, found.end);
    findings.ask(DURATION_RULE, 'duration_unclear', `How long is "${words}"? It names no number.`, words);
    return;
  }
  // "1,5 minutes" and "2.500 s" can only be decimals; "1,2,3 minutes" is a riddle.
  const riddle = goal.numbers.find(
    ({ start, readings }) => start >= found.start && start < found.end && readings.length === 1,
  );
  if (riddle) {
    const question = `${meaningOf(riddle)} ${found.unit}?`;
    findings.ask(DURATION_RULE, 'duration_unclear', question, riddle.written);
  } else readMeaning(goal, findings, found);
}

function readMeaning(goal: Goal, findings: Findings, found: FoundTime): void {
  const before = goal.lower.slice(0, found.start);
  const after = goal.lower.slice(found.end);
  const each = EACH_AFTER.exec(after) ?? EACH_SO_MUCH.exec(after);
  const total = DEADLINE_AFTER.exec(after);
  const part = partOf(goal, found);
  if (part) {
    leaveOut(goal, findings, part.start, Math.max(part.end, found.end + (each?.[0].length ?? 0)));
    return;
  }
  const adjective = /(?:\d|half|quarter)-[a-z]+$/.test(found.evidence);
  const isDeadline = DEADLINE_BEFORE.test(before) || total !== null;
  const pause = PAUSE_AFTER.exec(after);
  if (pause || PAUSE_BEFORE.test(before)) {
    readPause(
      goal,
      findings,
      goal.leadStart(found.start, PAUSE_BEFORE),
      found.end + (pause?.[0].length ?? 0),
    );
    return;
  }
  const takes = EACH_BEFORE.test(before);
  const isOther =
    OTHER_TIME.test(before) && !each && !isDeadline && !(takes && boundBefore(goal, found.start));
  if (each) goal.claim(found.start, found.end + each[0].length);
  if (/^\sago\b/.test(after) || isOther) {
    findings.fire(DURATION_RULE, found.evidence, 'a time that planning does not use');
  } else if (each || takes || adjective || (found.range && !isDeadline)) {
    readDuration(goal, findings, found, each?.[0] ?? '');
  } else if (isDeadline) {
    const minutes = found.range?.[1] ?? found.value;
    const excludes = BEFORE_IT.test(before) && !NOT_BEFORE_IT.test(before);
    findings.deadlines.push({ ...found, value: minutes, excludes });
    const limit = `${excludes ? 'in less than' : 'within'} ${timeText(minutes)}`;
    findings.fire(DURATION_RULE, found.evidence, `all must be done ${limit}`, {
      start: goal.leadStart(found.start, DEADLINE_BEFORE),
      end: found.end + (total?.[0].length ?? 0),
    });
  } else {
    const question = `Is "${found.evidence}" the time of one subtask, or the time in which everything must be done?`;
    findings.ask(DURATION_RULE, 'duration_unclear', question, found.evidence);
  }
}

/** "every second one takes 10 minutes": all that are counted together have one duration, so that it is used for none. */
function leaveOut(goal: Goal, findings: Findings, start: number, end: number): void {
  goal.claim(start, end);
  const words = goal.quote(start, end);
  findings.fire(DURATION_RULE, words, 'the time of some subtasks only, which planning does not use');
  findings.notes.push(
    `"${words}" is not planned: it is the time of some subtasks only, and a plan has one duration for all that are counted together.`,
  );
}

function readPause(goal: Goal, findings: Findings, start: number, end: number): void {
  goal.claim(start, end);
  const words = goal.quote(start, end);
  findings.fire(DURATION_RULE, words, 'a time that planning does not use');
  findings.notes.push(`"${words}" is not planned: the waves of a plan follow each other without pauses.`);
}

function readDuration(goal: Goal, findings: Findings, found: FoundTime, each: string): void {
  const start = Math.min(goal.leadStart(found.start, EACH_BEFORE), goal.leadStart(found.start, ABOUT));
  const { range, value } = found;
  const per = perPart(goal, found);
  const span = { start, end: Math.max(found.end + each.length, per?.end ?? 0) };
  goal.claim(span.start, span.end);
  findings.durations.push({ ...found, per, span });
  const text = range
    ? `a subtask takes ${timeText(range[0])} to ${timeText(range[1])}`
    : `a subtask takes ${timeText(value)} on average`;
  findings.fire(DURATION_RULE, `${found.evidence}${each}`, text, span);
  if (range) {
    findings.notes.push(
      `"${found.evidence}" is a range: the estimate takes its middle, ${timeText(value)}; the scenario draws from the whole range.`,
    );
  }
  const bound = boundBefore(goal, found.start);
  if (bound) findings.notes.push(`"${goal.quote(bound.start, found.end)}" is planned as ${timeText(value)}.`);
}

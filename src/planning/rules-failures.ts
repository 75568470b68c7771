/** Rules for what fails: how many may, and how often each subtask is tried. */
import { counted, grouped } from '../modules/scaling/text.ts';
import { BOUND, type Bound, boundBefore, outermost } from './bounds.ts';
import { type Findings, type Goal, type Rule, type Span, spanOf } from './goal.ts';

const PERCENT = '(\\d+(?:\\.\\d+)?) ?(?:%|percent|per cent)';
const FAILING = '(?:fail(?:s|ed|ing|ures?)?|errors?|err(?:ing)?|crash(?:es|ing)?|(?:to )?be lost)';
const FAILURES = new RegExp(
  `(?<![\\w.-])${PERCENT}(?: of (?:(?:the|all|our|them|these|those)\\b ?)*(?:[a-z]+ )?)?(?: ?(?:will|may|might|can|usually|typically|chance of|probability of|are|is))* ?${FAILING}\\b(?: rate)?|` +
    `\\b(?:fail(?:ure)?|error)(?: rate| probability)?(?: of| is|:| =)? ?(?:about |around )?${PERCENT}|` +
    `(?<![\\w.-])(\\d+) (?:in|out of) (\\d+) (?:[a-z]+ )?(?:will |may )?${FAILING}\\b`,
  'g',
);
const STOP = '(?:stop|abort|halt|pause|cancel|give up|roll ?back|revert)';
const TOLERATE = '(?:tolerat\\w+|allow\\w*|accept\\w*)';
/** Between such a verb and the share it is about: a verb of another clause says nothing of it, as in "the API allows 50 at once, 1 % fail". */
const SAME_CLAUSE =
  '(?:, [a-z ]{1,20},)?(?:,? (?=(?:if|when|once|unless)\\b)|(?!\\b(?:and|but|while|whereas)\\b)[^.,;:()\\d]){0,40}';
const STOP_BEFORE = new RegExp(
  `\\b(?:${STOP}|${TOLERATE})\\b${SAME_CLAUSE}$|\\b(?:if|when|once|unless)(?:, [a-z ]{1,20},)? (?:${BOUND} )?$`,
);
const TOLERANCE_LEAD = new RegExp(
  `\\b(?:${STOP}|${TOLERATE})(?: [a-z]+){0,3}?(?: (?:if|when|once))?(?: ${BOUND})? $|\\b(?:if|when|once) (?:${BOUND} )?$`,
);
const TOLERATED = new RegExp(`\\b${TOLERATE}\\b${SAME_CLAUSE}$`);
/** "3 failures", "3 failed files", "3 of the files may fail". */
const COUNTED = new RegExp(
  '(?<![\\w.-])(\\d+)(?: of (?:(?:the|all|our|them|these|those)\\b ?)*)?(?: fail(?:ed|ing) (?!to )[a-z]+|' +
    `(?: ?(?!(?:and|or|with|for|to|on|in)\\b)[a-z]+)?(?: (?:may|might|can|will|(?:is|are) allowed to))? ?\\b${FAILING})\\b`,
  'g',
);
const STOP_AFTER = new RegExp(`\\b${STOP}(?: [a-z]+){0,2}? (?:after|at|on) (?:${BOUND} )?$`);
/** Where a clause begins: "at most 3 failures" is a limit there, and work behind a verb: "analyse at most 3 failures". */
const CLAUSE = /(?:^|[,;.:(]|\b(?:with|and|but|having|given|is)) ?$/;
/** "at most 4% may fail": with an upper bound before it, so many are allowed to. */
const TOLERATED_AFTER = /^ (?:(?:is|are) )?(?:tolerated|allowed|accepted|acceptable|fine|ok)\b/;
const ALLOWED = /\b(?:may|might|can|(?:is|are) allowed to)\b/;

const failures: Rule = {
  name: 'limits.failures',
  matches:
    '"1 % fail", "a failure rate of 2 %", "1 in 50 fails"; "stop if more than 5 % fail", "at most 5 % may fail", "with a maximum of 3 failures"',
  concludes:
    'the share of attempts that fail in the simulation; or the share or number of failures that stops the plan',
  apply(goal, findings) {
    for (const match of goal.matches(FAILURES)) {
      const span = spanOf(match);
      const share = match[3] ? Number(match[3]) / Number(match[4]) : Number(match[1] ?? match[2]) / 100;
      goal.claim(span.start, span.end);
      if (!(share >= 0 && share <= 1))
        findings.ask(failures, 'limit_invalid', `What share fails? "${match[0]}" cannot be.`, match[0]);
      else readFailures(goal, findings, span, share);
    }
    for (const match of goal.matches(COUNTED)) readCounted(goal, findings, match);
  },
};

/** A limit on how many may fail. Failures that are worked on are none: "fix 3 failures". */
function readCounted(goal: Goal, findings: Findings, match: RegExpExecArray): void {
  const { start, end: failing } = spanOf(match);
  if (goal.isClaimed(start)) return;
  const bound = boundBefore(goal, start);
  const after = TOLERATED_AFTER.exec(goal.lower.slice(failing));
  const before = goal.lower.slice(0, bound?.start ?? start);
  const allows =
    after !== null ||
    TOLERATED.test(before) ||
    (bound?.side === 'most' && (ALLOWED.test(match[0]) || CLAUSE.test(before)));
  if (!allows && goal.leadStart(start, STOP_BEFORE) === start && !STOP_AFTER.test(before)) return;
  const from = Math.min(
    goal.leadStart(start, TOLERANCE_LEAD),
    goal.leadStart(start, STOP_AFTER),
    bound?.start ?? start,
  );
  const span = { start: from, end: failing + (after?.[0].length ?? 0) };
  const count = mostOf(Number(match[1]), bound, allows);
  goal.claim(span.start, span.end);
  findings.toleratedCount = Math.min(count, findings.toleratedCount ?? count);
  findings.fire(
    failures,
    goal.quote(span.start, span.end),
    `at most ${grouped(count)} of the subtasks may fail`,
    span,
  );
}

/** How many may fail where so many are allowed, or where so many stop the plan. */
function mostOf(count: number, bound: Bound | null, allows: boolean): number {
  if (allows) return Math.max(0, outermost(count, bound));
  return bound?.side === 'least' && bound.excludes ? count : Math.max(0, count - 1);
}

function readFailures(goal: Goal, findings: Findings, { start, end: failing }: Span, share: number): void {
  const bound = boundBefore(goal, start);
  const after = TOLERATED_AFTER.exec(goal.lower.slice(failing));
  const end = failing + (after?.[0].length ?? 0);
  const isTolerated =
    after !== null ||
    (bound?.side === 'most' &&
      (TOLERATED.test(goal.lower.slice(0, bound.start)) || ALLOWED.test(goal.lower.slice(start, failing))));
  const isTolerance = isTolerated || goal.leadStart(start, STOP_BEFORE) < start;
  const from = Math.min(goal.leadStart(start, TOLERANCE_LEAD), bound?.start ?? start);
  const percent = grouped(share * 100, 4);
  goal.claim(from, end);
  const fire = (text: string) => findings.fire(failures, goal.quote(from, end), text, { start: from, end });
  if (!isTolerance) {
    findings.failureShare = share;
    fire(`${percent} % of attempts fail in the simulation`);
    if (bound) findings.notes.push(`"${goal.quote(bound.start, end)}" is planned as ${percent} %.`);
    return;
  }
  // What stops at so many allows fewer: "stop if at least 4 % fail", and without a bound "stop if 4 % fail".
  const allows = TOLERATED.test(goal.lower.slice(0, start)) || isTolerated;
  const excludes = allows ? (bound?.excludes ?? false) : !(bound?.side === 'least' && bound.excludes);
  if (findings.toleratedShare === null || share <= findings.toleratedShare) {
    findings.toleratedExcludes = excludes;
    findings.toleratedShare = share;
  }
  fire(`${excludes ? 'fewer than' : 'at most'} ${percent} % of the subtasks may fail`);
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

export const FAILURE_RULES: readonly Rule[] = [failures, attempts];

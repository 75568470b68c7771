/** Rules for words beside counts: order of work, requested checks. */
import { counted } from '../modules/scaling/text.ts';
import { type Rule, spanOf } from './goal.ts';
import { CRITICAL_RULE } from './rules-critical.ts';
import { HUB_RULE } from './rules-groups.ts';
import { LIMIT_RULES } from './rules-limits.ts';
import { SEQUENCE_RULE } from './rules-sequence.ts';
import type { Check, Dependencies } from './types.ts';

const CHECK_NOUN =
  '(?:health checks?|smoke tests?|rollbacks?|documentation|verification|(?:unit |integration )?tests?|monitoring|backups?|canary|report)';
/** "no", "without", "skip the canary and the": what comes next is refused. */
const REFUSAL = new RegExp(
  `(?:\\b(?:no|not|without|skip|skipping|omit|omitting|never|instead of|rather than)|n't)(?: (?:any|the|a|an|do|run|need|use|write|create|automatic|manual|\\w+ing))*(?: ${CHECK_NOUN}(?:,| and| or|, and|, or)(?: any| the| a)?)* $`,
);

interface OrderWords {
  readonly level: Dependencies;
  readonly expression: RegExp;
  readonly examples: string;
}

const ORDER_WORDS: readonly OrderWords[] = [
  {
    level: 'strict',
    expression:
      /\b(?:sequentially|serially|in sequence|in strict order|strictly in order|step[ -]by[ -]step|one (?:after (?:the other|another)|by one|at a time)|1 at a time|one-by-one|(?!side\b|day\b|bit\b)(?<unit>[a-z]+) by \k<unit>|each (?:\w+ ){0,3}depends on the (?:previous|one before|last)|linear(?:ly)? dependen\w+)\b/g,
    examples:
      'sequentially, one after the other, one by one, node by node, step by step, each depends on the previous',
  },
  {
    level: 'deep',
    expression:
      /\b(?:highly dependent|deep(?:ly)? dependen\w+|interdependent|tightly coupled|many dependencies|depend on each other|in dependency order)\b/g,
    examples: 'tightly coupled, interdependent, many dependencies, in dependency order',
  },
  {
    level: 'moderate',
    expression:
      /\b(?:some (?:\w+ ){0,2}depend\w*|(?:few|moderate|shallow) dependencies|partly dependent|loosely coupled)\b/g,
    examples: 'some tasks depend on, few dependencies, partly dependent',
  },
  {
    level: 'none',
    expression:
      /\b(?:independent(?:ly)?|no dependencies|(?:fully|all) in parallel|in parallel|(?:all )?at once|simultaneously|concurrently|embarrassingly parallel)\b/g,
    examples: 'independent, no dependencies, in parallel, all at once',
  },
];

const order: Rule = {
  name: 'order.words',
  matches: ORDER_WORDS.map((words) => `${words.level}: ${words.examples}`).join('; '),
  concludes: 'how deep the dependencies between subtasks are; strict and none together are a question',
  apply(goal, findings) {
    for (const { level, expression } of ORDER_WORDS) {
      for (const match of goal.matches(expression)) {
        const start = goal.leadStart(match.index, REFUSAL);
        const negated = start < match.index;
        goal.claim(match.index, match.index + match[0].length);
        // "not all at once" leaves open how many.
        if (negated && /^(?:all|fully)\b/.test(match[0])) continue;
        const meant = negated && level === 'none' ? 'strict' : negated && level === 'strict' ? 'none' : level;
        findings.dependencies.push({ level: meant, evidence: match[0] });
        findings.fire(order, match[0], `dependencies: ${meant}`, {
          start,
          end: match.index + match[0].length,
        });
      }
    }
    const has = (level: Dependencies) => findings.dependencies.find((found) => found.level === level);
    const strict = has('strict');
    const none = has('none');
    if (strict && none) {
      const question = `"${strict.evidence}" or "${none.evidence}": may the subtasks run at the same time?`;
      findings.ask(order, 'order_contradictory', question, `${strict.evidence} / ${none.evidence}`);
    }
  },
};

const SEQUENTIAL =
  /(?<![\w.])(\d+) (?:of (?:them|which|these) )?(?:are|is|must be|need to be|have to be)(?: done| run)? (?:strictly )?(?:sequential|dependent|in sequence|in order)\b/g;

const sequentialShare: Rule = {
  name: 'order.sequential_count',
  matches: '"20 subtasks, but 15 are sequential"',
  concludes: 'so many subtasks form a chain; the others may run beside each other',
  apply(goal, findings) {
    for (const match of goal.matches(SEQUENTIAL)) {
      goal.claim(match.index, match.index + match[0].length);
      findings.sequentialSubtasks = Number(match[1]);
      findings.fire(
        sequentialShare,
        match[0],
        `${counted(Number(match[1]), 'subtask')} in a chain`,
        spanOf(match),
      );
    }
  },
};

const CHECK_WORDS: readonly (readonly [Check, RegExp, string])[] = [
  ['health_checks', /\bhealth[ -]?checks?\b|\bcheck(?:ing)? (?:the )?health\b/g, 'health checks'],
  ['smoke_tests', /\bsmoke[ -]?test(?:s|ing)?\b/g, 'smoke tests'],
  [
    'automatic_rollback',
    /\b(?:auto(?:matic(?:ally)?)?[ -])?(?:roll[ -]?backs?|roll(?:ed|ing)? back|revert(?:ed)? (?:on|if))\b(?: (?:on|upon|in case of|after) (?:any |every )?(?:failures?|errors?))?/g,
    'rollback',
  ],
  [
    'documentation',
    /\bdocumentation\b|\b(?:and|then|,) document(?: (?:it|everything|the changes?|the results?))?(?=$|[.,;!])/g,
    'documentation',
  ],
  [
    'verification',
    /\bverification\b|\bverif(?:y|ied|ying)(?: (?:it|everything|all|the results?))?\b/g,
    'verification',
  ],
  [
    'tests',
    /\b(?:unit|integration|regression|end-to-end|e2e|acceptance|full) tests?\b|\btest suite\b/g,
    'unit tests, integration tests',
  ],
  ['monitoring', /\bmonitor(?:ing)?\b/g, 'monitoring'],
  ['backup', /\b(?:safety )?back[ -]?ups?(?: first| before\w*)?\b(?! \d)/g, 'backup'],
  ['canary', /\bcanary|canaries\b/g, 'canary'],
  ['report', /\bfinal report\b|\breport(?:ing)?(?: the)? (?:results?|progress)\b/g, 'final report'],
];

/** Checks whose word may be the verb of the work itself ("verify 500 records"). */
const VERBAL: ReadonlySet<Check> = new Set<Check>(['documentation', 'verification', 'monitoring', 'backup']);

/** "Run the unit tests on 40 repositories", "write unit tests for 30 modules": not a check beside the work. */
const TESTS_ARE_WORK =
  /^\D*\b(?:run|execute|repeat)(?: all| the| our)* $|\b(?:write|add|create|port|generate) (?:\w+ )?$/;

const checks: Rule = {
  name: 'checks.requested',
  matches: CHECK_WORDS.map(([, , example]) => example).join(', '),
  concludes: 'a wave or a wave\'s duty; with "without", "no" or "skip" before it, that it is left out',
  apply(goal, findings) {
    for (const [check, expression] of CHECK_WORDS) {
      for (const match of goal.matches(expression)) {
        if (check === 'tests' && TESTS_ARE_WORK.test(goal.lower.slice(0, match.index))) continue;
        const start = goal.leadStart(match.index, REFUSAL);
        const wanted = start === match.index;
        findings.checks[check] = wanted;
        findings.duties.push(match.index + match[0].length - 1);
        if (!VERBAL.has(check)) goal.claim(match.index, match.index + match[0].length);
        const conclusion = `${check.replace(/_/g, ' ')}: ${wanted ? 'asked for' : 'left out'}`;
        findings.fire(checks, match[0], conclusion, {
          start,
          end: match.index + match[0].length,
        });
      }
    }
  },
};

export const WORD_RULES: readonly Rule[] = [
  ...LIMIT_RULES,
  SEQUENCE_RULE,
  order,
  sequentialShare,
  checks,
  CRITICAL_RULE,
  HUB_RULE,
];

/** Rules for words beside counts: order of work, requested checks, critical operations. */
import type { FoundCritical, Goal, Rule } from './goal.ts';
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
      /\b(?:sequentially|serially|in sequence|in strict order|strictly in order|step[ -]by[ -]step|one (?:after (?:the other|another)|by one|at a time)|1 at a time|one-by-one|each (?:\w+ ){0,3}depends on the (?:previous|one before|last)|linear(?:ly)? dependen\w+)\b/g,
    examples: 'sequentially, one after the other, one by one, step by step, each depends on the previous',
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
        const negated = REFUSAL.test(goal.lower.slice(0, match.index));
        goal.claim(match.index, match.index + match[0].length);
        const meant = negated && level === 'none' ? 'strict' : negated && level === 'strict' ? 'none' : level;
        findings.dependencies.push({ level: meant, evidence: match[0] });
        findings.fire(order, match[0], `dependencies: ${meant}`);
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
      findings.fire(sequentialShare, match[0], `${match[1]} subtasks form a chain`);
    }
  },
};

const BATCHES =
  /\b(?:in )?(?:batches|groups|chunks|lots) of (?:up to |at most )?(\d+)\b|(?<![\w.])(\d+) at a time\b/g;

const batches: Rule = {
  name: 'order.batches',
  matches: '"in batches of 100", "100 at a time"',
  concludes: 'at most so many subtasks run at once',
  apply(goal, findings) {
    for (const match of goal.matches(BATCHES)) {
      goal.claim(match.index, match.index + match[0].length);
      const size = Number(match[1] ?? match[2]);
      if (!Number.isSafeInteger(size) || size < 1) continue;
      findings.batch = Math.min(size, findings.batch ?? size);
      findings.fire(batches, match[0], `at most ${size} subtasks at once`);
    }
  },
};

const CHECK_WORDS: readonly (readonly [Check, RegExp, string])[] = [
  ['health_checks', /\bhealth[ -]?checks?\b|\bcheck(?:ing)? (?:the )?health\b/g, 'health checks'],
  ['smoke_tests', /\bsmoke[ -]?test(?:s|ing)?\b/g, 'smoke tests'],
  [
    'automatic_rollback',
    /\b(?:auto(?:matic(?:ally)?)?[ -])?(?:roll[ -]?backs?|roll(?:ed|ing)? back|revert(?:ed)? (?:on|if))\b/g,
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
        const wanted = !REFUSAL.test(goal.lower.slice(0, match.index));
        findings.checks[check] = wanted;
        if (!VERBAL.has(check)) goal.claim(match.index, match.index + match[0].length);
        findings.fire(checks, match[0], `${check.replace(/_/g, ' ')}: ${wanted ? 'asked for' : 'left out'}`);
      }
    }
  },
};

export interface CriticalDescription {
  readonly name: string;
  readonly title: string;
  readonly expression: RegExp;
  readonly examples: string;
}

/** Operations that cannot be undone or that everything hangs on; each is done by one agent with nothing beside it. */
export const CRITICAL_OPERATIONS: readonly CriticalDescription[] = [
  {
    name: 'database_migration',
    title: 'Database Migration',
    expression:
      /\b(?:database|db|schema|data)\s(?:schema )?migrations?\b|\bmigrat(?:e|es|ing) (?:\w+ ){0,4}?(?:databases?|schemas?|tables?|db)\b|\balter(?:ing)? (?:\w+ ){0,3}?(?:tables?|schemas?)\b/g,
    examples: 'database migration, migrate the databases, alter tables',
  },
  {
    name: 'production_switch',
    title: 'Production Switch-Over',
    expression:
      /\bswitch(?:ing)?[ -]?over\b|\bcut(?:ting)?[ -]?over\b|\bfail(?:ing)?[ -]?over (?:to|production)\b|\b(?:switch|swap|flip|shift|redirect)(?:ing)? (?:\w+ ){0,3}?(?:traffic|production|dns)\b|\bgo(?:ing)? live\b|\bblue[-/ ]green (?:switch|swap)\b/g,
    examples: 'switch over production, cut-over, flip DNS, shift traffic, go live',
  },
  {
    name: 'data_deletion',
    title: 'Deletion of Data',
    expression:
      /\b(?:delet(?:e|es|ing|ion of)|drop(?:ping)?|purg(?:e|ing)|truncat(?:e|ing)|wip(?:e|ing)|eras(?:e|ing)|destroy(?:ing)?) (?!(?:[\w-]+ ){0,3}?(?:temp|temporary|tmp|cache|cached|duplicate|obsolete|unused|stale|log|logs|build)\b)(?:[\w-]+ ){0,4}?(?:data|databases?|tables?|records?|rows?|users?|accounts?|customers?|backups?|volumes?|buckets?|snapshots?|datasets?|profiles?)\b/g,
    examples:
      'delete, drop, purge, truncate or wipe data, tables, records, users, backups, volumes (not temporary or duplicate ones)',
  },
  {
    name: 'credential_rotation',
    title: 'Credential Rotation',
    expression:
      /\b(?:rotat(?:e|ing)|revok(?:e|ing)|renew(?:ing)?) (?:\w+ ){0,4}?(?:keys?|secrets?|credentials?|certificates?|passwords?|tokens?)\b/g,
    examples: 'rotate keys, revoke credentials, renew certificates',
  },
  {
    name: 'history_rewrite',
    title: 'History Rewrite',
    expression:
      /\bforce[ -]push\w*\b|\brewrit(?:e|ing) (?:\w+ ){0,2}?history\b|\bsquash (?:\w+ ){0,2}?history\b/g,
    examples: 'force push, rewrite history',
  },
  {
    name: 'decommissioning',
    title: 'Decommissioning',
    expression:
      /\bdecommission(?:ing)?\b|\bshut(?:ting)? down (?:\w+ ){0,2}?(?:production|cluster|data ?cent(?:er|re)|region)\b/g,
    examples: 'decommission, shut down production',
  },
  {
    name: 'payment',
    title: 'Payment Run',
    expression:
      /\b(?:charg(?:e|ing)|refund(?:ing)?|debit(?:ing)?|pay(?:ing)?) (?:\w+ ){0,4}?(?:customers?|users?|cards?|accounts?|invoices?|orders?)\b/g,
    examples: 'charge customers, refund orders, pay invoices',
  },
];

const critical: Rule = {
  name: 'critical.operation',
  matches: CRITICAL_OPERATIONS.map((operation) => operation.examples).join('; '),
  concludes: 'the operation runs sequentially, by one agent, with nothing beside it',
  apply(goal, findings) {
    for (const description of CRITICAL_OPERATIONS) {
      const { name, title } = description;
      for (const match of goal.matches(description.expression)) {
        if (
          /(?:\b(?:no|not|without|never)|n't)(?: (?:any|a|the|do))?\s$/.test(goal.lower.slice(0, match.index))
        )
          continue;
        if (findings.critical.some((found) => found.name === name)) continue;
        findings.critical.push(criticalOperation(goal, match, name, title));
        findings.fire(critical, match[0], `${title.toLowerCase()} is critical: sequential`);
      }
    }
  },
};

function criticalOperation(goal: Goal, match: RegExpExecArray, name: string, title: string): FoundCritical {
  const end = match.index + match[0].length;
  // A number inside, or just after ("delete data of 300 tenants"), makes the counted work itself critical.
  const inside = goal.numbers.find((number) => number.start >= match.index && number.end <= end);
  const after = /^ (?:on|of|for|in|from|across) (?:all |the |our |every )*(?=\d)/.exec(goal.lower.slice(end));
  const number = inside?.start ?? (after ? end + after[0].length : null);
  return {
    name,
    title,
    evidence: goal.quote(match.index, end),
    start: match.index,
    number: number !== null && goal.isClaimed(number) ? null : number,
  };
}

export const WORD_RULES: readonly Rule[] = [order, sequentialShare, batches, checks, critical];

/** The rule for operations that must not run beside anything else. */
import type { FoundCritical, Goal, Rule } from './goal.ts';

interface CriticalDescription {
  readonly name: string;
  readonly title: string;
  readonly expression: RegExp;
  readonly examples: string;
}

/** Operations that cannot be undone or that everything hangs on; each is done by one agent with nothing beside it. */
const CRITICAL_OPERATIONS: readonly CriticalDescription[] = [
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

const RELATION =
  /\b(?:and |then )*(?:after|once|following|as soon as|before|prior to|ahead of|until|then)(?: the| our| a| each| every)? $/;

export const CRITICAL_RULE: Rule = {
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
        findings.duties.push(match.index + match[0].length - 1);
        findings.fire(CRITICAL_RULE, match[0], `${title.toLowerCase()} is critical: sequential`, {
          start: goal.leadStart(match.index, RELATION),
          end: match.index + match[0].length,
        });
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
    relation: relationOf(goal.lower.slice(0, match.index)),
  };
}

/** What stands before the operation says what waits for what. */
function relationOf(before: string): FoundCritical['relation'] {
  if (/\b(?:after|once|following|as soon as)(?: the| our| a| each| every)? $/.test(before)) return 'before';
  return /\b(?:before|prior to|ahead of|until)(?: the| our| a| each| every)? $/.test(before) ? 'after' : null;
}

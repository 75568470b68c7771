/** Rules that name the pattern, in order of precedence. */
import { type Findings, type FoundVerb, type Goal, spanOf } from './goal.ts';
import { PATTERNS } from './patterns.ts';
import type { PatternName, RuleDescription } from './types.ts';

/** Counts above this make a massive parallel operation. */
const MASSIVE = 1000;
/** Subtasks below this many minutes are micro-operations. */
const MICRO_MINUTES = 0.5;

interface PatternRule extends RuleDescription {
  readonly pattern: PatternName;
  readonly title: string;
  /** Words of the text that the rule rests on, beside verbs and counts. */
  readonly words?: RegExp;
  /** The evidence, or null. */
  match(goal: Goal, findings: Findings): string | null;
}

const BUG =
  /\b(?<!lint |linting |spelling |formatting |style |type )(?:bugs?|defects?|crash(?:es)?|regressions?|memory leaks?|race conditions?|deadlocks?|stack ?overflows?|null pointers?)\b|\b(?:issue|error|problem|failure)s? (?:where|when|that|in|with)\b|\b(?:can't|cannot) log ?in\b/;
const REPOSITORY = /\b(?:repo|repository|codebase|code base|monorepo|source tree)\b(?!s)/;
const REPOSITORY_WORDS = new RegExp(`${REPOSITORY.source}|\\b(?:navigability|housekeeping|clean-?up)\\b`);
const MASSIVE_WORDS =
  /\b(?:all (?:the |our )?(?:\w+ )?(?:servers|instances|hosts|machines|nodes|devices)|entire (?:cluster|fleet)|whole (?:cluster|fleet)|every (?:instance|server|node|host|machine|device))\b/;
const MICRO_WORDS = /\bmicro-?\s?(?:tasks?|operations?|ops|jobs?)\b|\btiny (?:tasks|operations|jobs)\b/;

function verb(findings: Findings, ...kinds: FoundVerb['kind'][]): FoundVerb | undefined {
  return findings.verbs.find((found) => kinds.includes(found.kind) && !found.negated);
}

function largest(findings: Findings): number {
  return Math.max(0, ...findings.counts.map((count) => count.count));
}

function dependent(findings: Findings): boolean {
  return (
    findings.dependencies.some(({ level }) => level === 'strict' || level === 'deep') ||
    findings.sequentialSubtasks !== null
  );
}

function critical(findings: Findings, start: number): boolean {
  return findings.critical.some((operation) => operation.number === start);
}

function independent(findings: Findings): boolean {
  return findings.dependencies.some(({ level }) => level === 'none');
}

function things(findings: Findings, kind: string): string | null {
  const counted = findings.counts.find((count) => count.kind === kind && count.role !== 'means');
  return counted?.evidence ?? findings.uncounted.find((one) => one.kind === kind)?.evidence ?? null;
}

/** In order of precedence: the first that matches names the pattern. */
export const PATTERN_RULES: readonly PatternRule[] = [
  {
    name: 'pattern.bug_fix',
    matches: 'fix, debug, resolve and the like, with a bug, crash, regression, or "issue where ..."',
    concludes: 'bug fix',
    pattern: 'bug_fix',
    title: PATTERNS.bug_fix.title,
    words: BUG,
    match(goal, findings) {
      const repair =
        verb(findings, 'repair') ??
        findings.verbs.find((found) => /^(?:debug|investigate)$/.test(found.root));
      const bug = BUG.exec(goal.lower);
      return repair && bug ? `${repair.root} … ${bug[0]}` : null;
    },
  },
  {
    name: 'pattern.repository_maintenance',
    matches: 'clean up, tidy, reorganise, navigability or housekeeping, of one repository',
    concludes: 'repository maintenance',
    pattern: 'repository_maintenance',
    title: PATTERNS.repository_maintenance.title,
    words: REPOSITORY_WORDS,
    match(goal, findings) {
      const repository = REPOSITORY.exec(goal.lower);
      const maintain =
        verb(findings, 'maintain')?.root ??
        /\b(?:navigability|housekeeping|clean-?up)\b/.exec(goal.lower)?.[0];
      return repository && maintain ? `${maintain} … ${repository[0]}` : null;
    },
  },
  {
    name: 'pattern.high_dependency.verb',
    matches: 'refactor, rewrite, redesign, debug, unless the parts are called independent',
    concludes: 'high-dependency task',
    pattern: 'high_dependency',
    title: PATTERNS.high_dependency.title,
    match(_goal, findings) {
      const main = findings.verbs.find((found) => !found.negated);
      return main?.kind === 'restructure' && !independent(findings) && !findings.hub ? main.root : null;
    },
  },
  {
    name: 'pattern.file_processing',
    matches: 'any verb of work with files, images, documents and the like',
    concludes: 'file processing',
    pattern: 'file_processing',
    title: PATTERNS.file_processing.title,
    match(_goal, findings) {
      if (findings.counts.some((count) => count.role === 'object' && count.kind !== 'file')) return null;
      const deploy = findings.verbs[0]?.kind === 'deploy' || dependent(findings);
      return deploy ? null : things(findings, 'file');
    },
  },
  {
    name: 'pattern.micro_operations',
    matches: 'at least 1,000 subtasks of less than 30 seconds each, or "micro-operations"',
    concludes: 'micro-operations',
    pattern: 'micro_operations',
    title: PATTERNS.micro_operations.title,
    words: MICRO_WORDS,
    match(goal, findings) {
      const words = MICRO_WORDS.exec(goal.lower);
      if (words) return words[0];
      const [duration] = findings.durations;
      return duration && duration.value < MICRO_MINUTES && largest(findings) >= MASSIVE
        ? duration.evidence
        : null;
    },
  },
  {
    name: 'pattern.massive_parallel',
    matches:
      'more than 1,000 subtasks, or "all servers", "entire cluster", "every instance"; nothing sequential',
    concludes: 'massive parallel operation',
    pattern: 'massive_parallel',
    title: PATTERNS.massive_parallel.title,
    words: MASSIVE_WORDS,
    match(goal, findings) {
      if (dependent(findings)) return null;
      const most = findings.counts.find(
        (count) => count.count > MASSIVE && count.role !== 'means' && !critical(findings, count.start),
      );
      return (
        most?.evidence ??
        (findings.counts.length === 0 ? (MASSIVE_WORDS.exec(goal.lower)?.[0] ?? null) : null)
      );
    },
  },
  {
    name: 'pattern.deployment',
    matches: 'deploy, roll out, install, upgrade, restart and the like',
    concludes: 'deployment',
    pattern: 'deployment',
    title: PATTERNS.deployment.title,
    match: (_goal, findings) => verb(findings, 'deploy')?.root ?? null,
  },
  {
    name: 'pattern.high_dependency.words',
    matches: 'words of deep or strict dependency, or "15 are sequential"',
    concludes: 'high-dependency task',
    pattern: 'high_dependency',
    title: PATTERNS.high_dependency.title,
    match(_goal, findings) {
      if (!dependent(findings)) return null;
      return findings.dependencies[0]?.evidence ?? `${findings.sequentialSubtasks} are sequential`;
    },
  },
  {
    name: 'pattern.general',
    matches: 'a verb of work and something counted, where no other pattern fits',
    concludes: 'independent tasks',
    pattern: 'general',
    title: PATTERNS.general.title,
    match(_goal, findings) {
      const [counted] = findings.counts;
      return counted?.evidence ?? findings.uncounted[0]?.evidence ?? findings.verbs[0]?.root ?? null;
    },
  },
];

/** Fires every pattern rule that matches; the first names the pattern. */
export function detectPattern(goal: Goal, findings: Findings): PatternRule | null {
  const matched = PATTERN_RULES.map((rule) => ({ rule, evidence: rule.match(goal, findings) })).filter(
    ({ evidence }) => evidence !== null,
  );
  matched.forEach(({ rule, evidence }, i) => {
    const conclusion =
      i === 0
        ? `pattern: ${rule.concludes}`
        : `${rule.concludes}, but ${matched[0].rule.concludes} comes first`;
    const words = i === 0 && rule.words ? [...goal.lower.matchAll(new RegExp(rule.words, 'g'))] : [];
    findings.fire(rule, evidence!, conclusion, ...words.map((match) => spanOf(match)));
  });
  return matched[0]?.rule ?? null;
}

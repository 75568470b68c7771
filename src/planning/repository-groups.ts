/**
 * The groups of work in a repository, with the counts of Intelligent Dynamic Parallel Orchestration, scenario 3 (85 files), by which other totals are
 * apportioned.
 */
export interface RepositoryGroup {
  readonly name: string;
  readonly wave: 'files' | 'quality' | 'documentation';
  readonly tasks: number;
  /** Agents out of 50. */
  readonly agents: number;
  readonly minutesPerTask: number;
  /** Recognises a stated count: "remove 20 duplicates". */
  readonly words: RegExp;
}

/** Minutes per task follow from the scenario's wave durations: two rounds of 2 min on 20 duplicates with 10 agents, and so on. */
export const REPOSITORY_GROUPS: readonly RepositoryGroup[] = [
  {
    name: 'Remove duplicates',
    wave: 'files',
    tasks: 20,
    agents: 10,
    minutesPerTask: 2,
    words: /\bduplicates?\b/,
  },
  {
    name: 'Move/consolidate docs',
    wave: 'files',
    tasks: 15,
    agents: 10,
    minutesPerTask: 2,
    words: /\b(?:docs?|documentation|documents?)\b/,
  },
  {
    name: 'Update dependencies',
    wave: 'files',
    tasks: 10,
    agents: 10,
    minutesPerTask: 4,
    words: /\b(?:dependency|dependencies|packages?)\b/,
  },
  {
    name: 'Fix linting errors',
    wave: 'quality',
    tasks: 25,
    agents: 15,
    minutesPerTask: 3,
    words: /\b(?:lint\w*|errors?|warnings?)\b/,
  },
  {
    name: 'Refactor code',
    wave: 'quality',
    tasks: 10,
    agents: 10,
    minutesPerTask: 6,
    words: /\b(?:modules?|functions?|class(?:es)?|code)\b/,
  },
  {
    name: 'Update READMEs',
    wave: 'documentation',
    tasks: 5,
    agents: 5,
    minutesPerTask: 5,
    words: /\breadmes?\b/,
  },
];

/** Stated counts by group, 0 where nothing is stated; null when no count belongs to a group. */
export function statedGroups(
  counts: readonly { readonly units: string; readonly count: number }[],
): number[] | null {
  const tasks = REPOSITORY_GROUPS.map(() => 0);
  for (const count of counts) {
    const index = REPOSITORY_GROUPS.findIndex((group) => group.words.test(count.units));
    if (index < 0) return null;
    tasks[index] += count.count;
  }
  return tasks.some((count) => count > 0) ? tasks : null;
}

/** What a run reports of sprints. */
import type { MetricLine } from './metric-description.ts';

export const SPRINT_SCALARS: readonly MetricLine[] = [
  ['sprint.count', 'count', 'sprints that have ended'],
  ['sprint.shipped', 'count', 'items of the backlog that passed their test and were shipped'],
  ['sprint.abandoned', 'count', 'items given up after their last attempt'],
  [
    'sprint.velocity.mean',
    'per_second',
    'items that passed the test by the time of the sprint, mean over sprints',
  ],
  ['sprint.quality', 'ratio', 'results free of defects of all that were tested'],
  [
    'sprint.coverage',
    'ratio',
    'features of which every item has been shipped, at the end of the last sprint',
  ],
  ['sprint.efficiency', 'ratio', 'agents at work of those allocated, in execute phases, mean over sprints'],
  ['sprint.learning', 'count', 'kinds of work whose rate of defects became known'],
];

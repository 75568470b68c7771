/** What a run follows over virtual time and a condition may read a window of. */
import type { Microseconds } from '../engine/types.ts';
import type { MetricUnit } from './metric-description.ts';

/** What a scenario must have: agents that are spawned, or that are judged by how their attempts end. */
export type SeriesNeed = 'spawning' | 'ejection';

export interface SeriesDescription {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly description: string;
  /** Levels have a value at each moment; events are counted. */
  readonly kind: 'level' | 'events';
  /** Whether it stays as it is once all work has ended. */
  readonly rests: boolean;
  readonly needs?: SeriesNeed;
}

/** Hears of every change of a series, in the order of time. */
export interface SeriesListener {
  /** From `at` on the level is `value`. */
  set(at: Microseconds, value: number): void;
  /** `n` events at `at`. */
  count(at: Microseconds, n: number): void;
}

const level = (name: string, description: string, rests: boolean): SeriesDescription => ({
  ...{ name, unit: 'count', description, kind: 'level', rests },
});
const events = (name: string, description: string, rests: boolean): SeriesDescription => ({
  ...{ name, unit: 'count', description, kind: 'events', rests },
});

/** Those of the timeline, by the names of its columns, and the two from which metrics of the whole run are made. */
export const SERIES: readonly SeriesDescription[] = [
  level(
    'queue.depth',
    'tasks submitted and not being executed: they wait, or messages about them are on the way',
    true,
  ),
  level('tasks.in_system', 'tasks submitted and not ended', true),
  level('tasks.waiting', 'tasks at coordinators, or on the way to agents or with their results back', true),
  level('tasks.queued', 'tasks that wait at agents', true),
  level('tasks.running', 'executions under way', true),
  level('agents.idle', 'agents without work', false),
  level('agents.busy', 'agents at work', false),
  level('agents.paused', 'agents that are paused', false),
  level('agents.failed', 'agents that are down', false),
  level('agents.absent', 'agents that are not there', false),
  level('agents.hibernated', 'agents that hibernate', false),
  { ...level('agents.memory', 'memory of the agents', false), unit: 'bytes', needs: 'spawning' },
  level('agents.suspected', 'agents that a coordinator suspects', false),
  {
    ...level('agents.ejected', 'agents given no new tasks because of how attempts there ended', false),
    needs: 'ejection',
  },
  events('tasks.submitted', 'submissions of tasks', true),
  events('tasks.completed', 'completions of tasks', true),
  events('tasks.failed', 'tasks given up', true),
  events('tasks.retried', 'further attempts', true),
  events('heartbeats.processed', 'heartbeats handled by coordinators', false),
  events('messages.processed', 'other messages handled by coordinators', false),
];

const WINDOW = /^(min|mean|max|last|count) (\S+) between /;

/** The series and statistic of a window's figure, by its name; undefined for other names. */
export function windowedSeries(name: string): { series: SeriesDescription; statistic: string } | undefined {
  const match = WINDOW.exec(name);
  const series = match && SERIES.find((one) => one.name === match[2]);
  return series ? { series, statistic: match[1] } : undefined;
}

/** The columns of every run's timeline. */
import type { TimelineRecorder } from './timeline.ts';

/** In the order of the world's states. */
export const AGENT_STATES = ['idle', 'busy', 'paused', 'failed', 'absent'] as const;

/** Positions of the columns in the timeline. */
export interface Columns {
  readonly agents: readonly number[];
  readonly suspected: number;
  readonly waiting: number;
  readonly queued: number;
  readonly running: number;
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly retried: number;
  readonly heartbeats: number;
  readonly messages: number;
}

/** @param scaled whether agents come and go: only then can any be absent */
export function addColumns(timeline: TimelineRecorder, scaled: boolean): Columns {
  const states = scaled ? AGENT_STATES : AGENT_STATES.slice(0, -1);
  return {
    agents: states.map((state) => timeline.gauge(`agents.${state}`, 'agents')),
    suspected: timeline.gauge('agents.suspected', 'agents'),
    waiting: timeline.gauge('tasks.waiting', 'tasks'),
    queued: timeline.gauge('tasks.queued', 'tasks'),
    running: timeline.gauge('tasks.running', 'tasks'),
    submitted: timeline.counter('tasks.submitted', 'tasks'),
    completed: timeline.counter('tasks.completed', 'tasks'),
    failed: timeline.counter('tasks.failed', 'tasks'),
    retried: timeline.counter('tasks.retried', 'attempts'),
    heartbeats: timeline.counter('heartbeats.processed', 'heartbeats'),
    messages: timeline.counter('messages.processed', 'messages'),
  };
}

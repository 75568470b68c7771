/** The columns of every run's timeline. */
import type { WorldSpec } from '../world/spec/spec.ts';
import { judgesRoutes } from './ejected.ts';
import type { TimelineRecorder } from './timeline.ts';

/** In the order of the world's states. */
export const AGENT_STATES = ['idle', 'busy', 'paused', 'failed', 'absent', 'hibernated'] as const;

/** Positions of the columns in the timeline. */
export interface Columns {
  /** By state; -1 for one that no agent is ever in. */
  readonly agents: readonly number[];
  /** Bytes; -1 where agents are not spawned. */
  readonly memory: number;
  readonly suspected: number;
  /** -1 where nobody is judged by how attempts end. */
  readonly ejected: number;
  readonly waiting: number;
  readonly queued: number;
  readonly running: number;
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  /** -1 where nobody said that tasks may give up. */
  readonly abandoned: number;
  readonly retried: number;
  readonly heartbeats: number;
  readonly messages: number;
}

/** @param abandons whether tasks may give up. Only where agents come and go can any be absent, only where they hibernate any hibernated. */
export function addColumns(timeline: TimelineRecorder, spec: WorldSpec, abandons: boolean): Columns {
  const { scaling, spawning } = spec;
  const unused = [...(scaling || spawning ? [] : ['absent']), ...(spawning?.hibernate ? [] : ['hibernated'])];
  return {
    agents: AGENT_STATES.map((state) =>
      unused.includes(state) ? -1 : timeline.gauge(`agents.${state}`, 'agents'),
    ),
    memory: spawning ? timeline.gauge('agents.memory', 'bytes') : -1,
    suspected: timeline.gauge('agents.suspected', 'agents'),
    ejected: judgesRoutes(spec) ? timeline.gauge('agents.ejected', 'agents') : -1,
    waiting: timeline.gauge('tasks.waiting', 'tasks'),
    queued: timeline.gauge('tasks.queued', 'tasks'),
    running: timeline.gauge('tasks.running', 'tasks'),
    submitted: timeline.counter('tasks.submitted', 'tasks'),
    completed: timeline.counter('tasks.completed', 'tasks'),
    failed: timeline.counter('tasks.failed', 'tasks'),
    abandoned: abandons ? timeline.counter('tasks.abandoned', 'tasks') : -1,
    retried: timeline.counter('tasks.retried', 'attempts'),
    heartbeats: timeline.counter('heartbeats.processed', 'heartbeats'),
    messages: timeline.counter('messages.processed', 'messages'),
  };
}

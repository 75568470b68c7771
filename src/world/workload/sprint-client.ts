/** The client that hosts the orchestrator of sprints: it owns the backlog and says which results are defective. */

import { randomInteger } from '../../engine/random/draws.ts';
import { createDurationSampler } from '../../engine/variates/duration.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import { toClient } from '../../modules/scheduling/vocabulary.ts';
import { sprintSettings } from '../../modules/sprints/settings.ts';
import { SprintRunner } from '../../modules/sprints/sprint-runner.ts';
import { type BacklogItem, type SprintSettings, SprintSettingsError } from '../../modules/sprints/types.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import { WorldError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { SprintsWorkloadSpec } from '../spec/spec.ts';
import type { Client, ClientContext } from './client.ts';
import type { TaskSource } from './task-source.ts';

const MICROSECONDS = 1e6;
const MINUTE = 60;
/** Expected minutes of an item whose work takes no time: the orchestrator wants efforts above 0. */
const LEAST_EFFORT = 1e-6;

interface Item extends BacklogItem {
  /** Seconds of work at speed 1, of every attempt. */
  readonly demand: number;
}

/** @throws WorldError when the settings do not fit together */
export function sprintsClient(
  spec: SprintsWorkloadSpec,
  number: number,
  host: Host,
  source: TaskSource,
  context: ClientContext,
): Client {
  try {
    return new SprintClient(spec, number, host, source, context);
  } catch (error) {
    if (error instanceof SprintSettingsError) throw new WorldError(`workload ${spec.name}`, error.message);
    throw error;
  }
}

class SprintClient implements Client {
  /** Unknown: defects come back as further tasks, and what does not fit stays undone. */
  readonly total = null;
  exhausted = false;
  readonly #runner: SprintRunner;
  readonly #table: MessageTable;
  readonly #root: number;

  constructor(
    spec: SprintsWorkloadSpec,
    number: number,
    host: Host,
    source: TaskSource,
    context: ClientContext,
  ) {
    this.#root = context.root;
    const items = drawItems(spec, context);
    // By item and attempt, so that whatever the order of the work, the same attempts are defective.
    const coins = context.streams.entities(`defects ${spec.name}`);
    const work = {
      create: (item: number) => source.createItem(items[item].demand, items[item].priority),
      verify: (_task: number, item: number) =>
        coins.at(item, this.#runner.backlog.attempts(item)) >= spec.defects,
    };
    this.#runner = new SprintRunner(host, context.root, items, work, settingsOf(spec, context.agents), {
      phaseStarted() {},
      sprintEnded: (report) => context.observer.sprintEnded(number, report),
      finished: () => {
        this.exhausted = true;
      },
    });
    this.#table = new MessageTable(host.self, this.#runner.receives);
  }

  /** Phases end by the clock. */
  get due(): boolean {
    return !this.exhausted;
  }

  start(): void {
    this.#runner.start();
  }

  onEvent(): void {}

  onFinished(task: number, success: number): void {
    this.#table.hot(toClient.finished.code, this.#root, task, success);
  }

  onTimer(): void {
    this.#runner.onTimer();
  }
}

/** What each item asks for, drawn before anything is scheduled. */
function drawItems(
  { name, items, features, kinds, task }: SprintsWorkloadSpec,
  context: ClientContext,
): Item[] {
  const draw = context.streams.stream('sprint items', name);
  const service = createDurationSampler(task.service);
  const priority = createSampler(task.priority);
  return Array.from({ length: items }, () => {
    const demand = service.next(draw) / MICROSECONDS;
    return {
      demand,
      effort: Math.max(LEAST_EFFORT, demand / MINUTE),
      priority: Math.max(1, Math.min(10, Math.round(priority.sample(draw)))),
      feature: randomInteger(draw, features),
      kind: randomInteger(draw, kinds),
    };
  });
}

function settingsOf(spec: SprintsWorkloadSpec, agents: number): SprintSettings {
  const { phases, tasks_per_agent, chunk, refill, max_attempts, limit, tuning } = spec;
  return sprintSettings(spec.agents ?? agents, {
    phases: phases.map(({ duration, ...phase }) => ({ ...phase, minutes: duration / MINUTE })),
    maxAgents: agents,
    tasksPerAgent: tasks_per_agent,
    parallelism: chunk,
    refill,
    maxAttempts: max_attempts,
    maxSprints: limit,
    tuning,
  });
}

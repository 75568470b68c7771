/** A root coordinator with agents, in a few lines, for the orchestrator of sprints. */

import { intake } from '../../../src/modules/scheduling/vocabulary.ts';
import { sprintSettings } from '../../../src/modules/sprints/settings.ts';
import { SprintRunner } from '../../../src/modules/sprints/sprint-runner.ts';
import type { BacklogItem, SprintReport, SprintSettings } from '../../../src/modules/sprints/types.ts';
import { TestPort, tell } from '../port.ts';

export const ROOT = 7;
export const MINUTE = 60_000_000;

export interface SwarmOptions {
  readonly agents: number;
  readonly settings?: Partial<SprintSettings>;
  /** Minutes of work by task and item. */
  readonly service?: (task: number, item: number) => number;
  readonly succeeds?: (task: number, item: number) => boolean;
  readonly passes?: (task: number, item: number) => boolean;
}

export interface Submission {
  readonly at: number;
  readonly task: number;
  readonly item: number;
  /** Phase during which it came, counted over all sprints. */
  readonly phase: number;
  /** Tasks under way, this one among them. */
  readonly underWay: number;
}

export interface Outcome {
  readonly runner: SprintRunner;
  readonly reports: readonly SprintReport[];
  readonly submissions: readonly Submission[];
  /** Time, sprint and phase of every start of a phase. */
  readonly phases: readonly (readonly [number, number, number])[];
  readonly reason: string;
  readonly ended: number;
  /** Items in the order in which their results were examined. */
  readonly verified: readonly number[];
}

/** Runs sprints to their end. Agents take tasks in order of submission, one at a time. */
export function runSprints(items: readonly BacklogItem[], options: SwarmOptions): Outcome {
  const { agents, service = () => 1, succeeds = () => true, passes = () => true } = options;
  const port = new TestPort();
  const itemOf: number[] = [];
  const submissions: Submission[] = [];
  const reports: SprintReport[] = [];
  const phases: [number, number, number][] = [];
  const verified: number[] = [];
  let reason = '';
  let ended = 0;
  const runner = new SprintRunner(
    port,
    ROOT,
    items,
    {
      create: (item) => itemOf.push(item) - 1,
      verify(task, item) {
        verified.push(item);
        return passes(task, item);
      },
    },
    sprintSettings(agents, options.settings),
    {
      phaseStarted: (sprint, phase) => phases.push([port.now(), sprint, phase]),
      sprintEnded: (report) => reports.push(report),
      finished: (why) => {
        reason = why;
      },
    },
  );
  const waiting: number[] = [];
  const running: { task: number; at: number }[] = [];
  const collect = () => {
    for (const { to, kind, words } of port.takeSent()) {
      const [task, wants] = words;
      if (to !== ROOT || kind !== intake.submit || wants !== 1) throw new Error('not a submission');
      waiting.push(task);
      const underWay = waiting.length + running.length;
      submissions.push({ at: port.now(), task, item: itemOf[task], phase: phases.length - 1, underWay });
    }
    while (waiting.length > 0 && running.length < agents) {
      const task = waiting.shift() as number;
      running.push({ task, at: port.now() + Math.round(service(task, itemOf[task]) * MINUTE) });
    }
  };
  runner.start();
  collect();
  while (reason === '') {
    const next = Math.min(port.nextTimer, ...running.map(({ at }) => at));
    if (next === Infinity) throw new Error('nothing will ever happen');
    port.advance(next, () => {
      runner.onTimer();
      collect();
    });
    const due = running.filter(({ at }) => at <= next);
    for (const { task } of due) {
      running.splice(
        running.findIndex((other) => other.task === task),
        1,
      );
      ended++;
      tell(runner, ROOT, 'finished', [task, succeeds(task, itemOf[task]) ? 1 : 0]);
      collect();
    }
  }
  return { runner, reports, submissions, phases, reason, ended, verified };
}

/** Equal items of one feature and kind, changed as given. */
export function backlog(
  count: number,
  change: (item: number) => Partial<BacklogItem> = () => ({}),
): BacklogItem[] {
  return Array.from({ length: count }, (_, i) => ({
    feature: 0,
    kind: 0,
    priority: 5,
    effort: 1,
    ...change(i),
  }));
}

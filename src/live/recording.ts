/**
 * Puts what the processes of a run tell, and what its driver does, in the order of time, and plays it to a recorder, so that a live run
 * is measured by what measures simulated ones. Facts come late by what the channel takes; they are held back for longer than that.
 */
import type { Subscriptions } from '../modules/facts.ts';
import type { SixWords } from '../modules/vocabulary.ts';
import { OUTCOME, type Outcome, type WorldObserver } from '../world/core/observer.ts';
import type { Processes } from '../world/core/processes.ts';
import { noteRecovery } from '../world/core/recovery.ts';
import type { TaskTable } from '../world/core/task-table.ts';
import type { Oracle } from '../world/watch/oracle.ts';
import type { AgentStates } from './agent-states.ts';
import { FACT, FACT_WIDTH } from './control.ts';
import { executionFacts } from './execution-facts.ts';
import { factNumbered } from './protocol.ts';

export interface RecordingContext {
  readonly tasks: TaskTable;
  /** As of what has been played. */
  readonly processes: Processes;
  readonly observer: WorldObserver;
  readonly oracle: Oracle;
  /** Who hears of facts. */
  readonly facts: Subscriptions;
  readonly states: AgentStates;
  /** Whether an agent has the capabilities that a task requires. */
  isCapable(task: number, agent: number): boolean;
}

interface Entry {
  readonly time: number;
  /** Numbers of a fact; null for an action. */
  readonly words: Float64Array | null;
  readonly action: (() => void) | null;
}

export class Recording {
  /** Microseconds of virtual time up to which has been played. */
  now = 0;
  #context: RecordingContext | null = null;
  #entries: Entry[] = [];

  /** Before anything is played. */
  connect(context: RecordingContext): void {
    this.#context = context;
    this.#hearOfAssignments(context);
    this.#hearOfExecutions(context);
  }

  /** Something that the driver does. */
  note(time: number, action: () => void): void {
    this.#entries.push({ time, words: null, action });
  }

  /** Facts of a process, FACT_WIDTH numbers each. */
  add(words: Float64Array): void {
    for (let at = 0; at < words.length; at += FACT_WIDTH)
      this.#entries.push({
        time: words[at + FACT.time],
        words: words.subarray(at, at + FACT_WIDTH),
        action: null,
      });
  }

  /** Plays all up to a time, in order; of one time, in the order in which it came. */
  play(until: number): void {
    const due = this.#entries.filter(({ time }) => time <= until);
    if (due.length === 0) return;
    this.#entries = this.#entries.filter(({ time }) => time > until);
    due.sort((one, other) => one.time - other.time);
    for (const { time, words, action } of due) {
      this.now = Math.max(this.now, time);
      if (words) this.#fact(words);
      action?.();
    }
  }

  #fact(row: Float64Array): void {
    const words = row.subarray(FACT.words, FACT.number) as unknown as SixWords;
    this.#context?.facts.report(factNumbered(row[FACT.fact]), row[FACT.process], ...words);
  }

  #hearOfAssignments({ facts, observer, tasks, states }: RecordingContext): void {
    const { assigned, rejected, queued, delayed } = executionFacts;
    facts.on(assigned, (agent, task) => {
      // Each agent that has it says so; the first counts.
      if (tasks.assignedAt[task] >= 0) return;
      tasks.assignedAt[task] = this.now;
      observer.taskAssigned(task, agent);
    });
    facts.on(rejected, (agent, task) => observer.taskRejected(task, agent));
    facts.on(queued, (agent, change) => states.queued(agent, change));
    facts.on(delayed, (_agent, task) => observer.taskDelayed(task));
  }

  #hearOfExecutions({ facts, observer, states }: RecordingContext): void {
    const { started, ended, suspended, dropped, preempted, cacheAsked } = executionFacts;
    facts.on(started, (agent, task, resumes) => this.#started(task, agent, resumes === 1));
    facts.on(ended, (agent, task, outcome, startedAt) =>
      this.#ended(task, agent, outcome as Outcome, startedAt),
    );
    facts.on(suspended, (agent, task) => {
      states.left(agent, task);
      observer.executionSuspended(task, agent);
    });
    facts.on(dropped, (agent, task) => observer.executionDropped(task, agent));
    facts.on(preempted, (agent, task) => observer.taskPreempted(task, agent));
    facts.on(cacheAsked, (agent, task, hit) => observer.cacheAsked(task, agent, hit === 1));
  }

  #started(task: number, agent: number, resumes: boolean): void {
    const { observer, oracle, tasks, states, isCapable } = this.#context as RecordingContext;
    // An agent that tells of it was neither down nor stopped.
    oracle.started(task, agent, true, states.freeSlots(agent), isCapable(task, agent));
    if (!resumes) {
      tasks.executions[task]++;
      if (this.now > tasks.patienceEnd(task)) oracle.startedLate(task, agent);
    }
    noteRecovery(tasks, observer, task, this.now);
    states.entered(agent, task);
    if (resumes) observer.executionResumed(task, agent);
    else observer.taskStarted(task, agent);
  }

  #ended(task: number, agent: number, outcome: Outcome, startedAt: number): void {
    const { observer, oracle, tasks, states } = this.#context as RecordingContext;
    if (outcome === OUTCOME.success) {
      oracle.executionSucceeded(task);
      tasks.startedAt[task] = startedAt;
      tasks.executedAt[task] = this.now;
    }
    states.left(agent, task);
    observer.executionEnded(task, agent, outcome);
  }
}

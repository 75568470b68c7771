/** What a dispatcher is told of neighbours that take tasks from it. */
import type { AssignmentMessages } from './assignments.ts';
import type { WorkerTable } from './workers.ts';

/** Who the neighbours are, and which of them gets a task. */
export interface HandoverOptions {
  readonly neighbours: WorkerTable;
  /** How neighbours are told. */
  readonly messages: AssignmentMessages;
  /** How often a task has been handed over before it came here. */
  hopsOf(task: number): number;
  /** The neighbour for a task that has just come and waits for nobody yet, -1: it stays for now. */
  chooseAtOnce(task: number): number;
  /** The neighbour for a task that waits because no worker here can take it, -1: it goes on waiting. */
  choose(task: number): number;
  /** A task is with the neighbour from now on. */
  gave(neighbour: number): void;
  /** The neighbour did not take the task. */
  refused(task: number): void;
  /** Too many wait here: whoever handed the task over is to take it back. False when it came from a client. */
  returned(task: number): boolean;
}

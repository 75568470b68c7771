/** The part of a recorder that counts where tasks go and what they find there. */
import type { WorldObserver } from '../world/observer.ts';
import { type RunCounts, zeroCounts } from './run-counts.ts';

type Placements = Pick<WorldObserver, 'rebalanced' | 'taskMoved' | 'moveRefused' | 'cacheAsked'>;

export abstract class PlacementRecorder implements Placements {
  readonly counts: RunCounts = zeroCounts();

  rebalanced(): void {
    this.counts.rebalances++;
  }

  taskMoved(task: number, worker: number): void {
    this.counts.steals++;
    this.note('task.moved', task, worker);
  }

  moveRefused(task: number, worker: number): void {
    this.counts.stealsRefused++;
    this.note('task.kept', task, worker);
  }

  cacheAsked(_task: number, _agent: number, hit: boolean): void {
    if (hit) this.counts.cacheHits++;
    else this.counts.cacheMisses++;
  }

  /** Writes an event to the log, where one is kept. */
  protected abstract note(event: string, task: number, process: number): void;
}

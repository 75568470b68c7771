/** What a recorder is asked to keep. */
import type { WorldSpec } from '../world/spec.ts';
import type { WindowRequest } from './windows.ts';

export interface RecorderOptions {
  readonly spec: WorldSpec;
  /** Most lines of the event log; 0: no log. */
  readonly logLimit: number;
  /** Most intervals of the timeline. */
  readonly intervals: number;
  /** Durations whose quantiles are to be exact, so that every value is kept: `task.latency`. Default none. */
  readonly exact?: ReadonlySet<string>;
  /** Figures of stretches of time. Default none. */
  readonly windows?: readonly WindowRequest[];
}

/** How agents are created while a run goes, as plain data in base units. */
import type { DistributionSpec } from '../../engine/types.ts';

export interface HibernationSpec {
  /** Seconds for which an agent is idle before it is suspended. > 0. */
  readonly after: number;
  /** Seconds from the first task that comes for a suspended agent until the agent begins it. */
  readonly wake: DistributionSpec;
  /** Bytes that a suspended agent keeps. */
  readonly memory: number;
}

interface SpawningCommon {
  /** Seconds that creating one agent takes, once its turn has come. */
  readonly boot: DistributionSpec;
  /** Most agents there or on the way. null: no limit. */
  readonly max_agents: number | null;
  /** fresh: each wave's agents are created for it and go after it. pool: they are kept. null: agents are created at the start, or as a policy scales. */
  readonly per_wave: 'fresh' | 'pool' | null;
  /** null: idle agents stay awake. */
  readonly hibernate: HibernationSpec | null;
}

interface ParallelSpawning extends SpawningCommon {
  /** Agents of a batch or wave, or spares that a pool keeps. */
  readonly size: number;
  /** Most creations under way at a time. null: no limit. */
  readonly concurrency: number | null;
}

export type SpawningSpec =
  | (SpawningCommon & { readonly mode: 'sequential' })
  /** gap: seconds between the end of a batch and the start of the next. */
  | (ParallelSpawning & { readonly mode: 'batch'; readonly gap: number })
  | (ParallelSpawning & { readonly mode: 'wave' })
  /** take: seconds that an agent takes out of a spare. */
  | (ParallelSpawning & { readonly mode: 'pool'; readonly take: DistributionSpec });

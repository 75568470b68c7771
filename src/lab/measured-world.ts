/** What figures of a run are taken from: a simulated world, or what a live run has left. */
import type { World } from '../world/world.ts';

type Parts = World['parts'];

export interface MeasuredWorld
  extends Pick<
    World,
    'spec' | 'now' | 'progress' | 'tasks' | 'measuredFrom' | 'isMeasuring' | 'lostTasks' | 'part' | 'figures'
  > {
  readonly parts: Pick<Parts, 'tasks' | 'plans' | 'clients' | 'processes' | 'bindsLate'> & {
    readonly agents: {
      readonly table: Pick<Parts['agents']['table'], 'count' | 'slots' | 'speed'>;
      readonly executor: Pick<Parts['agents']['executor'], 'spent' | 'busyTimes' | 'earliestStart'>;
    };
    readonly coordinators: Pick<Parts['coordinators'], 'utilization' | 'mostMessages' | 'heartbeatsHandled'>;
    readonly lifecycle: Pick<Parts['lifecycle'], 'agentCrashes' | 'coordinatorCrashes'>;
    readonly network: Pick<Parts['network'], 'counters' | 'cutSince'> &
      Partial<Pick<Parts['network'], 'heldSince'>>;
    readonly oracle: Pick<Parts['oracle'], 'duplicated' | 'violations'>;
  };
}

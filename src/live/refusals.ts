/** What a scenario asks for that the live host cannot carry. It says so, with the place, rather than run something else. */
import { GROUP_DETECTORS } from '../modules/health/index.ts';
import { estimateMemory } from '../world/feasibility/estimate.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { MOST_RUNNERS, type Placement, placeProcesses } from './placement.ts';
import { planRun } from './run-plan.ts';

export interface Refusal {
  /** In the scenario: `['faults', 0, 'kind']`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** A scenario that the live host cannot carry. */
export class LiveError extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ path, reason }) => `${path.join('.')}: ${reason}`).join('\n'));
    this.name = 'LiveError';
    this.refusals = refusals;
  }
}

/**
 * All reasons against a live run of a scenario; none: it can be run.
 * @param isHandled a user's handler does the work
 */
export function refusals(spec: WorldSpec, isHandled: boolean): Refusal[] {
  const found: Refusal[] = [];
  const refuse = (when: boolean, path: Refusal['path'], reason: string) => {
    if (when) found.push({ path, reason });
  };
  const { coordination, agents } = spec;
  refuse(
    spec.duration === null && !Number.isFinite(estimateMemory(spec).tasks),
    ['duration'],
    'tasks come without end: a live run needs a duration, or a number of tasks',
  );
  refuse(Boolean(spec.scaling), ['scaling'], 'agents that come and go while the run goes are only simulated');
  refuse(
    Boolean(spec.spawning),
    ['spawning'],
    'agents that come and go while the run goes are only simulated',
  );
  refuse(
    Boolean(spec.recovery),
    ['recovery'],
    'a supervisor that restarts and replaces agents is only simulated',
  );
  refuse(
    Boolean(spec.checkpoints),
    ['checkpoints'],
    'what agents save of the tasks under way is only simulated',
  );
  refuse(
    Boolean(coordination.standby),
    ['coordination', 'standby'],
    'pairs of coordinators are only simulated',
  );
  refuse(
    (coordination.adapt ?? []).length > 0,
    ['coordination', 'adapt'],
    'changes of the topology while the run goes are only simulated',
  );
  refuse(
    coordination.inbox_limit !== null,
    ['coordination', 'inbox_limit'],
    'a live coordinator reads messages from connections, which hold back the sender and drop nothing',
  );
  refuse(
    isHandled && Boolean(spec.scheduler.preemption),
    ['scheduler', 'preemption'],
    'a function that does the work cannot be interrupted and go on later: leave preemption out, or the handler',
  );
  refuse(
    GROUP_DETECTORS.get(spec.health.detector) !== undefined,
    ['health', 'detector'],
    'agents that watch each other are only simulated',
  );
  refuseFaults(spec, refuse);
  refuse(
    agents.groups.some(({ count }) => count === 0),
    ['agents', 'count'],
    'a live run needs agents in every group',
  );
  return found;
}

function refuseFaults(
  { faults }: WorldSpec,
  refuse: (when: boolean, path: Refusal['path'], reason: string) => void,
): void {
  for (const [number, fault] of faults.entries()) {
    refuse(
      fault.kind === 'slow' && fault.messages === 'held',
      ['faults', number, 'messages'],
      'messages are held in simulations only',
    );
    refuse(
      fault.kind === 'slow' && fault.target.processes === 'coordinators',
      ['faults', number, 'kind'],
      'a live coordinator is as fast as its machine; only agents can be slowed',
    );
  }
}

/**
 * The same, and what speaks against its operating-system processes.
 * @param share those for the agents that no fault names
 * @throws WorldError when the specification cannot be built
 */
export function allRefusals(spec: WorldSpec, isHandled: boolean, share: number): Refusal[] {
  const found = refusals(spec, isHandled);
  return found.length > 0 ? found : placementRefusals(placeProcesses(planRun(spec, 0), share, 0));
}

/** Reasons against the operating-system processes of a run. */
export function placementRefusals({ runners, kills }: Placement): Refusal[] {
  const count = runners + kills.size;
  if (count <= MOST_RUNNERS) return [];
  return [
    {
      path: ['faults'],
      reason: `the run would need ${count} processes of the operating system (one for each coordinator and for each agent that a fault may stop, and two for each that it may kill), and at most ${MOST_RUNNERS} are started: give faults fixed times, or fewer targets`,
    },
  ];
}

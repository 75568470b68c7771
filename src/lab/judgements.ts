/** What a run says of itself besides its figures: its load, its course, and what a reader must know. */
import type { RunRecord } from '../recording/record.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { derivedTimeouts } from '../world/feasibility/derived-timeouts.ts';
import type { World } from '../world/world.ts';
import { drainingNotes, drainingOf } from './draining.ts';
import { judgeLoad } from './load.ts';
import { runNotes } from './notes.ts';
import type { OpenWork } from './open-work.ts';
import type { RunResult, RunSummary } from './result.ts';
import { tailNotes } from './tail-notes.ts';
import { judgeWarmUp, warmUpNotes } from './warm-up.ts';
import { pathsOf } from './workflow-figures.ts';
import { idleNotes } from './workload-notes.ts';

type Judgements = Pick<
  RunSummary,
  'load' | 'critical_path' | 'roles' | 'timeouts' | 'draining' | 'warm_up' | 'notes'
> &
  Pick<RunResult, 'cautions'>;

export function judgements(
  scenario: Scenario,
  world: World,
  recorder: RunRecorder,
  record: RunRecord,
  open: OpenWork,
): Judgements {
  const path = pathsOf(world, recorder, open.mayFail).ended;
  const draining = drainingOf(world, recorder);
  const { load, settling } = judgeLoad(world, recorder);
  const warmUp = scenario.warmup > 0 ? judgeWarmUp(record.timeline, scenario.warmup, settling) : null;
  const timeouts = derivedTimeouts(world.spec, world.parts);
  const { notes, cautions } = runNotes(scenario, world, recorder, {
    timeouts,
    draining: draining ?? undefined,
  });
  return {
    load,
    ...(path ? { critical_path: path } : {}),
    ...(recorder.roles.list.length > 0 ? { roles: recorder.roles.list } : {}),
    timeouts,
    ...(draining ? { draining } : {}),
    ...(warmUp ? { warm_up: warmUp } : {}),
    notes: [
      ...notes,
      ...idleNotes(world, record.timeline),
      ...drainingNotes(draining, world),
      ...warmUpNotes(warmUp),
      ...tailNotes(scenario),
    ],
    cautions,
  };
}

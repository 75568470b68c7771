/** The answer of one run: figures, judgements, and verdicts on conditions. */
import type { Figure } from '../recording/bounds.ts';
import { overTime } from '../recording/over-time.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { World } from '../world/world.ts';
import { earlyEnd, whyEarly } from './early-end.ts';
import { checkExpectations } from './expectations.ts';
import type { Extension } from './extension/extend.ts';
import { finishedRun, openTaskNotes } from './extension/metric.ts';
import { judgements } from './judgements.ts';
import { measure, parted } from './measure.ts';
import { OpenWork } from './open-work.ts';
import type { RunEnvironment, RunResult } from './result.ts';
import { placement, recordOf } from './run-record.ts';
import { whyUndecided } from './undecided.ts';
import { whatIsUnset } from './unset-keys.ts';
import { VERSION } from './version.ts';
import { WholeRun } from './whole-run.ts';

type Started = Pick<RunEnvironment, 'wall' | 'host' | 'command'> & { readonly started: Date };

/** Everything that a run found out, with the verdicts on what its scenario expects and claims. */
export function runResult(
  scenario: Scenario,
  world: World,
  recorder: RunRecorder,
  extension: Extension | null,
  run: Started,
): RunResult {
  const open = new OpenWork(world, recorder, extension?.decides ?? false);
  const builtIn = measure(world, recorder, open);
  const record = recordOf(world, recorder, open);
  const ofModules = extension?.measure(finishedRun(scenario, world, builtIn, record));
  const own = parted(ofModules?.figures ?? {});
  const metrics = { ...builtIn.metrics, ...own.metrics };
  const bounds = { ...builtIn.bounds, ...own.bounds };
  const simulated = world.now / 1e6;
  const early = earlyEnd(world);
  const whole = early === null ? null : new WholeRun(world, open);
  const isSet = (metric: string, figure: Figure) =>
    figure !== null || whatIsUnset(metric, scenario) === undefined;
  const why = (metric: string, figure: Figure) =>
    early !== null && isSet(metric, figure) && (overTime(metric) !== null || whole?.isOfArrivals(metric))
      ? whyEarly(early, simulated)
      : whyUndecided(metric, figure, scenario, world, open, recorder);
  const known = whole?.figure;
  const { executed } = world.parts.kernel;
  const { notes, cautions, ...judged } = judgements(scenario, world, recorder, record, open);
  return {
    summary: {
      name: scenario.name,
      seed: scenario.seed,
      version: VERSION,
      fingerprint: world.parts.kernel.fingerprint(),
      scenario,
      simulated,
      events: executed,
      ...(early === 'interruption' ? { partial: true as const } : {}),
      ...(early === 'until' ? { until: simulated } : {}),
      ...(extension ? { modules: extension.descriptions } : {}),
      placement: placement(world),
      metrics,
      ...judged,
      bounds,
      expectations: checkExpectations(scenario.expect, { metrics, bounds }, why, known),
      claims: checkExpectations(scenario.claims, { metrics, bounds }, why, known),
      notes: [
        ...(whole?.notes ?? []),
        ...notes,
        ...(ofModules ? openTaskNotes(ofModules, open.tasks.length) : []),
      ],
      run: circumstances(run, { simulated, executed }),
    },
    record,
    cautions,
  };
}

/** How long it took, and where. */
function circumstances(
  { wall, started, host, command }: Started,
  { simulated, executed }: { readonly simulated: number; readonly executed: number },
): RunEnvironment {
  return {
    wall,
    events_per_second: executed / wall,
    speed: simulated / wall,
    started: started.toISOString(),
    host,
    workers: 1,
    command,
    files: [],
  };
}

/** The figures of a live run, by what takes those of simulated ones. */
import { checkExpectations } from '../lab/expectations.ts';
import { type Measured, measure } from '../lab/measure.ts';
import type { MeasuredWorld } from '../lab/measured-world.ts';
import { OpenWork } from '../lab/open-work.ts';
import { recorderOptions } from '../lab/recorder-options.ts';
import type { ExpectationResult } from '../lab/result.ts';
import { WholeRun } from '../lab/whole-run.ts';
import { RunRecorder } from '../recording/run-recorder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { AgentTable } from '../world/agents/agent-table.ts';
import type { WorldView } from '../world/core/observer.ts';
import { faults } from '../world/faults/feature.ts';
import type { Feature } from '../world/feature.ts';
import { Prices } from '../world/plan/pairs.ts';
import { allTaskSpecs } from '../world/plan/task-specs.ts';
import { runLive } from './live-run.ts';
import type { LiveEnd, LiveOptions, LiveRun } from './live-types.ts';

const MICROSECONDS = 1e6;

/** Figures of the model that a real machine does not have, or that nobody measures there. */
const NOT_MEASURED = [
  /^coordination\.latency\./,
  /^heartbeat\.latency\./,
  /^coordinators\.inbox\./,
  /^tasks\.cost/,
];

export interface LiveResult extends Measured {
  readonly expectations: readonly ExpectationResult[];
  readonly end: LiveEnd;
  /** Seconds of virtual time, and real seconds with the start of all processes. */
  readonly simulated: number;
  readonly wall: number;
  readonly speed: number;
  /** Processes of the operating system, the driver included. */
  readonly processes: number;
  /** Seconds of virtual time by which timers were late, on average and at most. */
  readonly lateness: { readonly mean: number; readonly max: number };
  /** What went against the invariants, in words; the first of many. */
  readonly violations: readonly string[];
}

/** Runs a scenario live and measures it. @throws what `runLive` throws */
export async function measureLive(scenario: Scenario, options: LiveOptions): Promise<LiveResult> {
  let recorder: RunRecorder | undefined;
  const watch = (view: WorldView) => {
    recorder = new RunRecorder(view, recorderOptions(scenario, undefined));
    return recorder;
  };
  const run = await runLive(scenario, watch, options);
  const world = measuredWorld(run, options.speed);
  const open = new OpenWork(world, recorder as RunRecorder, false);
  const all = measure(world, recorder as RunRecorder, open);
  const whole = run.end === 'running' ? new WholeRun(world, open) : null;
  // Which of the open tasks a run that was cut would have lost is not known.
  const hidden =
    run.end === 'finished' || run.end === 'stalled' ? NOT_MEASURED : [...NOT_MEASURED, /^tasks\.lost$/];
  const isShown = ([name]: [string, unknown]) => !hidden.some((pattern) => pattern.test(name));
  const measured = {
    metrics: Object.fromEntries(Object.entries(all.metrics).filter(isShown)),
    bounds: Object.fromEntries(Object.entries(all.bounds).filter(isShown)),
  };
  const { counters } = run;
  return {
    ...measured,
    expectations: checkExpectations(
      scenario.expect,
      measured,
      () => ({ reason: 'a live run does not tell' }),
      whole?.figure,
    ),
    end: run.end,
    simulated: run.now / MICROSECONDS,
    wall: run.wall,
    speed: options.speed,
    processes: run.placement.runners,
    lateness: {
      mean: counters.timers > 0 ? counters.lateness / counters.timers / MICROSECONDS : 0,
      max: counters.latest / MICROSECONDS,
    },
    violations: run.observation.oracle.examples,
  };
}

function measuredWorld(run: LiveRun, speed: number): MeasuredWorld {
  const { plan, observation, load, counters, now, end } = run;
  const { spec, plans, tasks, streams, capabilities, processes } = plan;
  const { states, oracle } = observation;
  const prices = new Prices(allTaskSpecs(spec), spec.agents.groups);
  return {
    spec,
    now,
    progress: end,
    tasks: observation.tasks,
    measuredFrom: observation.measuredFrom,
    isMeasuring: observation.isMeasuring,
    lostTasks: () => observation.lostTasks(end),
    // Of the features of a world a live run has its faults alone.
    part: <P extends object>(feature: Feature<P>) =>
      (feature === (faults as object) ? { faults: load.faults } : null) as P | null,
    figures: () => ({}),
    parts: {
      tasks,
      plans,
      clients: load.clients,
      processes: observation.processes,
      bindsLate: plan.registries.algorithms.require(spec.scheduler.algorithm).lateBinding ?? false,
      agents: {
        table: new AgentTable(processes.agents, spec.agents.groups, capabilities.groupMasks, streams),
        executor: {
          spent: prices.spent,
          busyTimes: () => states.busyTimes(),
          earliestStart: (task) => states.earliestStart(task),
        },
      },
      coordinators: {
        utilization: () => utilization(run, now / MICROSECONDS / speed),
        mostMessages: () => 0,
        heartbeatsHandled: counters.heartbeatsHandled,
      },
      lifecycle: observation,
      network: { counters, cutSince: (from, to) => observation.cutSince(from, to) },
      oracle,
    },
  };
}

/** Share of a processor that the processes of coordinators have used. @param seconds real ones, since virtual time began */
function utilization({ plan, placement, cpu }: LiveRun, seconds: number): { mean: number; max: number } {
  const shares = plan.plans.map(({ process }) => (cpu.get(placement.runnerOf[process]) ?? 0) / seconds);
  return {
    mean: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    max: Math.max(...shares),
  };
}

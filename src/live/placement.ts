/**
 * Which processes share an operating-system process. Agents share some; each coordinator has its own, and so has whatever a fault
 * kills or stops, together with what all the same occurrences of faults hit.
 */
import { Streams } from '../engine/random/streams.ts';
import type { Processes } from '../world/core/processes.ts';
import type { Condition, FaultTargets } from '../world/faults/kind.ts';
import { type FaultSpec, kindOf } from '../world/faults/kinds/index.ts';
import type { Selection } from '../world/faults/selection.ts';
import { type RunPlan, selectionOf } from './run-plan.ts';

/** Most operating-system processes of a run. */
export const MOST_RUNNERS = 64;

/** What faults do to a process. */
interface Mark {
  /** The occurrences that kill or stop it; empty for none. */
  text: string;
  /** How often it is killed at most. */
  kills: number;
}

export interface Placement {
  /** By process: the number of its operating-system process. Clients are with the driver, which is 0. */
  readonly runnerOf: Int32Array;
  /** How many there are, the driver included. */
  readonly runners: number;
  /** Those that faults may kill, and how often at most: their next life is made ready in advance. */
  readonly kills: ReadonlyMap<number, number>;
}

/** @param share operating-system processes for the agents that no fault names */
export function placeProcesses(plan: RunPlan, share: number, replication: number): Placement {
  const { processes } = plan;
  const marks = marksOf(plan, replication);
  const runnerOf = new Int32Array(processes.count);
  const runnerOfMark = new Map<string, number>();
  let runners = 1;
  const together = (key: string): number => {
    const known = runnerOfMark.get(key);
    if (known !== undefined) return known;
    runnerOfMark.set(key, runners);
    return runners++;
  };
  for (let place = 0; place < processes.coordinators; place++) {
    const process = processes.agents + place;
    runnerOf[process] = together(`coordinator ${process}`);
  }
  let turn = 0;
  for (let agent = 0; agent < processes.agents; agent++) {
    const mark = marks[agent].text;
    runnerOf[agent] = together(mark === '' ? `agents ${turn++ % share}` : `hit by ${mark}`);
  }
  const kills = new Map<number, number>();
  for (const [process, runner] of runnerOf.entries())
    if (runner > 0 && marks[process].kills > 0) kills.set(runner, marks[process].kills);
  return { runnerOf, runners, kills };
}

/**
 * Whom an operating-system process dials: those of agents dial coordinators', and these those before them and the driver.
 * @param runnerOf by process: the number of its operating-system process
 */
export function dialled(
  { agents, coordinators }: Pick<Processes, 'agents' | 'coordinators'>,
  runnerOf: Int32Array,
  runner: number,
): number[] {
  const servers = [...new Set(runnerOf.subarray(agents, agents + coordinators))];
  const lower = servers.filter((other) => other < runner);
  return servers.includes(runner) ? [0, ...lower] : lower;
}

/** By process. */
function marksOf(plan: RunPlan, replication: number): Mark[] {
  const { spec, processes } = plan;
  const marks = Array.from({ length: processes.count }, (): Mark => ({ text: '', kills: 0 }));
  const places = selectionOf(plan);
  // Streams of its own: the faults of the run draw the same again.
  const streams = new Streams(spec.seed, replication);
  for (const [number, fault] of spec.faults.entries())
    for (const [occurrence, hits] of occurrences(fault, places, streams).entries())
      for (const { process, kills } of hits) {
        marks[process].text += `${number}.${occurrence} `;
        if (kills) marks[process].kills += 'times' in fault.schedule ? 1 : Infinity;
      }
  return marks;
}

interface Hit {
  readonly process: number;
  /** False: it is stopped. */
  readonly kills: boolean;
}

/** Whom each occurrence of a fault kills or stops. Where occurrences cannot be told in advance, each of those it may hit on its own. */
function occurrences(fault: FaultSpec, places: Selection, streams: Streams): Hit[][] {
  const { schedule } = fault;
  const kind = kindOf(fault);
  const selector = kind.selector?.(fault) ?? null;
  const condition = kind.condition?.(fault).condition;
  if (!('times' in schedule) && selector !== null && condition !== undefined)
    return [...places.candidates(selector)].flatMap((process) =>
      condition === 'slow' ? [] : [[{ process, kills: condition === 'crash' }]],
    );
  const choice = streams.stream('fault target', fault.name);
  return Array.from({ length: 'times' in schedule ? schedule.times.length : 1 }, () => {
    const hits: Hit[] = [];
    const hit = (what: Condition, process: number) => {
      if (what !== 'slow') hits.push({ process, kills: what === 'crash' });
    };
    kind.effect(fault, choice, places, { ...NO_TARGETS, hit }).begin();
    return hits;
  });
}

/** An effect on the network needs no process of its own. */
const NO_TARGETS: Omit<FaultTargets, 'hit'> = { cut() {}, heal() {}, isActive: () => false, disturb() {} };

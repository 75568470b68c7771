/**
 * What the driver of a run and its operating-system processes tell each other over the channel that is there from their start. The
 * channel closes when either ends, so that neither outlives the other unnoticed.
 */
import type { ModuleBundle } from '../lab/module-file.ts';
import type { Cut } from '../world/network/cut.ts';
import type { LinkFault } from '../world/network/link-fault.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { CourierCounters } from './courier.ts';

/** What an operating-system process is to be. */
export interface RunnerOrder {
  /** Its number; 0 is the driver. */
  readonly runner: number;
  /** How often it has been started before. */
  readonly life: number;
  readonly spec: WorldSpec;
  readonly replication: number;
  readonly speed: number;
  /** By process of the run, the operating-system process that hosts it. */
  readonly runnerOf: Int32Array;
  readonly secret: string;
  /** Folder for durable storage. */
  readonly folder: string;
  /** False: nothing is ever written to the disk, though it is said to be; for tests of what a sync is good for. */
  readonly syncs: boolean;
  /** A user's handler; null: executions are waited for. */
  readonly handler: ModuleBundle | null;
}

export type ToRunner =
  | { readonly kind: 'prepare'; readonly order: RunnerOrder }
  /** Open what is durable, listen, and say where. */
  | { readonly kind: 'open' }
  /** Where others listen that are to be dialled from here. */
  | { readonly kind: 'peers'; readonly ports: readonly (readonly [runner: number, port: number])[] }
  /** Virtual time is 0 at this reading of the monotonic clock, in nanoseconds; the modules begin. */
  | { readonly kind: 'start'; readonly origin: bigint }
  | { readonly kind: 'network'; readonly cuts: readonly Cut[]; readonly active: readonly LinkFault[] }
  | {
      readonly kind: 'slow';
      readonly process: number;
      readonly factor: number;
      readonly begin: boolean;
    }
  /** Executions stand still; the process will be stopped as soon as it has said so. */
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume' }
  /** Facts of a process up to this number have been noted. */
  | { readonly kind: 'noted'; readonly process: number; readonly number: number }
  | { readonly kind: 'stop' };

export type FromRunner =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'connected'; readonly runner: number }
  /** Facts in order, FACT_WIDTH numbers each. */
  | { readonly kind: 'facts'; readonly words: Float64Array }
  | { readonly kind: 'suspended'; readonly at: number }
  /** Now and then, so that what a kill ends is counted too. */
  | { readonly kind: 'counters'; readonly counters: RunnerCounters }
  | { readonly kind: 'stopped' }
  /** `isInput`: what it was given is wrong, and it has not begun. */
  | { readonly kind: 'failed'; readonly message: string; readonly isInput?: boolean };

export interface RunnerCounters extends CourierCounters {
  heartbeatsSent: number;
  heartbeatsHandled: number;
  /** Seconds of processor time that the process has used since virtual time began. */
  cpu: number;
  /** Virtual microseconds by which timers were late, in all, at most, and how many timers. */
  lateness: number;
  latest: number;
  timers: number;
}

/** Facts are rows of numbers. */
export const FACT_WIDTH = 10;
/** Places in such a row. */
export const FACT = {
  /** Microseconds of virtual time. */
  time: 0,
  /** The process that reports; of facts about executions, the agent. */
  process: 1,
  /** Which fact, by its number on connections. */
  fact: 2,
  /** The first of six words; 0 where the fact has no such word. */
  words: 3,
  /** Number of a fact that is told again until it is noted; 0: it is not. Numbers of one process grow. */
  number: 9,
} as const;

/** Most words of a fact. */
const FACT_WORDS = 6;

/** The row of a fact. @param fact its number on connections @param words up to six */
export function factRow(
  time: number,
  process: number,
  fact: number,
  words: readonly number[],
  number: number,
): number[] {
  const row = [time, process, fact, ...words];
  while (row.length < FACT.words + FACT_WORDS) row.push(0);
  row.push(number);
  return row;
}

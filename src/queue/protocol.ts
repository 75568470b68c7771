/**
 * What commands and workers say to each other, as data of BullMQ jobs. Everything of one experiment lies in queues of its own:
 *
 *   experiments   one job for each experiment, which tells workers that it is there
 *   ID-runs       batches of replications that wait for a worker, or are with one
 *   ID-results    what workers have done, until the command has it
 *   ID-contents   scenarios, data and modules by hash; never processed, only read
 *   ID-workers    who works on it, or refuses to and why; never processed, only read
 */
import type { RunRow } from '../lab/experiment/types.ts';
import type { ContentHash, PackedText } from './contents.ts';

/** Other numbers mean other messages: workers refuse what they do not know. */
export const PROTOCOL = 2;

export const EXPERIMENTS = 'swarmlab-experiments';
/** Experiments that somebody has dropped whose commands live: they are to end, and not to believe that a server has lost them. */
export const DROPPED = 'swarmlab-dropped';

/** The queues of an experiment. */
export const queuesOf = (id: string) => ({
  runs: `swarmlab-${id}-runs`,
  results: `swarmlab-${id}-results`,
  contents: `swarmlab-${id}-contents`,
  workers: `swarmlab-${id}-workers`,
});

/** By which BullMQ knows a batch and what came of it. */
export const batchId = (token: string): string => `b-${token}`;
export const resultId = (token: string): string => `r-${token}`;

/** Milliseconds between two signs of life of commands and workers, and after which one that gives none counts as gone. */
export const BEAT = 2_000;
export const SILENCE = 20_000;

/** An experiment, as workers see it. */
export interface Manifest {
  readonly protocol: number;
  readonly version: string;
  readonly name: string;
  /** Machine and process of the command. */
  readonly command: string;
  /** Milliseconds since 1970, by the clock of the command. */
  readonly started: number;
  /** Grows while the command lives. */
  readonly beat: number;
  readonly done: number;
  readonly total: number;
  /** Of the user's modules that its runs need, a list of `ModuleBundle`; null without any. */
  readonly modules: { readonly hash: ContentHash; readonly files: readonly string[] } | null;
  /** Every run is to be done twice and compared with itself. */
  readonly twice: boolean;
}

/** Replications of one scenario. */
export interface BatchPart {
  readonly scenario: ContentHash;
  readonly replications: readonly number[];
}

/** What one worker does at a time. */
export interface Batch {
  /** Of this handing out: a completion has to repeat it. */
  readonly token: string;
  readonly exact: readonly string[];
  /** Rows also tell what became of each condition. */
  readonly whole: boolean;
  readonly parts: readonly BatchPart[];
}

export type RunOutcome = { readonly scenario: ContentHash; readonly replication: number } & (
  | { readonly row: RunRow; readonly seconds: number }
  /** `crash`: what ran it went down; `defect`: it would fail again; `input`: the scenario cannot be run. */
  | { readonly problem: 'crash' | 'defect' | 'input'; readonly reason: string }
);

/** A batch that a worker has done. The outcomes are packed. */
export interface Completion extends PackedText {
  readonly token: string;
  readonly worker: string;
}

/** A worker, as commands see it. */
export interface Presence {
  /** Machine and process. */
  readonly worker: string;
  /** Runs at a time. */
  readonly slots: number;
  readonly version: string;
  /** Why it does not work on this experiment; null when it does. */
  readonly refusal: string | null;
  /** Grows while the worker lives. */
  readonly beat: number;
  readonly done: number;
}

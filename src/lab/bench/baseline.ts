/**
 * Baselines: what each scenario measured when somebody accepted it, committed with the code that measured it.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../files/make-folder.ts';
import { replaceFile } from '../../files/whole-file.ts';
import type { Figure } from '../../recording/bounds.ts';
import { visibleJson } from '../../scenario/visible.ts';
import { BenchError } from './bench-error.ts';
import type { Gate } from './gates.ts';

/** Of the files that this version writes and reads. */
export const BASELINE_FORMAT = 1;

/** One replication. */
export interface BaselineRun {
  readonly fingerprint: string;
  /** In the order of the gates; null: not measured. */
  readonly values: readonly (Figure | null)[];
}

export interface Acceptance {
  readonly because: string;
  /** Last day on which the baseline holds, as YYYY-MM-DD; null: it holds until it is replaced. */
  readonly until: string | null;
}

export interface Baseline {
  /** Path as it was given, by which the same command finds the scenario again. */
  readonly scenario: string;
  readonly set: readonly string[];
  readonly seed: string;
  /** Version that measured it. */
  readonly version: string;
  /** Of the scenario's files, and what was set. */
  readonly source: string;
  readonly accepted: Acceptance;
  readonly gates: readonly Gate[];
  /** Runs of the first stage; those that follow are the fresh ones that confirm a finding. */
  readonly replications: number;
  /** By replication, from 0. */
  readonly runs: readonly BaselineRun[];
}

const figure = z.union([
  z.number(),
  z.null(),
  z.object({ lower: z.number(), upper: z.number().nullable(), or_none: z.literal(true).optional() }),
]);

const shape = z
  .object({
    scenario: z.string().min(1),
    set: z.array(z.string()),
    seed: z.string(),
    version: z.string(),
    source: z.string(),
    accepted: z.object({
      because: z.string().min(1),
      until: z.iso.date().nullable(),
    }),
    gates: z
      .array(z.object({ metric: z.string(), better: z.enum(['lower', 'higher']), margin: z.string() }))
      .min(1),
    replications: z.number().int().min(1),
    runs: z.array(z.object({ fingerprint: z.string(), values: z.array(figure) })),
  })
  .refine(({ gates, runs }) => runs.every(({ values }) => values.length === gates.length), {
    path: ['runs'],
    message: 'every run has one value for each gate',
  })
  .refine(({ replications, runs }) => runs.length >= replications, {
    path: ['runs'],
    message: 'there are fewer runs than replications',
  });

/** A baseline on disk, or why it cannot be used. */
export type FoundBaseline =
  | { readonly kind: 'none' }
  /** Of another format: it has to be accepted anew. */
  | { readonly kind: 'format'; readonly found: unknown }
  | { readonly kind: 'found'; readonly baseline: Baseline };

/** `scenarios/validation/mm1.yaml` and `small.yaml` become `validation-mm1` and `small`. */
export function baselineName(file: string): string {
  const path = file.replace(/^(\.\/)?(scenarios\/)?/, '').replace(/\.[^./]*$/, '');
  return path.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '') || 'scenario';
}

export function baselineFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

/** @throws BenchError where the file is no baseline */
export async function readBaseline(file: string): Promise<FoundBaseline> {
  const content = await readJson(file);
  if (content === undefined) return { kind: 'none' };
  const { format } = (content ?? {}) as { format?: unknown };
  if (typeof content === 'object' && format !== BASELINE_FORMAT) return { kind: 'format', found: format };
  const read = shape.safeParse(content);
  if (!read.success) throw new BenchError(`${file}: ${shapeProblem(read.error)}`);
  return { kind: 'found', baseline: read.data };
}

/** What a file of JSON holds; undefined where there is none. @throws BenchError where it is not JSON */
export async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BenchError(`${file}: expected JSON, ${(error as Error).message}`);
  }
}

/** The first thing wrong, with its key. */
export function shapeProblem({ issues: [issue] }: z.ZodError): string {
  return `${issue.path.length === 0 ? 'the document' : issue.path.join('.')}: ${issue.message}`;
}

/** Writes one line for each run, so that a change shows as the lines it changed. */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  const { runs, ...head } = baseline;
  const text = visibleJson({ format: BASELINE_FORMAT, ...head }, 2).replace(/\n\}$/, '');
  const lines = runs.map((run) => `    ${visibleJson(run)}`).join(',\n');
  await makeFolder(dirname(file));
  await replaceFile(file, `${text},\n  "runs": [\n${lines}\n  ]\n}\n`);
}

/** Whether the last day of an acceptance is over. @param today YYYY-MM-DD */
export function isExpired({ until }: Acceptance, today: string): boolean {
  return until !== null && today > until;
}

/**
 * What a project gates: the list in `bench.json` among its baselines.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { BASELINE_FORMAT, readJson, shapeProblem } from './baseline.ts';
import { BenchError } from './bench-error.ts';

export const PROJECT_FILE = 'bench.json';

/** Where baselines are, unless another folder is named. */
export const BASELINES = 'results/baselines';

/** Pairs of the first stage, where nothing else is said. */
export const DEFAULT_REPLICATIONS = 10;
/** Pairs that confirm what the first stage finds. */
export const DEFAULT_FRESH = 20;

const MOST_REPLICATIONS = 10_000;
const replications = z.number().int().min(1).max(MOST_REPLICATIONS).optional();
const fresh = z.number().int().min(0).max(MOST_REPLICATIONS).optional();
const common = {
  replications,
  fresh,
  /** Of metrics that `margins` does not name: "2%". */
  margin: z.string().optional(),
  margins: z.record(z.string(), z.string()).optional(),
  /** Metrics that gate, with ":lower" or ":higher" where that is not known. */
  metrics: z.array(z.string()).min(1).optional(),
};

const listed = z.strictObject({
  /** Relative to the working folder. */
  file: z.string().min(1),
  /** Of the baseline; by default that of the file. */
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    .optional(),
  set: z.array(z.string()).optional(),
  seed: z.string().optional(),
  ...common,
});

const shape = z.strictObject({
  format: z.literal(BASELINE_FORMAT),
  ...common,
  scenarios: z.array(z.union([z.string().min(1), listed])).min(1),
  speed: z
    .strictObject({
      /** Scenarios that are run as whole commands. */
      scenarios: z.array(z.string()).optional(),
      /** Slow-downs up to this are none: "3%". */
      margin: z.string().optional(),
    })
    .optional(),
});

export type Project = z.infer<typeof shape>;
export type ListedScenario = z.infer<typeof listed>;

/** The project's list; null where there is none. @throws BenchError where the file is not one */
export async function readProject(folder: string): Promise<Project | null> {
  const file = join(folder, PROJECT_FILE);
  const content = await readJson(file);
  if (content === undefined) return null;
  const read = shape.safeParse(content);
  if (!read.success) throw new BenchError(`${file}: ${shapeProblem(read.error)}`);
  return read.data;
}

/** Every scenario of the list, with what the list says of all of them where it says nothing itself. */
export function listedScenarios({ scenarios, ...project }: Project): ListedScenario[] {
  const { replications, fresh, margin, margins, metrics } = project;
  return scenarios.map((entry) => {
    const own = typeof entry === 'string' ? { file: entry } : entry;
    return { replications, fresh, margin, metrics, ...own, margins: { ...margins, ...own.margins } };
  });
}

/**
 * Limits of speed rows, kept among the baselines: what the same against the same has shown on the machines that gate.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../files/make-folder.ts';
import { replaceFile } from '../../files/whole-file.ts';
import { parseQuantity, UnitError } from '../../scenario/units.ts';
import { visibleJson } from '../../scenario/visible.ts';
import { BASELINE_FORMAT, readJson, shapeProblem } from './baseline.ts';
import { BenchError } from './bench-error.ts';
import type { SpeedUnit } from './speed-types.ts';

export const SPEED_FILE = 'speed.json';

/** Limits where nothing else is known, as shares: peak memory depends on when garbage is collected. */
const USUAL: Readonly<Record<SpeedUnit, number>> = { ns: 0.05, s: 0.05, B: 0.1 };

const row = z.object({ threshold: z.number().positive(), centre: z.number(), spread: z.number() });
const shape = z.object({
  format: z.literal(BASELINE_FORMAT),
  /** Where and how often the same was compared with the same. */
  measured: z.object({ node: z.string(), cpu: z.string(), rounds: z.number() }),
  rows: z.record(z.string(), row),
});

export type SpeedThresholds = z.infer<typeof shape>;

/** null where there are none. @throws BenchError where the file holds none */
export async function readThresholds(folder: string): Promise<SpeedThresholds | null> {
  const file = join(folder, SPEED_FILE);
  const content = await readJson(file);
  if (content === undefined) return null;
  const read = shape.safeParse(content);
  if (!read.success) throw new BenchError(`${file}: ${shapeProblem(read.error)}`);
  return read.data;
}

/** The path of the file. */
export async function writeThresholds(
  folder: string,
  thresholds: Omit<SpeedThresholds, 'format'>,
): Promise<string> {
  const file = join(folder, SPEED_FILE);
  await makeFolder(folder);
  await replaceFile(file, `${visibleJson({ format: BASELINE_FORMAT, ...thresholds }, 2)}\n`);
  return file;
}

/** The margin of the project's list, as a share. @throws BenchError */
export function speedMargin(written: string | undefined, place: string): number | null {
  if (written === undefined) return null;
  try {
    return parseQuantity('ratio', written, { above: 0, max: 1 });
  } catch (error) {
    if (error instanceof UnitError) throw new BenchError(`${place}: speed.margin: ${error.message}`);
    throw error;
  }
}

/** Of a row: its margin, or what its nulls reach. @param margin of the project; null: the usual one */
export function thresholdOf(thresholds: SpeedThresholds | null, margin: number | null) {
  return (name: string, unit: SpeedUnit): number =>
    Math.max(margin ?? USUAL[unit], thresholds?.rows[name]?.threshold ?? 0);
}

/** The speed rows of `sim bench`. */
import type { Project } from '../../lab/bench/project.ts';
import type { NullReport, SpeedReport } from '../../lab/bench/speed-types.ts';
import type { Versions } from '../../lab/bench/versions.ts';
import { UsageError } from '../exit.ts';
import type { RunsBar } from '../runs-bar.ts';
import { type BenchOptions, DEFAULT_ROUNDS, optionalCount } from './options.ts';

export interface SpeedContext {
  readonly folder: string;
  readonly project: Project | null;
  /** null where there is nothing to compare with. */
  readonly versions: Versions | null;
  readonly signal: AbortSignal;
  readonly progress: RunsBar;
}

const MOST_PAIRS = 1_000;
const MOST_ROUNDS = 1_000;
const SEED = 'sim bench';

/** One comparison, or with `--null` many of the same with the same. */
export async function performSpeed(
  options: BenchOptions,
  { folder, project, versions, signal, progress }: SpeedContext,
): Promise<{ readonly speed: SpeedReport | null; readonly nulls: NullReport | null }> {
  const [{ compareSpeed, DEFAULT_PAIRS, FEWEST_PAIRS }, limits, { FEWEST_ROUNDS, runNulls }] =
    await Promise.all([
      import('../../lab/bench/speed.ts'),
      import('../../lab/bench/thresholds.ts'),
      import('../../lab/bench/null-run.ts'),
    ]);
  if (versions === null)
    throw new UsageError(
      '--speed needs something to compare with: --against GIT-REF, or --null for the same against the same',
    );
  const pairs = optionalCount('--pairs', options.pairs, FEWEST_PAIRS, MOST_PAIRS) ?? DEFAULT_PAIRS;
  const margin = limits.speedMargin(project?.speed?.margin, folder);
  const common = {
    versions,
    pairs,
    commands: project?.speed?.scenarios ?? [],
    only: options.row ?? null,
    seed: options.seed ?? SEED,
    signal,
  };
  if (options.null !== undefined) {
    const text = options.null === true ? undefined : options.null;
    const rounds = optionalCount('--null', text, FEWEST_ROUNDS, MOST_ROUNDS) ?? DEFAULT_ROUNDS;
    const threshold = limits.thresholdOf(null, margin);
    const onRound = (round: number, done: number, total: number) =>
      progress.update({ done: round * total + done, resumed: 0, total: rounds * total });
    progress.phase('timing the same against the same');
    const against = 'itself';
    const nulls = await runNulls({ ...common, against, threshold, rounds, folder, onRound });
    return { speed: null, nulls };
  }
  const threshold = limits.thresholdOf(await limits.readThresholds(folder), margin);
  progress.phase('timing both versions');
  const onProgress = (done: number, total: number) => progress.update({ done, resumed: 0, total });
  const against = options.against as string;
  return { speed: await compareSpeed({ ...common, against, threshold, onProgress }), nulls: null };
}

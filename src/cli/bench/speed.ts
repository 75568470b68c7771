/** The speed rows of `sim bench`. */
import type { Project } from '../../lab/bench/project.ts';
import type { NullReport, SpeedReport } from '../../lab/bench/speed-types.ts';
import type { Versions } from '../../lab/bench/versions.ts';
import { plural } from '../../scenario/numbers.ts';
import { UsageError } from '../exit.ts';
import { shortDuration } from '../progress.ts';
import type { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { type BenchOptions, DEFAULT_ROUNDS, optionalCount } from './options.ts';

export interface SpeedContext {
  readonly folder: string;
  readonly project: Project | null;
  /** null where there is nothing to compare with. */
  readonly versions: Versions | null;
  readonly signal: AbortSignal;
  readonly progress: RunsBar;
  readonly session: Pick<Session, 'err'>;
}

const MOST_PAIRS = 1_000;
const MOST_ROUNDS = 1_000;
const SEED = 'sim bench';

/**
 * How long all rounds will take, and how to have fewer, once the first pair has been timed.
 * @param seconds of that pair
 */
export function nullTime(
  seconds: number,
  { rounds, pairs, rows }: { readonly rounds: number; readonly pairs: number; readonly rows: number },
): string {
  const all = shortDuration(seconds * pairs * rounds);
  const one = shortDuration(seconds);
  return (
    `${plural(rounds, 'round')} of ${plural(pairs, 'pair')} of processes will take about ${all}: one pair times ${plural(rows, 'row')} in ${one}, ` +
    'and rows that it leaves open are timed again. Shorter: fewer rounds (--null 3), pairs (--pairs 8) or rows (--row TEXT)'
  );
}

/** One comparison, or with `--null` many of the same with the same. */
export async function performSpeed(
  options: BenchOptions,
  { folder, project, versions, signal, progress, session }: SpeedContext,
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
    const begin = performance.now();
    const onRound = (round: number, done: number, total: number) => {
      progress.update({ done: round * total + done, resumed: 0, total: rounds * total });
      // All rows have been timed once, in one pair of processes.
      if (round > 0 || done * pairs !== total || options.quiet) return;
      const seconds = (performance.now() - begin) / 1000;
      progress.stop();
      session.err.line(nullTime(seconds, { rounds, pairs, rows: done })).catch(() => {});
      progress.start();
    };
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

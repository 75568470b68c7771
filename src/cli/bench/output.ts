/** What `sim bench` prints and writes. */
import type { BenchResult, Conclusion } from '../../lab/bench/conclusion.ts';
import type { HistoryRow } from '../../lab/bench/history.ts';
import type { BenchFormat } from '../../report/bench/formats.ts';
import { UsageError } from '../exit.ts';
import type { Session } from '../session.ts';
import type { BenchOptions } from './options.ts';

const FORMATS: readonly BenchFormat[] = ['table', 'json', 'github-action-benchmark', 'bencher'];
const TITLE = 'sim bench';

/** @throws UsageError */
export function checkOutputs({ format, json }: BenchOptions): void {
  if (format !== undefined && !FORMATS.includes(format as BenchFormat))
    throw new UsageError(`--format ${format}: expected ${FORMATS.join(', ')}`);
  if (format !== undefined && json) throw new UsageError('--json and --format exclude each other');
}

export async function tellBench(
  result: BenchResult,
  conclusion: Conclusion,
  options: BenchOptions,
  session: Session,
): Promise<void> {
  const { historyRows } = await import('../../lab/bench/history.ts');
  const rows = historyRows(result);
  if (options.history !== undefined && !result.partial) await keepHistory(options.history, rows);
  await writeReports(result, options, session);
  const format = options.json ? 'json' : ((options.format ?? 'table') as BenchFormat);
  await print(result, conclusion, format, rows, options, session);
}

async function keepHistory(file: string, rows: readonly HistoryRow[]): Promise<void> {
  const [{ appendHistory }, { headOf }] = await Promise.all([
    import('../../lab/bench/history.ts'),
    import('../../lab/git.ts'),
  ]);
  const revision = await headOf(process.cwd());
  if (revision === null) throw new UsageError('--history names commits, and this folder has none');
  await appendHistory(file, revision, rows);
}

async function writeReports(result: BenchResult, options: BenchOptions, session: Session): Promise<void> {
  const [{ benchCases }, { tellPipelines }] = await Promise.all([
    import('../../report/bench/cases.ts'),
    import('../testing/outputs.ts'),
  ]);
  const { json, format } = options;
  // A document on standard output has nothing beside it.
  const isDocument = json === true || (format !== undefined && format !== 'table');
  await tellPipelines(benchCases(result), TITLE, options, isDocument ? session.err : session.out, session);
}

async function print(
  result: BenchResult,
  conclusion: Conclusion,
  format: BenchFormat,
  rows: readonly HistoryRow[],
  { quiet }: BenchOptions,
  { out }: Session,
): Promise<void> {
  const formats = await import('../../report/bench/formats.ts');
  if (format === 'json') return out.write(formats.benchJson(result, conclusion));
  if (format === 'github-action-benchmark') return out.write(formats.githubActionBenchmark(rows));
  if (format === 'bencher') return out.write(formats.bencherMetrics(rows));
  if (quiet && conclusion === 'fine') return;
  const { benchText } = await import('./text.ts');
  await out.line(benchText(result, { color: out.color, width: out.width }));
  const verdict = result.accepted === null || result.partial ? conclusion : 'accepted';
  if (!result.partial) await out.line(`\n${TITLE}: ${verdict}`);
}

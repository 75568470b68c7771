/** `sim diff --bisect GOOD..BAD`: the commit that first changes the history of a scenario. */
import { commitsBetween } from '../../lab/revision.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import type { ProgressBar } from '../progress.ts';
import type { Session } from '../session.ts';
import { askSummary } from './child.ts';
import type { DiffOptions } from './options.ts';
import { readySide } from './ready.ts';

/**
 * Halves the range until one commit is left: `log2` of its length runs. It is the first whose fingerprint differs from that of GOOD,
 * provided that no commit between has gone back to it.
 * @throws UsageError, RevisionError
 */
export async function bisect(
  range: string,
  options: DiffOptions,
  signal: AbortSignal,
  bar: ProgressBar,
  { out }: Session,
): Promise<ExitCode> {
  const [good, bad, rest] = range.split('..');
  if (!good || !bad || rest !== undefined) throw new UsageError(`--bisect ${range}: expected GOOD..BAD`);
  const commits = await commitsBetween(good, bad);
  if (commits.length === 0)
    throw new UsageError(`--bisect ${range}: there is no commit after ${good} up to ${bad}`);
  const fingerprints = new Map<string, { readonly fingerprint: string; readonly label: string }>();
  const at = async (revision: string) => {
    const known = fingerprints.get(revision);
    if (known !== undefined) return known;
    const found = await fingerprintAt(revision, options, signal, bar);
    fingerprints.set(revision, found);
    return found;
  };
  const before = await at(good);
  const after = await at(commits[commits.length - 1]);
  bar.stop();
  if (before.fingerprint === after.fingerprint) {
    await answer(out, options, {
      range,
      first: null,
      good: before.fingerprint,
      bad: after.fingerprint,
      runs: 2,
    });
    return EXIT.fine;
  }
  let low = -1;
  let high = commits.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await at(commits[middle])).fingerprint === before.fingerprint) low = middle;
    else high = middle;
  }
  bar.stop();
  const first = (await at(commits[high])).label;
  await answer(out, options, {
    range,
    first,
    good: before.fingerprint,
    bad: after.fingerprint,
    runs: fingerprints.size,
  });
  return EXIT.failed;
}

async function fingerprintAt(revision: string, options: DiffOptions, signal: AbortSignal, bar: ProgressBar) {
  bar.phase(`building ${revision.slice(0, 10)}`);
  const side = { kind: 'revision', revision } as const;
  const ready = await readySide(side, revision.slice(0, 10), { ...options, set: options.set ?? [] }, signal);
  try {
    bar.phase(`running ${ready.run.label}`);
    const { fingerprint } = await askSummary(ready.run, signal);
    return { fingerprint, label: ready.run.label };
  } finally {
    await ready.close();
  }
}

interface BisectAnswer {
  readonly range: string;
  /** null: none of them changes it. */
  readonly first: string | null;
  readonly good: string;
  readonly bad: string;
  readonly runs: number;
}

async function answer(out: Session['out'], { json }: DiffOptions, found: BisectAnswer): Promise<void> {
  const { range, first, good, bad, runs } = found;
  if (json) await out.line(JSON.stringify(found, null, 2));
  else if (first === null) await out.line(`${range}: both ends have the fingerprint ${good}`);
  else
    await out.line(
      `first changed by ${first}: fingerprint ${good} before, ${bad} at the end (${runs} versions were run)`,
    );
}

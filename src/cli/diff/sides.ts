/** What the two words of `sim diff A B` name: a scenario, a folder of results, a fingerprint, a module or a git revision. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { RunSummary } from '../../lab/result.ts';
import { UsageError } from '../exit.ts';

export type NamedSide =
  | { readonly kind: 'scenario'; readonly file: string }
  | { readonly kind: 'results'; readonly folder: string; readonly summary: RunSummary }
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | { readonly kind: 'module'; readonly file: string }
  | { readonly kind: 'revision'; readonly revision: string };

const MODULE_ENDINGS = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']);
const SUMMARY = 'summary.json';
/** Where results are by default. */
const RESULTS = join('results', 'runs');

/** @throws UsageError when it is none of these, or a folder without a result in it */
export async function namedSide(word: string): Promise<NamedSide> {
  const found = await stat(word).catch(() => null);
  if (found?.isDirectory()) return { kind: 'results', folder: word, summary: await readSummary(word) };
  if (found !== null && basename(word) === SUMMARY)
    return { kind: 'results', folder: dirname(word), summary: await readSummary(dirname(word)) };
  if (found !== null)
    return MODULE_ENDINGS.has(extname(word))
      ? { kind: 'module', file: word }
      : { kind: 'scenario', file: word };
  if (/^[0-9a-f]{16}$/.test(word)) return fingerprintSide(word);
  if (/\.(ya?ml|[mc]?[jt]s)$/.test(word)) throw new UsageError(`${word}: there is no such file`);
  return { kind: 'revision', revision: word };
}

/** A fingerprint whose result is at hand stands for that result. */
async function fingerprintSide(fingerprint: string): Promise<NamedSide> {
  const names = await readdir(RESULTS).catch(() => []);
  for (const name of names.sort()) {
    const folder = join(RESULTS, name);
    const summary = await readSummary(folder).catch(() => null);
    if (summary?.fingerprint === fingerprint) return { kind: 'results', folder, summary };
  }
  return { kind: 'fingerprint', fingerprint };
}

async function readSummary(folder: string): Promise<RunSummary> {
  const file = join(folder, SUMMARY);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UsageError(
      `${folder}: there is no ${SUMMARY} in it, so that it is no folder of a run's results`,
    );
  }
  let infinite: string | null = null;
  try {
    const summary = JSON.parse(text, (key, value: unknown) => {
      // A number with too large an exponent is read as infinite; no run writes one.
      if (typeof value === 'number' && !Number.isFinite(value)) infinite ??= key;
      return value;
    }) as RunSummary;
    if (
      infinite === null &&
      typeof summary.fingerprint === 'string' &&
      summary.scenario !== null &&
      typeof summary.scenario === 'object'
    )
      return summary;
  } catch {
    // Said below.
  }
  if (infinite !== null) throw new UsageError(`${file}: ${infinite}: expected a finite number`);
  throw new UsageError(`${file}: it does not hold the summary of a run`);
}

/** Makes both sides of `sim diff` ready, runs them, and compares. */
import { firstDivergence } from '../../lab/diff/divergence.ts';
import { compareSides, type DiffResult, type DiffSide, type HistoryVerdict } from '../../lab/diff/result.ts';
import type { HistoryRequest } from '../../lab/history-request.ts';
import type { RunSummary } from '../../lab/result.ts';
import type { ProgressBar } from '../progress.ts';
import {
  answerOf,
  askHistory,
  askSummary,
  type EventsDocument,
  historySource,
  knowsEvents,
} from './child.ts';
import type { DiffOptions } from './options.ts';
import { type Ready, readySide } from './ready.ts';
import { type NamedSide, namedSide } from './sides.ts';

/** Where one of the two is nothing but a fingerprint. */
export interface FingerprintAnswer {
  readonly same: boolean;
  readonly sentence: string;
}

const WHOLE: HistoryRequest = { kind: 'checkpoints', from: 0 };
/** Times that a stretch of virtual time is halved: to a thousandth of the run. */
const HALVINGS = 10;
const MICROSECOND = 1e-6;

/** @throws UsageError, RevisionError */
export async function compareNamed(
  words: readonly [string, string],
  options: DiffOptions,
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<DiffResult | FingerprintAnswer> {
  const named = [await namedSide(words[0]), await namedSide(words[1])] as const;
  const ready: Ready[] = [];
  try {
    for (const [index, side] of named.entries()) {
      if (side.kind === 'fingerprint') continue;
      if (side.kind === 'revision') bar.phase(`building ${side.revision}`);
      const own = (index === 0 ? options.setA : options.setB) ?? [];
      const label = own.length === 0 ? words[index] : `${words[index]} with ${own.join(', ')}`;
      ready.push(await readySide(side, label, { ...options, set: [...(options.set ?? []), ...own] }, signal));
    }
    if (ready.length < 2) return await againstFingerprint(named, ready, signal, bar);
    return await compareReady([ready[0], ready[1]], options.around, signal, bar);
  } finally {
    for (const side of ready) await side.close();
  }
}

async function againstFingerprint(
  named: readonly NamedSide[],
  ready: readonly Ready[],
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<FingerprintAnswer> {
  const prints = named.flatMap((side) => (side.kind === 'fingerprint' ? [side.fingerprint] : []));
  for (const side of ready) {
    bar.phase(`running ${side.run.label}`);
    prints.push(side.summary?.fingerprint ?? (await askHistory(side.run, WHOLE, signal)).summary.fingerprint);
  }
  const same = prints[0] === prints[1];
  const sentence = same
    ? `the same: every event of both has the fingerprint ${prints[0]}`
    : `the histories differ: fingerprints ${prints[0]} and ${prints[1]}; no result below results/runs has the fingerprint named, so nothing else can be compared`;
  return { same, sentence };
}

async function compareReady(
  sides: readonly [Ready, Ready],
  around: number,
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<DiffResult> {
  const [a, b] = sides;
  bar.phase(`running ${a.run.label} and ${b.run.label}`);
  const know = await Promise.all([knowsEvents(a.run, signal), knowsEvents(b.run, signal)]);
  if (!(know[0] && know[1])) return compareOlder(sides, signal, bar);
  const documents = await Promise.all([askHistory(a.run, WHOLE, signal), askHistory(b.run, WHOLE, signal)]);
  bar.phase('looking for the first event that differs');
  const side = ({ run, summary }: Ready, document: EventsDocument): DiffSide => ({
    label: run.label,
    summary: summary ?? document.summary,
    timeline: document.timeline,
  });
  const summaries = [documents[0].summary, documents[1].summary] as const;
  const history = rerunDiffers(sides, summaries) ?? (await parting(sides, documents, around, signal));
  return compareSides(side(a, documents[0]), side(b, documents[1]), history);
}

async function parting(
  [a, b]: readonly [Ready, Ready],
  documents: readonly [EventsDocument, EventsDocument],
  around: number,
  signal: AbortSignal,
): Promise<HistoryVerdict> {
  const sources = [historySource(a.run, signal), historySource(b.run, signal)] as const;
  const divergence = await firstDivergence(sources, [answerOf(documents[0]), answerOf(documents[1])], around);
  return divergence === null ? { kind: 'same' } : { kind: 'parted', divergence };
}

/** A result that its scenario does not give again says nothing about events; null where all is well. */
function rerunDiffers(
  sides: readonly [Ready, Ready],
  again: readonly [RunSummary, RunSummary],
): HistoryVerdict | null {
  for (const [index, { run, summary }] of sides.entries()) {
    const { fingerprint, version } = again[index];
    if (summary === null || summary.fingerprint === fingerprint) continue;
    return {
      kind: 'unknown',
      reason: `${run.label} was written by version ${summary.version} with fingerprint ${summary.fingerprint}; run again by version ${version} it has ${fingerprint}`,
    };
  }
  return null;
}

/** With a version that cannot list its events, the fingerprints of runs that end early say between which times the histories part. */
async function compareOlder(
  sides: readonly [Ready, Ready],
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<DiffResult> {
  const [a, b] = sides;
  const ask = (until?: number) =>
    Promise.all([askSummary(a.run, signal, until), askSummary(b.run, signal, until)]);
  const summaries = await ask();
  const side = ({ run, summary }: Ready, own: RunSummary): DiffSide => ({
    label: run.label,
    summary: summary ?? own,
    timeline: null,
  });
  const results = [side(a, summaries[0]), side(b, summaries[1])] as const;
  const history = rerunDiffers(sides, summaries) ?? (await partedBetween(summaries, ask, bar));
  return compareSides(results[0], results[1], history);
}

async function partedBetween(
  [a, b]: readonly [RunSummary, RunSummary],
  ask: (until: number) => Promise<readonly [RunSummary, RunSummary]>,
  bar: ProgressBar,
): Promise<HistoryVerdict> {
  if (a.fingerprint === b.fingerprint) return { kind: 'same' };
  // No run ends in its warm-up, so that nothing is known of what is before its end but that it is the same where a later time is.
  let low = Math.max(a.scenario.warmup, b.scenario.warmup);
  let from = 0;
  let to = Math.min(a.simulated, b.simulated);
  for (let halving = 0; halving < HALVINGS && to - low > 2 * MICROSECOND; halving++) {
    bar.phase(`the histories part between ${from} s and ${to} s`);
    const middle = Math.round(((low + to) / 2) * 1e6) / 1e6;
    const [one, other] = await ask(middle);
    if (one.fingerprint === other.fingerprint) {
      from = middle;
      low = middle;
    } else to = middle;
  }
  return { kind: 'between', from, to };
}

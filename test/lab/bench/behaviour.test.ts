import { describe, expect, test } from 'vitest';
import { BASELINE_FORMAT, type Baseline, type FoundBaseline } from '../../../src/lab/bench/baseline.ts';
import { compareBehaviour } from '../../../src/lab/bench/behaviour.ts';
import type { GateRun, Reference, Subject } from '../../../src/lab/bench/behaviour-types.ts';
import { type BenchResult, concludeBench } from '../../../src/lab/bench/conclusion.ts';
import { committedReference } from '../../../src/lab/bench/gate-pairs.ts';
import { Experiment } from '../../../src/lab/experiment/experiment.ts';
import type { Runner, RunRow } from '../../../src/lab/experiment/types.ts';
import { parseScenario } from '../../../src/lab/load-scenario.ts';

const TODAY = '2026-11-29';
const SCENARIO = parseScenario(`name: tiny
agents: 2
workload: { backlog: 3, service: 1s }
`);

/** What a version does: a fingerprint and a latency for each replication. */
interface Version {
  fingerprint(replication: number): string;
  latency(replication: number): number;
  readonly lost?: number;
}

const noise = (replication: number) => ((replication * 7919) % 13) / 13;
const BEFORE: Version = { fingerprint: (r) => `f${r}`, latency: (r) => 10 + noise(r) };
const slower = (by: (replication: number) => number): Version => ({
  fingerprint: (r) => `g${r}`,
  latency: (r) => 10 + noise(r) + by(r) + ((r * 31) % 7) / 100,
});

function runnerOf(version: Version, ran: number[] = []): Runner {
  return {
    parallel: 2,
    run: (_scenario, replication) => {
      ran.push(replication);
      return Promise.resolve({
        fingerprint: version.fingerprint(replication),
        metrics: { 'task.latency.mean': version.latency(replication), 'tasks.lost': version.lost ?? 0 },
        bounds: {},
      } as unknown as RunRow);
    },
    close: () => Promise.resolve(),
  };
}

const GATES = [
  { metric: 'task.latency.mean', better: 'lower', margin: '2%' },
  { metric: 'tasks.lost', better: 'lower', margin: '0' },
] as const;

function baselineOf(version: Version, changes: Partial<Baseline> = {}): FoundBaseline {
  const baseline: Baseline = {
    scenario: 'tiny.yaml',
    set: [],
    seed: '1',
    version: '0.1.0',
    source: 'source',
    accepted: { because: 'first', until: null },
    gates: GATES,
    replications: 10,
    runs: Array.from({ length: 30 }, (_, r) => ({
      fingerprint: version.fingerprint(r),
      values: [version.latency(r), version.lost ?? 0],
    })),
    ...changes,
  };
  return { kind: 'found', baseline };
}

function subjectOf(baseline: FoundBaseline, changes: Partial<Subject> = {}): Subject {
  return {
    name: 'tiny',
    file: 'tiny.yaml',
    set: [],
    scenario: SCENARIO,
    source: 'source',
    gates: null,
    replications: 10,
    fresh: 20,
    baseline,
    ...changes,
  };
}

async function compare(now: Version, subject: Subject, reference: Reference = committedReference()) {
  const ran: number[] = [];
  const alternatives = [{ label: 'tiny', file: 'tiny.yaml', values: {}, scenario: SCENARIO }];
  const experiment = new Experiment(alternatives, { runner: runnerOf(now, ran) });
  const report = await compareBehaviour([subject], { experiment, reference, today: TODAY });
  const result: BenchResult = { behaviour: report, speed: null, nulls: null, accepted: null, partial: false };
  const [only] = report.subjects;
  const verdicts = Object.fromEntries(only.rows.map(({ metric, verdict }) => [metric, verdict]));
  return { ...only, ran, verdicts, conclusion: concludeBench(result) };
}

describe('behaviour against a committed baseline', () => {
  test('the same fingerprints and figures: identical, without any statistics', async () => {
    const found = await compare(BEFORE, subjectOf(baselineOf(BEFORE)));
    expect(found).toMatchObject({ state: 'identical', rows: [], conclusion: 'fine' });
    expect(found.ran).toHaveLength(10);
    expect(found.means.map(({ metric }) => metric)).toEqual(['task.latency.mean', 'tasks.lost']);
  });

  test('a fingerprint that nobody accepted fails, even where all metrics are the same', async () => {
    const found = await compare(
      { ...BEFORE, fingerprint: (r) => (r === 3 ? 'other' : `f${r}`) },
      subjectOf(baselineOf(BEFORE)),
    );
    expect(found).toMatchObject({
      state: 'changed',
      conclusion: 'failed',
      fingerprints: { replication: 3, before: 'f3', now: 'other' },
    });
    expect(found.verdicts).toEqual({ 'task.latency.mean': 'same', 'tasks.lost': 'same' });
    // Settled at the first stage: no fresh replications are needed.
    expect(found.ran).toHaveLength(10);
  });

  test('figures that differ under the same fingerprints are a change too', async () => {
    const found = await compare(
      { ...BEFORE, latency: (r) => 11 + noise(r) + r / 100 },
      subjectOf(baselineOf(BEFORE)),
    );
    expect(found).toMatchObject({ state: 'changed', conclusion: 'failed' });
    expect(found.reason).toContain('under the same fingerprints');
    expect(found.verdicts['task.latency.mean']).toBe('worse');
  });

  test('worse is confirmed on fresh replications, and only then said', async () => {
    const always = await compare(
      slower(() => 0.6),
      subjectOf(baselineOf(BEFORE)),
    );
    expect(always.verdicts['task.latency.mean']).toBe('worse');
    expect(always.ran).toHaveLength(30);
    expect(always.rows[0]).toMatchObject({ stage: 2, pairs: 30 });
    const atFirst = await compare(
      slower((r) => (r < 10 ? 2 : 0)),
      subjectOf(baselineOf(BEFORE)),
    );
    expect(atFirst.verdicts['task.latency.mean']).toBe('undecided');
    const unconfirmed = await compare(
      slower(() => 0.6),
      subjectOf(baselineOf(BEFORE), { fresh: 0 }),
    );
    expect(unconfirmed.verdicts['task.latency.mean']).toBe('undecided');
    expect(unconfirmed.rows[0].reason).toContain('no fresh replications');
  });

  test('loss has no margin and needs no confirmation', async () => {
    const found = await compare(
      { ...BEFORE, fingerprint: (r) => `h${r}`, lost: 1 },
      subjectOf(baselineOf(BEFORE)),
    );
    expect(found.verdicts['tasks.lost']).toBe('worse');
    expect(found.ran).toHaveLength(10);
  });

  test('a baseline that cannot be used says why', async () => {
    expect(await compare(BEFORE, subjectOf({ kind: 'none' }))).toMatchObject({
      state: 'no baseline',
      conclusion: 'no baseline',
      reason: 'sim bench FILE --accept --because REASON writes one',
      ran: [],
    });
    const format = await compare(BEFORE, subjectOf({ kind: 'format', found: BASELINE_FORMAT + 1 }));
    expect(format).toMatchObject({ state: 'stale', conclusion: 'failed' });
    expect(format.reason).toContain('of format 2');
    const short = await compare(BEFORE, subjectOf(baselineOf(BEFORE), { replications: 31 }));
    expect(short).toMatchObject({ state: 'stale', conclusion: 'failed' });
    const edited = await compare(
      slower(() => 0),
      subjectOf(baselineOf(BEFORE), { source: 'edited' }),
    );
    expect(edited).toMatchObject({ state: 'stale', conclusion: 'failed' });
    const comment = await compare(BEFORE, subjectOf(baselineOf(BEFORE), { source: 'edited' }));
    expect(comment).toMatchObject({ state: 'identical', conclusion: 'fine' });
    expect(comment.reason).toContain('edited');
  });

  test('an acceptance that is over fails, until it is renewed', async () => {
    const until = (day: string) => baselineOf(BEFORE, { accepted: { because: 'for now', until: day } });
    expect(await compare(BEFORE, subjectOf(until('2026-11-28')))).toMatchObject({
      expired: true,
      conclusion: 'failed',
    });
    expect(await compare(BEFORE, subjectOf(until(TODAY)))).toMatchObject({
      expired: false,
      conclusion: 'fine',
    });
  });

  test('a metric that the baseline does not have is named, and stops nothing', async () => {
    const gates = [...GATES, { metric: 'makespan', better: 'lower', margin: '2%' } as const];
    const found = await compare(BEFORE, subjectOf(baselineOf(BEFORE), { gates }));
    expect(found).toMatchObject({ state: 'identical', uncompared: ['makespan'] });
  });
});

describe('behaviour against another version', () => {
  const version = (of: Version): Reference => ({
    label: 'main',
    runs: (_subject, replications) =>
      Promise.resolve(
        replications.map((r): GateRun => {
          const figures: Record<string, number> = { 'task.latency.mean': of.latency(r), 'tasks.lost': 0 };
          return { fingerprint: of.fingerprint(r), figure: (metric) => figures[metric] ?? null };
        }),
      ),
  });

  test('what the committed baseline has as it is now has been accepted, however much worse', async () => {
    const now = slower(() => 2);
    const found = await compare(now, subjectOf(baselineOf(now)), version(BEFORE));
    expect(found).toMatchObject({ state: 'accepted', conclusion: 'fine' });
    expect(found.verdicts['task.latency.mean']).toBe('worse');
    const unaccepted = await compare(now, subjectOf(baselineOf(BEFORE)), version(BEFORE));
    expect(unaccepted).toMatchObject({ state: 'changed', conclusion: 'failed' });
    const without = await compare(now, subjectOf({ kind: 'none' }, { gates: GATES }), version(BEFORE));
    expect(without).toMatchObject({ state: 'changed', conclusion: 'failed' });
  });

  test('a version that cannot run it is no baseline', async () => {
    const refusing: Reference = {
      label: 'main',
      runs: () => Promise.resolve({ state: 'no baseline', reason: 'main cannot run it' }),
    };
    expect(await compare(BEFORE, subjectOf(baselineOf(BEFORE)), refusing)).toMatchObject({
      state: 'no baseline',
    });
  });
});

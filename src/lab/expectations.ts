/** Whether a run met what its scenario expects, as far as the run can tell. */
import { type Figure, figureIn, isBounds } from '../recording/bounds.ts';
import {
  type Expectation,
  type FigureExpectation,
  type FingerprintExpectation,
  isFigureExpectation,
  type Limit,
  type Scenario,
} from '../scenario/scenario.ts';
import type { Measured } from './measure.ts';
import type { ExpectationResult, LimitResult, RunResult } from './result.ts';
import { decideAll, targetOf, type Undecided } from './verdict.ts';

/**
 * Decides each condition by the exact value, or else by the bounds; what was not measured decides none. Those on fingerprints are
 * decided afterwards, by `withFingerprints`.
 * @param why says what leaves a metric open
 * @param known of the figure that the condition means, by the one that was measured; default: that is the one
 */
export function checkExpectations(
  expectations: readonly Expectation[],
  figures: Measured,
  why: (metric: string, figure: Figure) => Undecided,
  known: (metric: string, figure: Figure) => Figure = (_metric, figure) => figure,
): ExpectationResult[] {
  const measured = (metric: string): Figure => figureIn(figures, metric);
  const figureOf = (metric: string) => known(metric, measured(metric));
  return expectations.map((expectation) =>
    isFigureExpectation(expectation)
      ? figureResult(expectation, measured(expectation.metric), figureOf, why)
      : undecided(fingerprintBase(expectation, null), { reason: 'the run has not ended' }),
  );
}

function figureResult(
  expectation: FigureExpectation,
  figure: Figure,
  figureOf: (metric: string) => Figure,
  why: (metric: string, figure: Figure) => Undecided,
): ExpectationResult {
  const { text, metric, and, over } = expectation;
  const base = {
    ...{ text, metric },
    ...limitResult(expectation, figureOf),
    actual: isBounds(figure) ? null : figure,
    ...(isBounds(figure) ? { bounds: figure } : {}),
    ...(and === undefined ? {} : { and: limitResult(and, figureOf) }),
  };
  const verdict = decideAll(expectation, figureOf);
  if (over !== undefined) {
    const here = verdict === 'undecided' ? whyOpen(expectation, figureOf, why) : undefined;
    const reason = 'it is of many runs, and this is one';
    return {
      ...undecided(base, {
        reason: here === undefined ? reason : `${reason}, which leaves it open (${here.reason})`,
        remedy: `sim test, or --reps ${over.reps}`,
      }),
      elsewhere: true,
      ...(here === undefined ? {} : { here }),
    };
  }
  if (verdict === 'undecided') return undecided(base, whyOpen(expectation, figureOf, why));
  return { ...base, verdict, met: verdict === 'met' };
}

/** What leaves it open: the figure itself, or the metric that one of its limits is a multiple of. */
function whyOpen(
  { metric, and, ...first }: FigureExpectation,
  figureOf: (metric: string) => Figure,
  why: (metric: string, figure: Figure) => Undecided,
): Undecided {
  const limits = [first, ...(and === undefined ? [] : [and])];
  const names = [metric, ...limits.flatMap(({ times }) => times ?? [])];
  const open = names.find((name) => {
    const figure = figureOf(name);
    return figure === null || isBounds(figure);
  });
  return why(open ?? metric, figureOf(open ?? metric));
}

function limitResult(limit: Limit, figureOf: (metric: string) => Figure): LimitResult {
  const target = targetOf(limit, figureOf);
  return {
    operator: limit.operator,
    expected: isBounds(target) ? null : target,
    ...(isBounds(target) ? { expected_bounds: target } : {}),
    ...(limit.times === undefined ? {} : { times: limit.times }),
  };
}

type Base = Omit<ExpectationResult, 'verdict' | 'met'>;

function undecided(base: Base, { reason, remedy }: Undecided): ExpectationResult {
  const told = remedy === undefined ? { reason } : { reason, remedy };
  return { ...base, verdict: 'undecided', met: false, ...told };
}

function fingerprintBase({ text, as }: FingerprintExpectation, fingerprint: Fingerprints | null): Base {
  return {
    ...{ text, metric: 'fingerprint', operator: '==', expected: null, actual: null },
    ...(fingerprint === null ? {} : { fingerprint: { ...fingerprint, as } }),
  };
}

type Fingerprints = Omit<NonNullable<ExpectationResult['fingerprint']>, 'as'>;

export interface FingerprintRun {
  readonly replication: number;
  /** Whether an option ended it before the scenario does. */
  readonly cut: boolean;
  /** The fingerprint of the run of another scenario, in the same circumstances; null where it was interrupted. */
  readonly other: (scenario: Scenario) => Promise<string | null>;
}

/** The result with the conditions on fingerprints decided. */
export async function withFingerprints(result: RunResult, run: FingerprintRun): Promise<RunResult> {
  const { summary } = result;
  const { scenario } = summary;
  if ([...scenario.expect, ...scenario.claims].every(isFigureExpectation)) return result;
  const decideThem = async (expectations: readonly Expectation[], found: readonly ExpectationResult[]) => {
    const decided: ExpectationResult[] = [];
    for (const [place, expectation] of expectations.entries())
      decided.push(
        isFigureExpectation(expectation) ? found[place] : await fingerprintResult(expectation, result, run),
      );
    return decided;
  };
  const expectations = await decideThem(scenario.expect, summary.expectations);
  const claims = await decideThem(scenario.claims, summary.claims);
  return { ...result, summary: { ...summary, expectations, claims } };
}

async function fingerprintResult(
  expectation: FingerprintExpectation,
  { summary }: RunResult,
  { replication, cut, other }: FingerprintRun,
): Promise<ExpectationResult> {
  const { source } = expectation;
  const actual = summary.fingerprint;
  const open = (why: Undecided, expected: string | null) =>
    undecided(fingerprintBase(expectation, { expected, actual }), why);
  if (summary.partial)
    return open({ reason: 'the run was interrupted', remedy: 'let it come to its end' }, null);
  if (source.kind !== 'scenario') {
    const { fingerprint, seed } = source;
    if (fingerprint === null)
      return open({ reason: 'there is no snapshot of it yet', remedy: 'sim test --update writes it' }, null);
    if (replication > 0)
      return {
        ...open({ reason: 'what is kept is of the first replication' }, fingerprint),
        elsewhere: true,
      };
    if (cut)
      return open({ reason: 'what is kept is of the whole run', remedy: 'leave out --until' }, fingerprint);
    if (seed !== null && seed !== summary.seed)
      return open(
        { reason: `what is kept is of seed ${seed}, this run of seed ${summary.seed}` },
        fingerprint,
      );
  }
  const expected = source.kind === 'scenario' ? await other(source.scenario) : source.fingerprint;
  if (expected === null)
    return open({ reason: 'the other run was interrupted', remedy: 'let it come to its end' }, null);
  const isSame = expected === actual;
  return {
    ...fingerprintBase(expectation, { expected, actual }),
    verdict: isSame ? 'met' : 'unmet',
    met: isSame,
  };
}

/**
 * Arrival processes as written: calls or mappings by their names.
 */
import { nearest } from '../suggest.ts';
import { distributionOf } from './distribution.ts';
import type { DistributionDraft } from './draft.ts';
import { callOf, foundTerm } from './read-term.ts';
import type { Term } from './term.ts';
import { TermError } from './term.ts';
import type { TraceDraft } from './trace.ts';
import { TRACE_OPTIONS, traceOf } from './trace.ts';
import { NamedValues, quantityOf } from './values.ts';

export type ArrivalDraft =
  | { readonly process: 'poisson'; readonly rate: number }
  | { readonly process: 'load'; readonly load: number }
  | { readonly process: 'deterministic'; readonly interval: number }
  | { readonly process: 'renewal'; readonly interval: DistributionDraft }
  | { readonly process: 'mmpp'; readonly rates: readonly number[]; readonly dwell: readonly number[] }
  | TraceDraft;

interface ArrivalFamily {
  readonly description: string;
  /** The sets of parameters that define it, each on its own. */
  readonly sets: readonly (readonly string[])[];
  readonly optional?: readonly string[];
  readonly example: string;
  /** `set` is the index of the set that was given. */
  build(values: NamedValues, set: number): ArrivalDraft;
}

/** Virtual time counts microseconds: an average interval below that cannot be told apart. */
const rateRange = { min: 1e-9, max: 1e6 };
const intervalRange = { min: 1e-6 };

export const ARRIVALS: Readonly<Record<string, ArrivalFamily>> = {
  poisson: {
    description:
      'independent arrivals at a constant rate, or at the rate that keeps the agents busy to a share',
    sets: [['rate'], ['load']],
    example: 'poisson(rate=20/s)',
    build(values, set) {
      if (set === 1)
        return { process: 'load', load: values.quantity('load', 'ratio', { above: 0, max: 100 }) };
      return { process: 'poisson', rate: values.quantity('rate', 'rate', rateRange) };
    },
  },
  deterministic: {
    description: 'one arrival every interval',
    sets: [['interval'], ['rate']],
    example: 'deterministic(interval=50ms)',
    build(values, set) {
      if (set === 1)
        return { process: 'deterministic', interval: 1 / values.quantity('rate', 'rate', rateRange) };
      return { process: 'deterministic', interval: values.quantity('interval', 'duration', intervalRange) };
    },
  },
  renewal: {
    description: 'independent intervals of any distribution',
    sets: [['interval']],
    example: 'renewal(interval=gamma(mean=50ms, cv=2))',
    build(values) {
      const term = values.term('interval');
      const interval = distributionOf(term, 'duration');
      const stuck =
        (interval.kind === 'constant' && interval.value < 1e-6) ||
        (interval.kind === 'uniform' && interval.max < 1e-6) ||
        ((interval.kind === 'discrete' || interval.kind === 'empirical') &&
          interval.values.every((value) => value < 1e-6));
      if (stuck)
        throw new TermError(term.spot, 'expected intervals of at least 1us, or time would stand still');
      return { process: 'renewal', interval };
    },
  },
  mmpp: {
    description:
      'Poisson whose rate goes through states in turn, each for an exponential time of its mean dwell',
    sets: [['rates', 'dwell']],
    example: 'mmpp(rates=[5/s, 50/s], dwell=[60s, 5s])',
    build(values) {
      const rates = values
        .list('rates')
        .map((item) => quantityOf(item, 'rate', { min: 0, max: rateRange.max }));
      const dwell = values.list('dwell').map((item) => quantityOf(item, 'duration', { min: 0.001 }));
      if (rates.length !== dwell.length) values.fail('there must be as many rates as dwell times', 'dwell');
      if (!rates.some((rate) => rate >= rateRange.min))
        values.fail('at least one rate must be above 0', 'rates');
      return { process: 'mmpp', rates, dwell };
    },
  },
  bursty: {
    description: 'Poisson that alternates between a quiet and a burst rate (a two-state mmpp)',
    sets: [['rate', 'burst_rate', 'quiet', 'burst']],
    example: 'bursty(rate=5/s, burst_rate=50/s, quiet=60s, burst=5s)',
    build(values) {
      const rate = values.quantity('rate', 'rate', { min: 0, max: rateRange.max });
      const burstRate = values.quantity('burst_rate', 'rate', rateRange);
      if (burstRate <= rate) values.fail('burst_rate must be above rate', 'burst_rate');
      const dwell = ['quiet', 'burst'].map((key) => values.quantity(key, 'duration', { min: 0.001 }));
      return { process: 'mmpp', rates: [rate, burstRate], dwell };
    },
  },
  trace: {
    description: 'recorded arrivals from a CSV or JSON Lines file, with what its columns say of each task',
    sets: [['time']],
    optional: TRACE_OPTIONS,
    example:
      'trace: { file: requests.csv, time: TIMESTAMP, service: { base: 50ms, per: { GeneratedTokens: 20ms } } }',
    build: traceOf,
  },
};

/** @throws TermError */
export function arrivalsOf(term: Term): ArrivalDraft {
  const names = Object.keys(ARRIVALS);
  const call = callOf(term, 'an arrival process');
  if (!call) {
    const word = term.kind === 'scalar' && typeof term.value === 'string' ? term.value : '';
    if (Object.hasOwn(ARRIVALS, word)) {
      throw new TermError(term.spot, `${word} needs its values: ${ARRIVALS[word].example}`);
    }
    const message = `expected an arrival process such as ${ARRIVALS.poisson.example}, found ${foundTerm(term)}`;
    throw new TermError(term.spot, message, nearest(word, names));
  }
  if (!Object.hasOwn(ARRIVALS, call.name)) {
    const suggestion = nearest(call.name, names);
    const known = suggestion === undefined ? `: known are ${names.join(', ')}` : '';
    throw new TermError(call.spot, `unknown arrival process "${call.name}"${known}`, suggestion);
  }
  const { sets, optional, build } = ARRIVALS[call.name];
  const values = NamedValues.ofCall(call);
  return build(values, values.oneOf(sets, optional));
}

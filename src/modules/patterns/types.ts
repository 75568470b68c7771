/** What is counted of a roll-out, and what is concluded from it. */

/** Attempts in one region: an availability zone, a pool, a rack; whatever may fail by itself. */
export interface RegionCounts {
  readonly tried: number;
  readonly failed: number;
  /** Failures of each type. All regions have the same types; together they are `failed`. */
  readonly types: readonly number[];
}

/** Attempts at agents that had failed before. */
export interface RetryCounts {
  readonly tried: number;
  readonly failedAgain: number;
}

/** What the limit is compared with. */
export type RateRule =
  /** The lower one-sided 99 % limit of Clopper and Pearson: chance alone passes it once in a hundred times. */
  | 'lower_bound'
  /** The share of failures as it is, as the documents have it. */
  | 'share';

export interface PatternRules {
  /** Share of failures up to which nothing is wrong. */
  readonly limit: number;
  readonly rateRule: RateRule;
  /** Share that each type has of failures in ordinary times, all above 0; null where that is not known: then all are taken to be as frequent. */
  readonly shares: readonly number[] | null;
}

/** Failures against the limit. */
export interface RateFinding {
  readonly tried: number;
  readonly failed: number;
  readonly limit: number;
  readonly rule: RateRule;
  /** What the rule compares with the limit; 0 where nothing was tried. */
  readonly value: number;
  /** Above the limit, by failures enough to say so. */
  readonly above: boolean;
}

/** One region against all others that were not set apart before it. */
export interface RegionFinding {
  readonly region: number;
  readonly tried: number;
  readonly failed: number;
  /** Chance of as many failures here under a rate common to all regions compared. */
  readonly p: number;
  /** The same, corrected by Holm for the number of regions compared. */
  readonly adjusted: number;
  /** Set apart: it fails more often than the others. */
  readonly apart: boolean;
}

/** How much the rates of all regions differ, as one figure: the likelihood ratio statistic. It decides nothing. */
export interface Spread {
  readonly g: number;
  readonly degreesOfFreedom: number;
  /** From the chi-square distribution: rough where few failures are expected in a region. */
  readonly p: number;
}

/** The type of failure that is most out of proportion. */
export interface TypeFinding {
  readonly type: number;
  readonly failed: number;
  readonly ofType: number;
  /** In ordinary times. */
  readonly share: number;
  /** The share is not known, and taken to be that of all types. */
  readonly shareAssumed: boolean;
  /** Chance of as many, corrected for the number of types. */
  readonly p: number;
  /** More of one type than chance explains. */
  readonly alike: boolean;
}

/** A type that is out of proportion in many regions. */
export interface CommonType {
  readonly type: number;
  /** Regions in which it is. */
  readonly regions: readonly number[];
  /** Regions in which something was tried. */
  readonly of: number;
}

export interface RetryFinding extends RetryCounts {
  /** Of so many retries as many as this must fail again. */
  readonly needed: number;
  readonly systematic: boolean;
}

export type Pattern = 'undecided' | 'within_limit' | 'regional' | 'systematic' | 'random';

/** By which rule the pattern was found. */
export type PatternRule =
  | 'too_few_failures'
  | 'rate'
  | 'regions'
  | 'same_type_in_half_of_the_regions'
  | 'retries'
  | 'types'
  | 'nothing_stands_out';

/** The pattern, and everything that it was concluded from. What was not looked at is null or empty. */
export interface PatternFinding {
  readonly pattern: Pattern;
  readonly rule: PatternRule;
  readonly rate: RateFinding;
  readonly regions: readonly RegionFinding[];
  readonly spread: Spread | null;
  /** The regions that were not set apart, together. */
  readonly rest: RateFinding | null;
  readonly commonType: CommonType | null;
  readonly types: TypeFinding | null;
  readonly retries: RetryFinding | null;
}

/**
 * The statistics on which the lab's answers rest. Free of any environment: they run in a browser too.
 */

export { logBeta, regularisedBeta, regularisedBetaInverse } from '../../mathematics/beta.ts';
export {
  binomialCdf,
  binomialProbability,
  binomialQuantile,
  binomialUpper,
} from '../../mathematics/binomial.ts';
export { StatisticsError } from '../../mathematics/errors.ts';
export { logGamma, regularisedGamma, regularisedGammaInverse, type Tails } from '../../mathematics/gamma.ts';
export { benjaminiHochberg, holm } from '../../mathematics/multiplicity.ts';
export { erf, erfc, normalCdf, normalDensity, normalQuantile } from '../../mathematics/normal.ts';
export {
  type Comparison as ProportionComparison,
  type Counts,
  failsMoreOften,
  fisherExact,
  groupSize,
  pooledZ,
} from '../../mathematics/two-proportions.ts';
export { anytimeHalfWidth, meanEvidence, signEvidence } from './anytime.ts';
export { autocorrelation, autocorrelations, type VonNeumannTest, vonNeumannTest } from './autocorrelation.ts';
export { type BatchMeansInterval, type BatchMeansOptions, batchMeansInterval } from './batch-means.ts';
export {
  type BisectionOptions,
  type BisectionResult,
  type Evaluation,
  StochasticBisection,
} from './bisection.ts';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  bootstrapRows,
  bootstrapSamples,
  type RowStatistic,
} from './bootstrap.ts';
export { type Change, type ChangeOptions, type ChangeVerdict, detectChange } from './change.ts';
export {
  type ChangePoint,
  type ChangePointOptions,
  type ChangePoints,
  changePoints,
  energyStatistics,
} from './change-points.ts';
export { chiSquareCdf, chiSquareQuantile, chiSquareTails } from './chi-square.ts';
export { type CompareOptions, type Comparison, compareAll, type PairComparison } from './compare-all.ts';
export { type Control, type ControlledMean, controlledMean } from './control-variates.ts';
export { isotonic, isotonicCrossing, linearCrossing, type WeightedPoint } from './crossing.ts';
export {
  type CliffsDelta,
  cliffsDelta,
  cohenD,
  cohenDPaired,
  hedgesCorrection,
  type StandardisedDifference,
} from './effect-size.ts';
export { type EquivalenceOptions, type EquivalenceTest, equivalenceTest } from './equivalence.ts';
export { fisherCdf, fisherQuantile, fisherTails } from './fisher.ts';
export { confirmedVerdict, decideGate, type GateDecision, type GateRow, type GateVerdict } from './gate.ts';
export {
  type GoldenSectionOptions,
  type GoldenSectionResult,
  NoisyGoldenSection,
  type PairedEvaluation,
} from './golden-section.ts';
export { hillEstimator, largestShares, type TailIndex } from './heavy-tail.ts';
export { type Estimate, halfWidth, type Interval } from './interval.ts';
export { KimNelson, type SelectionDecision, type SelectionOptions } from './kim-nelson.ts';
export { type LetterDisplay, letterDisplay } from './letters.ts';
export {
  hodgesLehmannShift,
  type MannWhitneyTest,
  mannWhitneyTest,
  type RankTest,
  type ShiftInterval,
} from './mann-whitney.ts';
export { meanInterval, momentsInterval, pairedInterval, welchInterval } from './mean-interval.ts';
export { noncentralityOf, noncentralStudentCdf } from './noncentral-t.ts';
export { type NullThreshold, nullThreshold } from './null-threshold.ts';
export {
  type Design,
  type DifferenceQuestion,
  type HalfWidthQuestion,
  type PairingGain,
  pairingGain,
  replicationsForDifference,
  replicationsForHalfWidth,
  smallestDetectableDifference,
  testPower,
} from './power.ts';
export { type PrecisionOptions, PrecisionStopping } from './precision.ts';
export { type BestOptions, type BestProbability, probabilityBest } from './probability-best.ts';
export { clopperPearsonInterval, type ProportionInterval, wilsonInterval } from './proportion.ts';
export {
  type QuantileInterval,
  type QuantileIntervalOptions,
  quantileInterval,
  valuesForQuantileInterval,
} from './quantile-interval.ts';
export {
  median,
  QUANTILE_METHODS,
  type QuantileMethod,
  quantile,
  quantileSorted,
  sorted,
} from './quantiles.ts';
export { midRanks, type Ranks } from './ranks.ts';
export { fewEventsEvidence, poissonInterval, unseenProbability } from './rare.ts';
export {
  type FiellerInterval,
  fiellerInterval,
  pairedRatioOfMeans,
  ratioInterval,
  ratioOfMeans,
} from './ratio.ts';
export type { SearchRange } from './search-range.ts';
export { studentCdf, studentCritical, studentQuantile, studentTwoSided } from './student.ts';
export { correlation, covariance, differences, Moments, mean, variance } from './summary.ts';
export { pairedTest, type StudentTest, welchTest } from './t-test.ts';
export { ashmanD, bimodalityCoefficient, type Mode, type TwoModes, twoModes } from './two-means.ts';
export { type VarianceComponents, varianceComponents } from './variance-components.ts';
export { mser, type WarmUp, type WarmUpOptions } from './warm-up.ts';
export {
  medianDifference,
  type PairedRankTest,
  pseudoMedian,
  pseudoMedianRatio,
  type SignTest,
  signedRankTest,
  signTest,
} from './wilcoxon.ts';

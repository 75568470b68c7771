/**
 * The part of Swarmlab that runs in a browser: scenarios, the simulation, its results, modules of one's own, statistics, the
 * check of histories. Nothing below it needs Node. `import { parseScenario, runScenario } from 'swarmlab/browser'`.
 */
import * as statistics from './lab/statistics/index.ts';
import * as histories from './oracles/histories/index.ts';
import * as linearizability from './oracles/linearizability/index.ts';

export { Kernel } from './engine/kernel.ts';
export { Streams } from './engine/random/streams.ts';
export type { DistributionSpec, Microseconds, RandomSource, Sampler } from './engine/types.ts';
export { createSampler } from './engine/variates/sampler.ts';
export { runScenario } from './lab/browser-run.ts';
export { catalog } from './lab/catalog.ts';
export {
  type DistributionEntry,
  defineModule,
  type FinishedRun,
  type FinishedTask,
  type MetricEntry,
  type ModuleDefinition,
} from './lab/extension/definition.ts';
export type { ModuleDescription } from './lab/extension/description.ts';
export { ModuleError } from './lab/extension/errors.ts';
export {
  describeModules,
  type LoadOptions,
  loadScenarioFrom,
  type MetricDescription,
  parseScenario,
  type ScenarioCatalog,
} from './lab/load-scenario.ts';
export type {
  ExpectationResult,
  LimitResult,
  LoadJudgement,
  MetricBounds,
  Metrics,
  RunEnvironment,
  RunResult,
  RunSummary,
} from './lab/result.ts';
export { ResourceError, type RunOptions, type RunProgress } from './lab/simulate.ts';
export type { Verdict } from './lab/verdict.ts';
export { VERSION } from './lab/version.ts';
export { DeadlineList } from './modules/collections/deadline-list.ts';
export { IndexedHeap } from './modules/collections/indexed-heap.ts';
export { IntegerMap } from './modules/collections/integer-map.ts';
export { LinkedLists } from './modules/collections/linked-lists.ts';
export type { DetectorContext, DetectorEntry, FailureDetector } from './modules/health/detector.ts';
export type { Module, Port, TaskDirectory } from './modules/ports.ts';
export type { EntryDescription, ParameterSpec, ParameterType, ParameterValues } from './modules/registry.ts';
export type {
  AlgorithmContext,
  AlgorithmEntry,
  DistributionAlgorithm,
} from './modules/scheduling/algorithm.ts';
export {
  OpenSet,
  OrderedOpenSet,
  RequirementIndexes,
  type WorkerIndex,
} from './modules/scheduling/indexes.ts';
export { LoadIndex } from './modules/scheduling/load-index.ts';
export { DistinctSample } from './modules/scheduling/sampling.ts';
export { isCapable, type WorkerView } from './modules/scheduling/workers.ts';
export type { Bounds } from './recording/bounds.ts';
export type {
  FaultBand,
  LatencyCurve,
  LoggedEvent,
  RunRecord,
  Timeline,
  WaveRecord,
} from './recording/record.ts';
export { RunRecorder } from './recording/run-recorder.ts';
export { type Problem, ScenarioErrors } from './scenario/errors.ts';
export { memoryFiles, ScenarioFileError, type ScenarioFiles } from './scenario/files.ts';
export { scenarioJsonSchema, starterScenario } from './scenario/load.ts';
export type {
  Expectation,
  FigureExpectation,
  FingerprintExpectation,
  FingerprintSource,
  Limit,
  Operator,
  Quantifier,
  Scenario,
  WindowSpec,
  WindowStatistic,
} from './scenario/scenario.ts';
export { WorldError } from './world/core/errors.ts';
export type { WorldObserver, WorldView } from './world/core/observer.ts';
export type { WorldSpec } from './world/spec/spec.ts';
export { World } from './world/world.ts';
export { histories, linearizability, statistics };

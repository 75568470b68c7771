/**
 * Swarmlab from TypeScript: everything that `sim` does.
 *
 *     import { loadScenario, runScenario, writeRun } from 'swarmlab';
 *
 *     const scenario = loadScenario('scenarios/quickstart.yaml', { set: ['agents.count=500'], seed: '7' });
 *     const result = await runScenario(scenario);
 *     console.log(result.summary.fingerprint, result.summary.metrics['task.latency.p99']);
 *     await writeRun(result, { directory: 'results/runs/mine', charts: true });
 */

// The name below that both have is this one's: it runs on Node.
// biome-ignore lint/performance/noReExportAll: whatever runs in a browser is here too, and neither list may lag behind
export * from './browser.ts';
export { type CompareScenariosOptions, compare, type LabelledScenarios } from './lab/compare.ts';
export { concludeComparison, concludeSweep } from './lab/experiment/conclude.ts';
export { type Conducted, type ConductOptions, conduct } from './lab/experiment/conduct.ts';
export type { MetricGoal } from './lab/experiment/designs.ts';
export {
  type ComparePlan,
  type Design,
  type Plan as ExperimentPlan,
  plannedAlternatives,
  type SweepPlan,
} from './lab/experiment/plan.ts';
export { type PoolOptions, workerPool } from './lab/experiment/pool.ts';
export type { CompareResult, ExperimentResult, SweepResult } from './lab/experiment/result.ts';
export {
  type Alternative,
  ExperimentError,
  type ExperimentProgress,
  type Runner,
  type RunRow,
} from './lab/experiment/types.ts';
export { type Axis, combine, parseAxis } from './lab/experiment/vary.ts';
export {
  type IsolatedLimits,
  type IsolatedRunOptions,
  OpenModules,
  openModules,
  runIsolated,
} from './lab/isolated.ts';
export { type IsolatedRunnerOptions, isolatedRunner } from './lab/isolated-runner.ts';
export { loadModule, ModuleFileError } from './lab/module-file.ts';
export { comparePlan, type PlanComparison, planScenarioText, planText } from './lab/planning.ts';
export { runScenario } from './lab/run.ts';
export { loadScenario } from './lab/scenario-file.ts';
export type { Clarification, Plan, PlanOptions } from './planning/types.ts';
export {
  experimentText,
  type WriteExperimentOptions,
  type WrittenExperiment,
  writeExperiment,
} from './report/experiment/write.ts';
export { OccupiedError, OutputFolder } from './report/folder.ts';
export { resultFolder, summaryText, type WriteOptions, writeRun } from './report/write.ts';
export { scenarioYaml } from './scenario/write.ts';

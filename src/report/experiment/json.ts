/** compare.json and sweep.json: everything but `run` depends on scenarios, seed, design and version alone. */
import type {
  CompareResult,
  ExperimentEnvironment,
  ExperimentResult,
  FindResult,
  SweepResult,
} from '../../lab/experiment/result.ts';
import { toJson } from '../json.ts';
import { introduceMetrics } from '../metrics.ts';
import { findSentence } from './find-sentence.ts';
import { failuresOf, headOf } from './json-parts.ts';
import { compareSentences } from './sentences.ts';
import { sweepSentences } from './sweep-sentences.ts';
import { isUndecidedSearch } from './undecided-search.ts';

/** The text of the file. */
export function experimentJson(result: ExperimentResult, run: ExperimentEnvironment): string {
  introduceMetrics(result.plan.own_metrics);
  const body = 'pareto' in result ? sweepBody(result) : compareBody(result);
  const { plan, outcome } = result;
  const { partial, precision, selection, failures } = outcome;
  const labels = plan.alternatives.map(({ label }) => label);
  const document = {
    ...headOf(result, partial),
    ...body,
    unmeasured: result.unmeasured,
    notes: result.notes,
    design: {
      ...plan.design,
      ...(precision ? { outcome: precision } : {}),
      ...(selection
        ? {
            outcome: {
              ...selection,
              best: selection.best === null ? null : labels[selection.best],
              dropped: selection.dropped.map((index) => labels[index]),
            },
          }
        : {}),
    },
    alternatives: result.alternatives,
    failures: failuresOf(failures),
    run,
  };
  return `${toJson(document, 2)}\n`;
}

function compareBody(result: CompareResult) {
  const { plan } = result;
  return {
    answers: compareSentences(result),
    baseline: plan.alternatives[plan.baseline].label,
    all_pairs: plan.all_pairs,
    metrics: result.metrics,
  };
}

function sweepBody(result: SweepResult) {
  return {
    answers: sweepSentences(result),
    axes: result.plan.axes,
    metrics: result.metrics,
    pareto: result.pareto,
  };
}

/** The text of find.json. */
export function findJson(result: FindResult, run: ExperimentEnvironment): string {
  const { plan, answer, failures } = result;
  const { question, range } = plan;
  const document = {
    ...headOf(result, result.partial),
    answers: [findSentence(result)],
    question,
    range,
    budget: plan.budget,
    // An end beyond the range is null, as JSON has no infinity.
    answer:
      answer === null
        ? null
        : { ...answer.result, ...(answer.kind === 'crossing' ? { response: answer.response } : {}) },
    undecided: isUndecidedSearch(result),
    metrics: [question.metric],
    points: result.points,
    notes: result.notes,
    runs: result.runs.length,
    failures: failuresOf(failures),
    run,
  };
  return `${toJson(document, 2)}\n`;
}

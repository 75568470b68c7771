/** A gate as the cases that pipelines are told of. */
import type { BehaviourRow, SubjectResult } from '../../lab/bench/behaviour-types.ts';
import type { BenchResult } from '../../lab/bench/conclusion.ts';
import type { SpeedRow } from '../../lab/bench/speed-types.ts';
import type { CaseResult, CaseStatus } from '../ci/case.ts';
import { formatMetric } from '../metrics.ts';
import {
  differenceText,
  isFailing,
  marginText,
  percent,
  ratioText,
  speedValue,
  subjectSentence,
} from './sentences.ts';

const SPEED_SUITE = 'speed';

/** One case for the fingerprint of each scenario, one for each metric that was judged, and one for each speed row. */
export function benchCases({ behaviour, speed }: BenchResult): CaseResult[] {
  return [
    ...(behaviour?.subjects ?? []).flatMap((subject) => [
      subjectCase(subject),
      ...subject.rows.map((row) => metricCase(subject, row)),
      ...subject.uncompared.map((metric) => uncomparedCase(subject, metric)),
    ]),
    ...(speed?.rows ?? []).map(speedCase),
  ];
}

const STATES: Readonly<Record<SubjectResult['state'], CaseStatus>> = {
  identical: 'passed',
  accepted: 'passed',
  changed: 'failed',
  stale: 'failed',
  'no baseline': 'skipped',
  failed: 'error',
};

function subjectCase(subject: SubjectResult): CaseResult {
  const { file, state, expired } = subject;
  const status = expired ? 'failed' : STATES[state];
  const accept = `sim bench --accept --because "..." ${file}`;
  return {
    ...common(file),
    name: 'fingerprint',
    status,
    message: status === 'passed' ? '' : subjectSentence(subject),
    details: status === 'failed' ? [`if that is meant: ${accept}`] : [],
  };
}

function metricCase(subject: SubjectResult, row: BehaviourRow): CaseResult {
  const { metric, baseline, candidate, pairs, reason } = row;
  const difference = differenceText(row);
  const status = metricStatus(subject, row);
  const why = reason === '' ? `${row.verdict} by ${difference}` : `${row.verdict}: ${reason}`;
  return {
    ...common(subject.file),
    name: metric,
    status,
    message: status === 'passed' ? '' : `${why}, margin ${marginText(row)}`,
    details:
      status === 'passed'
        ? []
        : [
            `before ${formatMetric(metric, baseline)}, now ${formatMetric(metric, candidate)}, in ${pairs} pairs`,
            `sim bench ${subject.file} repeats it`,
          ],
  };
}

function metricStatus(subject: SubjectResult, row: BehaviourRow): CaseStatus {
  if (isFailing(subject, row)) return 'failed';
  if (row.verdict === 'unmeasured') return 'skipped';
  return row.verdict === 'undecided' && subject.state !== 'accepted' ? 'undecided' : 'passed';
}

function uncomparedCase({ file }: SubjectResult, metric: string): CaseResult {
  return { ...common(file), name: metric, status: 'skipped', message: 'without a baseline', details: [] };
}

function speedCase(row: SpeedRow): CaseResult {
  const { name, verdict, reason, before, now, unit, threshold } = row;
  const status: CaseStatus =
    verdict === 'worse'
      ? 'failed'
      : verdict === 'undecided'
        ? 'undecided'
        : verdict === 'unmatched'
          ? 'skipped'
          : 'passed';
  const why = reason === '' ? `slower by ${ratioText(row)}, limit ${percent(threshold)}` : reason;
  return {
    suite: SPEED_SUITE,
    place: null,
    seconds: null,
    name,
    status,
    message: status === 'passed' ? '' : why,
    details:
      status === 'passed' || before === null
        ? []
        : [`before ${speedValue(before, unit)}, now ${speedValue(now, unit)}`],
  };
}

function common(file: string) {
  return { suite: file, place: { file, line: 1 }, seconds: null };
}

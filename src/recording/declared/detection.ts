/** Suspicions of failure detectors, by whether they are right. */
import { countTold, type DeclaredMetric } from '../declare.ts';

export const detections: DeclaredMetric = {
  name: 'detection.count',
  unit: 'count',
  description: 'processes suspected that were really down',
  label: 'of processes down',
  shown: { heading: 'Suspicions', unlessZero: true },
  measure: countTold('failureDetected'),
};

export const unreachable: DeclaredMetric = {
  name: 'detection.unreachable',
  unit: 'count',
  description: 'processes suspected that were up but cut off',
  label: 'of processes cut off',
  shown: { heading: 'Suspicions', after: 'detection.count', unlessZero: true },
  measure: countTold('falselySuspected', (_process, reachable) => !reachable),
};

export const falseSuspicions: DeclaredMetric = {
  name: 'detection.false',
  unit: 'count',
  description: 'processes suspected that were up and reachable',
  better: 'lower',
  label: 'of healthy processes',
  shown: { heading: 'Suspicions', after: 'detection.unreachable', unlessZero: true },
  measure: countTold('falselySuspected', (_process, reachable) => reachable),
};

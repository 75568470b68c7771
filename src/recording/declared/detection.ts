/** Suspicions of failure detectors, by whether they are right. */
import { type Counter, countTold, type DeclaredMetric, type MetricSource } from '../declare.ts';
import { meanSeconds, unlimited } from '../statistics.ts';

export const detections: DeclaredMetric = {
  name: 'detection.count',
  unit: 'count',
  description: 'processes suspected that were really down',
  label: 'of processes down',
  shown: { heading: 'Suspicions', unlessZero: true },
  measure: countTold('failureDetected'),
};

export const missedFailures: DeclaredMetric = {
  name: 'detection.missed',
  unit: 'count',
  description:
    'crashes, outages and pauses that a process was back from before anybody suspected it, so that detection.time.* says nothing of ' +
    'them; a coordinator that learns of a crash from the restarted agent has not noticed it in time',
  better: 'lower',
  label: 'over before anybody noticed',
  shown: { heading: 'Suspicions', after: 'detection.count', unlessZero: true },
  measure: countTold('failureMissed'),
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

export const slowDetections: DeclaredMetric = {
  name: 'detection.slow',
  unit: 'count',
  description: 'processes suspected that were up, but whose messages were held',
  label: 'of processes whose messages are held',
  shown: { heading: 'Suspicions', after: 'detection.unreachable', unlessZero: true },
  measure: countTold('slownessDetected'),
};

export const sparedSuspicions: DeclaredMetric = {
  name: 'detection.false.spared',
  unit: 'count',
  description: 'of detection.false, those of processes that no fault had hit since the start of the run',
  better: 'lower',
  label: 'of these never hit by a fault',
  shown: { heading: 'Suspicions', after: 'detection.false', unlessZero: true },
  measure: countTold('falselySuspected', (_process, reachable, _cutFor, wasHit) => reachable && !wasHit),
};

/**
 * Adds up delays in microseconds; their mean in seconds, bounded where some have not ended.
 * @param kind of stop that the delays are counted from
 */
function meanDelay(
  kind: 'crash' | 'pause' | 'cut' | 'slow',
  listen: (source: MetricSource, add: (delay: number) => void) => void,
) {
  return (source: MetricSource): Counter => {
    let sum = 0;
    let count = 0;
    listen(source, (delay) => {
      sum += delay;
      count++;
    });
    return {
      figure({ unnoticed }) {
        const open = unlimited(Float64Array.from(unnoticed[kind]), true);
        return meanSeconds({ count, sum }, { ...open, more: unnoticed.more });
      },
      warm() {
        sum = 0;
        count = 0;
      },
    };
  };
}

const afterStop = (kind: 'crash' | 'pause') =>
  meanDelay(kind, ({ announced }, add) =>
    announced.on('failureDetected', (_process, delay, paused) => {
      if (paused === (kind === 'pause')) add(delay);
    }),
  );

export const crashDetection: DeclaredMetric = {
  name: 'detection.time.crash',
  unit: 'seconds',
  description: 'mean time from a crash or an outage to the suspicion of a process that it took down',
  better: 'lower',
  measure: afterStop('crash'),
};

export const pauseDetection: DeclaredMetric = {
  name: 'detection.time.pause',
  unit: 'seconds',
  description: 'the same from the beginning of a pause',
  better: 'lower',
  measure: afterStop('pause'),
};

export const cutDetection: DeclaredMetric = {
  name: 'detection.time.cut',
  unit: 'seconds',
  description:
    'the same from the beginning of a partition, of a process that is up but cut off from whoever suspects it',
  better: 'lower',
  measure: meanDelay('cut', ({ announced }, add) =>
    announced.on('falselySuspected', (_process, reachable, cutFor) => {
      if (!reachable) add(cutFor);
    }),
  ),
};

export const slowDetection: DeclaredMetric = {
  name: 'detection.time.slow',
  unit: 'seconds',
  description: 'the same from when the messages of a process began to be held',
  better: 'lower',
  measure: meanDelay('slow', ({ announced }, add) =>
    announced.on('slownessDetected', (_process, delay) => add(delay)),
  ),
};

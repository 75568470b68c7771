/** What left a metric of one run open, with numbers, and what would decide those that runs left open. */
import { FAILURES, whatIsOpen } from '../recording/still-open.ts';
import { formatCount, plural } from '../scenario/numbers.ts';
import { longerText } from './longer.ts';
import type { OpenWork } from './open-work.ts';

/**
 * What would decide them, in words that may follow a colon.
 * @param isArriving whether tasks would come for as long as a run went on
 */
export function decidedBy(metrics: readonly string[], isArriving: boolean): string {
  const open = new Set(metrics.map(whatIsOpen));
  const ofFailures = open.delete(FAILURES)
    ? ['let the last failures be noticed before the end, or ask for a quantile (detection.time.p50)']
    : [];
  if (open.size === 0) return ofFailures.join('');
  return [longerText(isArriving), ...ofFailures].join('; ');
}

/** What had not ended, among what the metric is of. */
export function unended(metric: string, open: OpenWork): string {
  const [kind] = metric.split('.');
  const coming = open.toCome.reduce((sum, count) => sum + count, 0);
  const had = (count: number) => (count === 1 ? 'has' : 'have');
  if (kind === 'detection') {
    const down = open.unnoticed.crash.length + open.unnoticed.pause.length;
    if (down === 0) return 'processes may still fail, or be thought to have failed';
    return `${plural(down, 'process', 'processes')} that ${down === 1 ? 'was' : 'were'} down at the end ${had(down)} not been noticed`;
  }
  if (kind === 'recovery' || kind === 'failover') {
    const lost = open.lost;
    if (lost === 0) return 'tasks may still be lost with their agents';
    return `${plural(lost, 'task')} of agents that went down did not run again until the end`;
  }
  if (kind === 'spawn') {
    const starting = open.spawning.latency?.least.length ?? 0;
    return `${plural(starting, 'agent')} that ${starting === 1 ? 'was' : 'were'} asked for ${had(starting)} not come up`;
  }
  if (metric.startsWith('topology.change.')) {
    const peers = open.changes?.least.length ?? 0;
    return `${plural(peers, 'peer')} ${had(peers)} not made the latest change`;
  }
  if (kind === 'flow') {
    // Figures over steps are of all flows, those over flows of those begun in the measured time.
    const isOfFlows = /^flow\.(completed|failed|latency)\b/.test(metric);
    const flows = isOfFlows
      ? open.flows.reduce((sum, { ages }) => sum + ages.length, 0)
      : open.flows.reduce((sum, { underWay }) => sum + underWay, 0);
    return flows === 0 ? 'not all flows had begun' : `${plural(flows, 'flow')} had not ended`;
  }
  if (kind === 'sprint') return 'the sprints had not come to their end';
  if (kind === 'batch') return 'a batch had not left';
  if (open.tasks.length > 0)
    return `${formatCount(open.tasks.length)} of ${plural(open.submitted, 'task')} had not ended${coming > 0 ? ', and more were to come' : ''}`;
  return 'not all tasks had been submitted';
}

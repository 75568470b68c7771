/** Why a run measured no detection of failures and no recovery of tasks: what there was, and what of it did not happen. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatDuration, plural } from '../scenario/numbers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { FaultSpec } from '../world/faults/kinds/index.ts';
import type { World } from '../world/world.ts';
import type { Undecided } from './verdict.ts';

type Recorded = Pick<RunRecorder, 'noticing' | 'durations'>;
type Lived = { readonly parts: Pick<World['parts'], 'lifecycle'> };

const MICROSECONDS = 1e6;

const WATCH: Undecided = { reason: 'health.detector is none: nobody watches', remedy: 'set health.detector' };

/** What stops processes, as words say it. */
interface Stop {
  readonly kinds: readonly FaultSpec['kind'][];
  /** What a process did. */
  readonly did: string;
  readonly tallies: readonly ('crash' | 'pause')[];
}

const CRASH: Stop = {
  kinds: ['crash', 'zone_outage', 'region_outage'],
  did: 'went down',
  tallies: ['crash'],
};
const PAUSE: Stop = { kinds: ['pause'], did: 'stood still', tallies: ['pause'] };
const EITHER: Stop = {
  kinds: [...CRASH.kinds, ...PAUSE.kinds],
  did: 'went down or stood still',
  tallies: ['crash', 'pause'],
};

/** @returns undefined where the metric is of something else */
export function whyNoFailure(
  metric: string,
  scenario: Scenario,
  world: Lived,
  recorder: Recorded,
): Undecided | undefined {
  if (/^(recovery|failover)\.time\./.test(metric)) return whyNoRecovery(metric, scenario, recorder);
  if (!metric.startsWith('detection.')) return undefined;
  switch (metric) {
    case 'detection.time.cut':
      return whyNotSeen(scenario, 'it was cut off', 'partition', ['partition', 'link']);
    case 'detection.time.slow':
      return whyNotSeen(scenario, 'its messages were held', 'slow with messages: held', ['slow']);
    case 'detection.false.duration':
      return scenario.health.detector === 'none' ? WATCH : { reason: 'nobody was wrongly suspected' };
    case 'detection.false.rate':
    case 'detection.accuracy':
      return { reason: 'no agent was up' };
    case 'detection.time.crash':
      return whyNotNoticed(CRASH, scenario, world, recorder);
    case 'detection.time.pause':
      return whyNotNoticed(PAUSE, scenario, world, recorder);
    default:
      return whyNotNoticed(EITHER, scenario, world, recorder);
  }
}

function hasFault({ faults }: Scenario, kinds: readonly FaultSpec['kind'][]): boolean {
  return faults.some(({ kind }) => kinds.includes(kind));
}

function whyNotSeen(
  scenario: Scenario,
  state: string,
  fault: string,
  kinds: readonly FaultSpec['kind'][],
): Undecided {
  if (scenario.health.detector === 'none') return WATCH;
  const remedy = hasFault(scenario, kinds) ? {} : { remedy: `add a fault of kind ${fault}` };
  return { reason: `no process was suspected while ${state}`, ...remedy };
}

function whyNotNoticed(stop: Stop, scenario: Scenario, world: Lived, { noticing }: Recorded): Undecided {
  const { kinds, did, tallies } = stop;
  const missed = tallies.reduce((sum, kind) => sum + noticing[kind].missed, 0);
  const longest = Math.max(...tallies.map((kind) => noticing[kind].longest)) / MICROSECONDS;
  const { detector, parameters } = scenario.health;
  // Of both kinds, but all of one: said as that.
  const only = [CRASH, PAUSE].find(({ tallies: [kind] }) => missed > 0 && noticing[kind].missed === missed);
  const failed = `${plural(missed, 'process', 'processes')} ${(only ?? stop).did}`;
  if (detector === 'none') return missed > 0 ? { ...WATCH, reason: `${WATCH.reason}, and ${failed}` } : WATCH;
  if (missed > 0) {
    const { timeout } = parameters;
    const after = typeof timeout === 'number' ? `, time-out ${formatDuration(timeout)}` : '';
    const most = missed === 1 ? '' : 'at most ';
    const none = missed === 1 ? 'was not noticed' : 'none was noticed';
    const lasted = `${most}${formatDuration(longest)}`;
    return {
      reason: `${failed}, and ${none} before it was back: that took ${lasted}${after}`,
      remedy: `let failures last for longer${after === '' ? '' : ', or shorten the time-out'}`,
    };
  }
  const { agentCrashes, coordinatorCrashes } = world.parts.lifecycle;
  const crashes = kinds.includes('crash') ? agentCrashes + coordinatorCrashes : 0;
  if (crashes > 0)
    return {
      reason: `${plural(crashes, 'process', 'processes')} went down, and ${crashes === 1 ? 'was not' : 'none was'} suspected for it: nobody watches over the root, and who is suspected already is not suspected again`,
    };
  const reason = `no process ${did}`;
  if (!hasFault(scenario, kinds)) return { reason, remedy: `add a fault of kind ${tallies.join(' or ')}` };
  return {
    reason: `${reason} in the measured time, though the scenario has faults that do that`,
    remedy: 'let them come sooner or more often, or the run go on for longer',
  };
}

function whyNoRecovery(metric: string, scenario: Scenario, { noticing, durations }: Recorded): Undecided {
  const recovered = durations['recovery.time'].count;
  if (metric.startsWith('failover.') && recovered > 0)
    return {
      reason: `of ${plural(recovered, 'task')} that ran again none was of an agent that was down when that was noticed: ${
        scenario.health.detector === 'none'
          ? 'nobody watches (health.detector is none), and agents that had restarted said so themselves'
          : 'agents had restarted and said so themselves, or were suspected while they were up'
      }`,
    };
  const { lost, lostLast } = noticing;
  if (lost > 0 && lost === lostLast)
    return {
      reason: `${plural(lost, 'task')} ${lost === 1 ? 'was' : 'were'} lost with an agent, and ${lost === 1 ? 'it had no' : 'none had a'} further attempt (retry.max_attempts)`,
      remedy: 'raise retry.max_attempts',
    };
  if (lost > 0)
    return {
      reason: `${plural(lost, 'attempt')} ${lost === 1 ? 'was' : 'were'} lost with an agent, and none of these tasks ran again`,
    };
  const reason = 'no task was taken back from an agent that was suspected or had restarted';
  if (scenario.faults.length === 0) return { reason, remedy: 'add a fault' };
  return { reason };
}

/** How agents are watched, against the rest of a scenario. */
import type { DetectorDescription, ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';

const DETECTOR: Path = ['health', 'detector'];

/** The largest group whose members can be simulated: what they know of each other takes 4 bytes for every pair. */
const MOST_MEMBERS = 16_384;

/** Whether agents send messages of the detector's own in place of heartbeats. */
export function hasMessages(detector: string, detectors: readonly DetectorDescription[]): boolean {
  return detectors.some(({ name, hasMessages = false }) => name === detector && hasMessages);
}

export function checkHealth(scenario: Scenario, { detectors }: ScenarioCatalog, problems: Problems): void {
  const { health } = scenario;
  if (hasMessages(health.detector, detectors)) {
    checkGroup(scenario, problems);
    return;
  }
  if (health.heartbeat_interval === 0 && health.detector !== 'none') {
    problems.add(DETECTOR, `without heartbeats ${health.detector} would suspect every agent: expected none`, {
      about: [],
    });
  }
  if (health.heartbeat_interval > 0 && health.heartbeat_interval < 0.001) {
    problems.add(['health', 'heartbeat_interval'], 'expected 0, or at least 1ms', { about: [] });
  }
}

/** Agents that watch each other, and their coordinator with them. */
function checkGroup(
  { health, coordination, agents, scaling, spawning, recovery }: Scenario,
  problems: Problems,
): void {
  const { detector, parameters } = health;
  const { topology, standby } = coordination;
  const exclude = (when: boolean, message: string, about: Path) => {
    if (when) problems.add(DETECTOR, message, { about: [about] });
  };
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  exclude(topology !== 'star', `${detector} needs topology star, found ${topology}`, [
    'coordination',
    'topology',
  ]);
  exclude(Boolean(standby), `${detector} needs a coordinator without a standby`, ['coordination', 'standby']);
  const elastic = scaling ? 'scaling' : 'spawning';
  exclude(
    Boolean(scaling || spawning),
    `${detector} needs agents that are there throughout: ${elastic} excludes it`,
    [elastic],
  );
  exclude(
    Boolean(recovery),
    `${detector} sends no heartbeats, by which recovery knows that an agent is well`,
    ['recovery'],
  );
  exclude(count >= MOST_MEMBERS, `${detector} watches at most ${MOST_MEMBERS - 1} agents, found ${count}`, [
    'agents',
  ]);
  if (health.heartbeats_while_busy === false)
    problems.add(
      ['health', 'heartbeats_while_busy'],
      `agents send no heartbeats with ${detector}, and answer whatever they do`,
      { about: [DETECTOR] },
    );
  if (Number(parameters.probe_timeout) > Number(parameters.period))
    problems.add(
      ['health', 'parameters', 'probe_timeout'],
      `expected at most the period, ${showDuration(Number(parameters.period))}`,
      { about: [['health', 'parameters', 'period']] },
    );
}

/**
 * All times for which something waits before it acts without an answer: those that a scenario gives, and those that follow from others and that no
 * key of a scenario gives. Each with what it follows from, and with what it must outlast: as a rule the slowest round trip over the links
 * that it is about, or the answer always comes too late.
 */
import { Kernel } from '../../engine/kernel.ts';
import { MAX_TRIES } from '../../modules/coordination/routing/ring.ts';
import { swimDetector } from '../../modules/health/swim/index.ts';
import { withDefaults } from '../../modules/registry.ts';
import { SENDINGS } from '../../modules/scheduling/assignments.ts';
import { SILENCES } from '../../modules/scheduling/late-binding.ts';
import { QUESTIONS } from '../../modules/scheduling/rebalancer.ts';
import { BUILT_IN } from '../core/registries.ts';
import { Links } from '../network/links.ts';
import { Cluster } from '../plan/cluster.ts';
import { connect } from '../plan/connect.ts';
import { CONFIRMATIONS, ringOptions } from '../plan/peers.ts';
import { planCoordinators } from '../plan/topology.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { STALL_PATIENCE, stallPatience } from '../watch/stall.ts';
import { type DerivedTimeout, NOBODY, ROUND_TRIP, TWICE } from './derived-timeout.ts';
import { patienceTimeouts } from './patience-timeouts.ts';
import { RoundTrips, type Wires } from './round-trips.ts';
import { standbyTimeouts } from './standby-timeouts.ts';

const MICROSECONDS = 1e6;

/** Those of a scenario that has not been built. @throws WorldError when it cannot be built */
export function plannedTimeouts(spec: WorldSpec): DerivedTimeout[] {
  const cluster = new Cluster(spec.cluster.regions);
  const agentNode = cluster.placeAgents(spec.agents.groups);
  const plans = planCoordinators(spec.coordination, cluster, agentNode);
  const processes = connect(spec, cluster, agentNode, plans);
  const links = new Links(spec.network, cluster, new Kernel({ fingerprint: [] }));
  return derivedTimeouts(spec, { plans, processes, network: { links } });
}

/** In the order of a task's way. */
export function derivedTimeouts(spec: WorldSpec, wires: Wires): DerivedTimeout[] {
  const trips = new RoundTrips(spec.network, wires);
  const found: DerivedTimeout[] = [
    ...patienceTimeouts(spec, trips),
    ...assignmentTimeouts(spec, trips),
    ...questionTimeouts(spec, trips),
    ...heartbeatTimeouts(spec),
    ...probeTimeouts(spec, trips),
    ...ringTimeouts(spec, trips),
    ...standbyTimeouts(spec, trips),
    {
      name: 'run.stalled',
      what: 'a run in which nothing moves ends',
      from: `${STALL_PATIENCE / 3600} h and twice the sum of the longest waits of retry, health, faults, scheduler.rebalance and coordination.standby`,
      seconds: stallPatience(spec),
      needs: null,
      needed: '',
      otherwise: '',
    },
  ];
  return found.map((one) => (Number.isNaN(one.needs) ? { ...one, needs: null } : one));
}

/** Those that hold for every assignment, on whatever topology. */
function assignmentTimeouts({ retry }: WorldSpec, trips: RoundTrips): DerivedTimeout[] {
  const needs = Math.max(trips.below, trips.beside);
  const every = { needs, needed: ROUND_TRIP };
  return [
    {
      name: 'assignment.repeated',
      what: 'an assignment or a result that nobody has confirmed is sent again',
      from: 'retry.ack_timeout',
      seconds: retry.ack_timeout,
      ...every,
      otherwise: TWICE,
    },
    {
      name: 'assignment.given_up',
      what: `an assignment that nobody has confirmed, after it was sent ${SENDINGS} times, is given up, which uses up an attempt`,
      from: `${SENDINGS} x retry.ack_timeout`,
      seconds: SENDINGS * retry.ack_timeout,
      ...every,
      otherwise: NOBODY,
    },
    ...(retry.timeout === null
      ? []
      : [
          {
            name: 'attempt.given_up',
            what: 'an attempt without a result is given up',
            from: 'retry.timeout',
            seconds: retry.timeout,
            ...every,
            otherwise: 'Raise it, or no attempt can succeed.',
          },
        ]),
  ];
}

/** Those of questions that coordinators ask agents or each other, where they ask any. */
function questionTimeouts(
  { retry, scheduler, coordination }: WorldSpec,
  trips: RoundTrips,
): DerivedTimeout[] {
  const found: DerivedTimeout[] = [];
  if (scheduler.rebalance)
    found.push({
      name: 'rebalance.given_up',
      what: `an agent that does not say whether it gives a waiting task back, asked ${QUESTIONS} times, loses it, which uses up an attempt`,
      from: `${QUESTIONS} x retry.ack_timeout`,
      seconds: QUESTIONS * retry.ack_timeout,
      needs: trips.below,
      needed: ROUND_TRIP,
      otherwise: NOBODY,
    });
  if (BUILT_IN.algorithms.get(scheduler.algorithm)?.lateBinding)
    found.push({
      name: 'reservation.given_up',
      what: `reservations that nobody has answered, told of ${SILENCES} times, go to others`,
      from: `${SILENCES} x retry.ack_timeout`,
      seconds: SILENCES * retry.ack_timeout,
      needs: trips.below,
      needed: ROUND_TRIP,
      otherwise: NOBODY,
    });
  const { mesh, topology, adapt = [] } = coordination;
  const asks = [mesh?.routing, ...adapt.map(({ routing }) => routing)].includes('broadcast');
  if (topology === 'mesh' && asks)
    found.push({
      name: 'question.closed',
      what: 'a question of a peer to its neighbours is closed, and asked again',
      from: 'coordination.mesh.interval',
      seconds: mesh?.interval ?? 1,
      needs: trips.beside,
      needed: ROUND_TRIP,
      otherwise: NOBODY,
    });
  return found;
}

function heartbeatTimeouts({ health }: WorldSpec): DerivedTimeout[] {
  const { detector, heartbeat_interval: interval, parameters } = health;
  const entry = BUILT_IN.detectors.get(detector);
  if (!entry?.silence || interval === 0) return [];
  const borne = entry.silence(interval * MICROSECONDS, withDefaults(entry.parameters, parameters));
  return [
    {
      name: 'heartbeat.missed',
      what: 'a process that has been silent is suspected',
      from: borne.from,
      seconds: borne.microseconds / MICROSECONDS,
      // Else the longest task, of which there need not be one.
      needs: health.heartbeats_while_busy === false ? null : interval,
      needed: 'the time from one heartbeat to the next',
      otherwise: 'Raise it, or those that live are suspected.',
    },
  ];
}

function probeTimeouts({ health: { detector, parameters } }: WorldSpec, trips: RoundTrips): DerivedTimeout[] {
  if (detector !== swimDetector.name) return [];
  return [
    {
      name: 'probe.unanswered',
      what: 'a member that has not answered a probe is probed by way of others',
      from: 'health.parameters.probe_timeout',
      seconds: Number(withDefaults(swimDetector.parameters, parameters).probe_timeout),
      needs: trips.below,
      needed: 'a round trip of the links between agents and their coordinator',
      otherwise: 'Raise it, or each probe costs as many messages as one of a member that has crashed.',
    },
  ];
}

function ringTimeouts({ coordination, retry }: WorldSpec, trips: RoundTrips): DerivedTimeout[] {
  const { ring, topology, adapt = [] } = coordination;
  const isRing = topology === 'ring' || adapt.some((step) => step.topology === 'ring');
  if (!ring || !isRing || trips.ring.members < 2) return [];
  const ackTimeout = Math.max(1, Math.round(retry.ack_timeout * MICROSECONDS));
  const confirm = ringOptions({ ...ring, order: 'sequential' }, ackTimeout).confirmTimeout / MICROSECONDS;
  const from = `the lesser of coordination.ring.token_timeout / ${CONFIRMATIONS} and retry.ack_timeout`;
  const pass = { needs: trips.ring.slowest, needed: ROUND_TRIP };
  return [
    {
      name: 'token.pass_repeated',
      what: 'a pass of the token that is not confirmed is repeated',
      from,
      seconds: confirm,
      ...pass,
      otherwise: TWICE,
    },
    {
      name: 'token.peer_dead',
      what: `the next peer of the ring is taken for dead after ${MAX_TRIES} passes of the token that were not confirmed`,
      from: `${MAX_TRIES} x ${from}`,
      seconds: MAX_TRIES * confirm,
      ...pass,
      otherwise: 'Raise them, or nobody answers in time.',
    },
    {
      name: 'token.lost',
      what: 'the token is taken for lost, and another is made',
      from: 'coordination.ring.token_timeout, for each next peer two coordination.ring.hold more',
      seconds: ring.token_timeout,
      needs: trips.ring.around + trips.ring.members * ring.hold,
      needed: 'a round of the token, with coordination.ring.hold at each peer',
      otherwise: 'Raise it, or there is always more than one token.',
    },
  ];
}

/** Those that do not outlast what they wait for. */
export function tooShort(timeouts: readonly DerivedTimeout[]): DerivedTimeout[] {
  return timeouts.filter(({ seconds, needs }) => needs !== null && needs > 0 && seconds <= needs);
}

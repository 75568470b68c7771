/** What the two of a pair of coordinators wait for, and clients that wait for them. */
import { REPETITIONS } from '../../modules/standby/replicated-coordinator.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { type DerivedTimeout, ROUND_TRIP, TWICE } from './derived-timeout.ts';
import type { RoundTrips } from './round-trips.ts';

export function standbyTimeouts(
  { coordination: { standby }, retry }: WorldSpec,
  trips: RoundTrips,
): DerivedTimeout[] {
  if (!standby) return [];
  const { heartbeat, timeout, sync_timeout } = standby;
  const key = 'coordination.standby';
  const of = (
    name: string,
    what: string,
    from: string,
    [seconds, needs]: readonly [number, number],
    [needed, otherwise]: readonly [string, string] = [ROUND_TRIP, TWICE],
  ) => ({ name: `standby.${name}`, what, from, seconds, needs, needed, otherwise });
  const beat = 'the time from one sign of life to the next';
  const batch = 'what the leader records and the standby has not confirmed is sent again';
  const told = 'a client that has not confirmed the end of a task is told again';
  const again = 'a client that has heard nothing of its tasks hands them in again';
  const vote = 'an election without a majority of the witnesses begins anew';
  const takes = 'the standby asks to take over from a leader that is silent';
  const alone = 'the leader asks to go on without a standby that is silent';
  const longest = Math.max(heartbeat, trips.pair);
  return [
    of('batch_repeated', batch, `${key}.heartbeat / ${REPETITIONS}`, [heartbeat / REPETITIONS, trips.pair]),
    of('client_told_again', told, `${key}.heartbeat`, [heartbeat, trips.clients]),
    of('handed_in_again', again, 'retry.ack_timeout, doubled up to twice', [
      retry.ack_timeout,
      trips.clients,
    ]),
    of('vote_repeated', vote, `${key}.heartbeat, up to three of them`, [heartbeat, trips.below]),
    of(
      'takes_over',
      takes,
      `${key}.timeout`,
      [timeout, longest],
      [beat, 'Raise it, or a leader that lives is deposed.'],
    ),
    of(
      'goes_alone',
      alone,
      `${key}.sync_timeout`,
      [sync_timeout, longest],
      [beat, 'Raise it, or a standby that lives is dropped.'],
    ),
  ];
}

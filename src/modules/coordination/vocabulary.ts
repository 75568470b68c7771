/**
 * What peers say to each other about tasks that one does for another, and about themselves. Free capacity is slots of trusted workers,
 * less the tasks that are open at the sender: it travels in messages that are sent anyway.
 */
import { fact, facts } from '../facts.ts';
import { hot, vocabulary } from '../vocabulary.ts';

/** The free capacity of a peer without anybody to do anything is this many below zero, and no peer has more than so many above. */
export const MOST_ROOM = 1 << 28;

export const peering = vocabulary('peering', {
  /** A task is handed over, for the `hops`-th time. Of one peer tokens only grow. */
  assign: hot(['task', 'token', 'hops'], 49, 'assign', {
    payload: (sizes, task) => sizes.task(task),
  }),
  /** Where an assignment stands. `accepted` is 0 where nobody is there to do it, which is said until it is cancelled. */
  assigned: hot(['task', 'token', 'accepted', 'room'], 49, 'acknowledge'),
  /** The end of an assignment, one of RESULT; repeated until it is acknowledged. */
  result: hot(['task', 'token', 'result', 'room'], 49, 'result'),
  /** The result is recorded, or fenced off: it need not be sent again. */
  acknowledged: hot(['task', 'token'], 49, 'acknowledge'),
  /** The task is wanted no more, under this token or an older one. */
  cancel: hot(['task', 'token'], 49, 'acknowledge'),
  /** The peer lives, and knows of so many changes of settings. */
  heartbeat: hot(['change', 'room'], 42, 'heartbeat', { isHeartbeat: true }),
  /** From an operator: the settings are to be those of a change. */
  adapt: hot(['change'], 50, 'acknowledge'),
});

/** What whoever watches over others reports. */
export const healthFacts = facts('health', {
  /** A process is no longer trusted. */
  suspected: fact(['process']),
  trusted: fact(['process']),
});

export const peerFacts = facts('peering', {
  /** A peer works by the settings of a change. */
  adapted: fact(['change']),
});

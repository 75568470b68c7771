/** What members of a SWIM group say to each other. A member has the number of its place in the group. */
import { type Codec, type Reader, type Writer, wordSize } from '../../codec.ts';
import { fact, facts } from '../../facts.ts';
import { cold, hot, vocabulary } from '../../vocabulary.ts';

/** What is believed of a member. Of one incarnation the greater wins. */
export const STATE = { alive: 0, suspect: 1, dead: 2 } as const;
export type State = (typeof STATE)[keyof typeof STATE];

/** Numbers of an update: member, state, incarnation, life (0 where it is not known), and who says so. */
export const WIDTH = 5;

/**
 * A ping or an ack with gossip: the words of the plain one, and updates, one after the other. A plain list, since one is made for each message:
 * typed arrays of this size lie outside the heap, and cost several times as much to make and to collect.
 */
export interface Gossip {
  readonly sequence: number;
  readonly incarnation: number;
  readonly life: number;
  readonly updates: readonly number[];
}

/** What a member believes of others, as updates; of those left out, that they are alive and have never been suspected. */
export interface Members {
  readonly updates: readonly number[];
}

const UPDATE_BYTES = 4 * (WIDTH - 1) + 1;

const updatesSize = (updates: readonly number[]) => (updates.length / WIDTH) * UPDATE_BYTES;

function writeUpdates(updates: readonly number[], to: Writer): void {
  for (let at = 0; at < updates.length; at += WIDTH) {
    to.i32(updates[at]);
    to.u8(updates[at + 1]);
    for (let word = 2; word < WIDTH; word++) to.i32(updates[at + word]);
  }
}

function readUpdates(from: Reader): number[] {
  const words: number[] = [];
  while (from.left > 0) {
    words.push(from.i32(), from.u8());
    for (let word = 2; word < WIDTH; word++) words.push(from.i32());
  }
  return words;
}

const gossipCodec: Codec<Gossip> = {
  size: ({ sequence, incarnation, life, updates }) =>
    wordSize(sequence) + wordSize(incarnation) + wordSize(life) + updatesSize(updates),
  write({ sequence, incarnation, life, updates }, to) {
    to.word(sequence);
    to.word(incarnation);
    to.word(life);
    writeUpdates(updates, to);
  },
  read(from) {
    const sequence = from.word();
    const incarnation = from.word();
    const life = from.word();
    return { sequence, incarnation, life, updates: readUpdates(from) };
  },
};

const membersCodec: Codec<Members> = {
  size: ({ updates }) => updatesSize(updates),
  write: ({ updates }, to) => writeUpdates(updates, to),
  read: (from) => ({ updates: readUpdates(from) }),
};

/** Incarnation and life are those of the sender, but in `relayed`. */
export const swim = vocabulary('swim', {
  /** Is the receiver alive? The answer is an `ack` of this sequence number. */
  ping: hot(['sequence', 'incarnation', 'life'], 50, 'heartbeat'),
  ack: hot(['sequence', 'incarnation', 'life'], 50, 'heartbeat'),
  /** The same, with gossip. */
  gossipPing: cold<Gossip>(gossipCodec, 50, 'heartbeat', 12),
  gossipAck: cold<Gossip>(gossipCodec, 50, 'heartbeat', 12),
  /** The receiver is to ping a member for the sender. */
  ask: hot(['sequence', 'member', 'incarnation', 'life'], 50, 'heartbeat'),
  /** The member has answered; these are its incarnation and life. */
  relayed: hot(['sequence', 'incarnation', 'life'], 50, 'heartbeat'),
  /** The member has not answered yet. It shows that the way between the asker and the asked is fine. */
  nack: hot(['sequence'], 42, 'heartbeat'),
  /** The sender begins a new life, and wants to know what the receiver knows. */
  join: hot(['incarnation', 'life'], 46, 'heartbeat'),
  members: cold<Members>(membersCodec, 42, 'heartbeat', 0),
});

/** Members are told by their addresses. */
export const swimFacts = facts('swim', {
  /** A probe begins. */
  probed: fact(['member']),
  /** The reporting member has suspected another one for as long as it may, and declares it dead. */
  declared: fact(['member', 'incarnation']),
  /** The reporting member has been suspected, or declared dead, and says that it lives. */
  refuted: fact(['incarnation']),
});

/** What peers say to each other to find room for tasks, by way of routing. */

import { type Codec, wordSize, wordsLeft, wordsSize } from '../../codec.ts';
import { fact, facts } from '../../facts.ts';
import { cold, hot, vocabulary } from '../../vocabulary.ts';

/** What a peer knows of everybody's room. */
export interface RoomTable {
  /** The sender wants to know the same in return. */
  readonly wantsAnswer: boolean;
  /** Changes of settings that the sender knows of. */
  readonly change: number;
  /** Process, version and room of each peer that is known, one after the other. */
  readonly entries: Float64Array;
}

/** The token of a ring, and what it tells of each member. */
export interface Token {
  readonly number: number;
  /** Number of the pass. */
  readonly serial: number;
  readonly round: number;
  /** By member; `DOWN` for one that counts as down. */
  readonly rooms: Int32Array;
  /** By member: how often something has been said of it. */
  readonly versions: Float64Array;
  /** By member: round in which it had the token last. */
  readonly rounds: Float64Array;
}

/** In the place of a member's room. */
export const DOWN = -0x80000000;

const roomTableCodec: Codec<RoomTable> = {
  size: ({ change, entries }) => 4 + wordSize(change) + wordsSize(entries),
  write({ wantsAnswer, change, entries }, to) {
    to.i32(wantsAnswer ? 1 : 0);
    to.word(change);
    for (const entry of entries) to.word(entry);
  },
  read(from) {
    const wantsAnswer = from.i32() === 1;
    const change = from.word();
    return { wantsAnswer, change, entries: wordsLeft(from) };
  },
};

const tokenCodec: Codec<Token> = {
  size({ number, serial, round, rooms, versions, rounds }) {
    const words = wordSize(number) + wordSize(serial) + wordSize(round);
    return words + 4 * rooms.length + wordsSize(versions) + wordsSize(rounds);
  },
  write({ number, serial, round, rooms, versions, rounds }, to) {
    to.word(number);
    to.word(serial);
    to.word(round);
    for (let member = 0; member < rooms.length; member++) {
      to.i32(rooms[member]);
      to.word(versions[member]);
      to.word(rounds[member]);
    }
  },
  read(from) {
    const number = from.word();
    const serial = from.word();
    const round = from.word();
    const rooms: number[] = [];
    const versions: number[] = [];
    const rounds: number[] = [];
    while (from.left > 0) {
      rooms.push(from.i32());
      versions.push(from.word());
      rounds.push(from.word());
    }
    return {
      number,
      serial,
      round,
      rooms: Int32Array.from(rooms),
      versions: Float64Array.from(versions),
      rounds: Float64Array.from(rounds),
    };
  },
};

export const gossiping = vocabulary('gossip', {
  /** What the sender knows of everybody's room. */
  table: cold<RoomTable>(roomTableCodec, 50, 'acknowledge', 8),
});

export const bidding = vocabulary('bidding', {
  /** How much room is there? Not repeated: an answer that is lost is none. */
  ask: hot(['question'], 49, 'acknowledge'),
  /** In answer: so much room. Offers bind nobody. */
  offer: hot(['question', 'room'], 49, 'acknowledge'),
});

export const tokenPassing = vocabulary('ring', {
  token: cold<Token>(tokenCodec, 50, 'acknowledge', 12),
  /** The token has come. */
  taken: hot(['number', 'serial'], 50, 'acknowledge'),
});

export const ringFacts = facts('ring', {
  /** The token has come, so many microseconds after the last time; -1: it was never here. */
  tokenCame: fact(['number', 'interval']),
  /** A token was lost, and another has been made. */
  tokenMade: fact(['number']),
});

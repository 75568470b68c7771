/**
 * Random streams by name. Which numbers a component draws follows from the seed, the replication and the
 * names alone, never from the order in which streams were made: adding a component or an entity leaves all
 * others as they were.
 *
 * The generator is Alea (Baagøe 2010; passes BigCrush, period about 2^116) as implemented by seedrandom,
 * seeded with the text of the stream's key.
 */
import seedrandom from 'seedrandom';
import type { RandomSource } from '../types.ts';
import { EntityStreams } from './entity-streams.ts';

/** All streams of one replication of a run. */
export class Streams {
  readonly seed: string;
  /** 0, 1, 2, ...: the same seed under another replication gives independent streams. */
  readonly replication: number;

  /** @throws RangeError unless the replication is an integer >= 0. */
  constructor(seed: string, replication: number) {
    if (!Number.isSafeInteger(replication) || replication < 0) {
      throw new RangeError(`a replication is an integer >= 0, not ${replication}`);
    }
    this.seed = seed;
    this.replication = replication;
  }

  /**
   * A fresh stream at its first number. Asking twice for one key gives two equal streams: whoever draws keeps
   * the stream. The entities 1 and '1' are different.
   *
   * @throws RangeError when a numeric entity is not a safe integer.
   */
  stream(component: string, entity?: string | number): RandomSource {
    return { uniform: seedrandom.alea(this.#key(component, entityField(entity))).double };
  }

  /**
   * The streams of all entities of a component, numbered from 0; unrelated to `stream` of the same component.
   */
  entities(component: string): EntityStreams {
    const key = seedrandom.alea(this.#key(component, '*'));
    return new EntityStreams(key.int32(), key.int32());
  }

  #key(component: string, entity: string): string {
    return `${textField(this.seed)}${this.replication},${textField(component)}${entity}`;
  }
}

// A length in front keeps names that contain separators apart: ('a', 'b/c') from ('a/b', 'c').
function textField(text: string): string {
  return `${text.length}:${text},`;
}

function entityField(entity: string | number | undefined): string {
  if (entity === undefined) return '-';
  if (typeof entity === 'string') return `s${textField(entity)}`;
  if (!Number.isSafeInteger(entity)) throw new RangeError(`an entity is a name or an integer, not ${entity}`);
  return `n${entity}`;
}

/** What is in the data of an entry: one byte for its kind, and what belongs to it. */
import { ByteReader, ByteWriter } from '../../codec.ts';
import type { Configuration } from '../quorum/configuration.ts';
import { readConfiguration, writeConfiguration } from './configuration-codec.ts';

/** The entry with which a leader begins its term: with it, all before it is committed (dissertation, 6.4). */
export const NO_OP = Uint8Array.of(0);
const COMMAND = 1;
const CONFIGURATION = 2;

export function commandEntry(command: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + command.length);
  data[0] = COMMAND;
  data.set(command, 1);
  return data;
}

/** The command of an entry; null: it has none. */
export function commandOf(data: Uint8Array): Uint8Array | null {
  return data[0] === COMMAND ? data.subarray(1) : null;
}

export function configurationEntry(configuration: Configuration): Uint8Array {
  const to = new ByteWriter();
  to.u8(CONFIGURATION);
  writeConfiguration(configuration, to);
  return to.bytes.slice();
}

/** The configuration of an entry; null: it has none. */
export function configurationOf(data: Uint8Array): Configuration | null {
  return data[0] === CONFIGURATION ? readConfiguration(new ByteReader(data.subarray(1))) : null;
}

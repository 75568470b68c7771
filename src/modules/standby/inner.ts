/** The module that a pair of coordinators replicates, and its handlers. */
import type { Module, ProcessId } from '../ports.ts';
import { intake } from '../scheduling/vocabulary.ts';
import { fullName, type Kind, MessageTable, type Vocabulary } from '../vocabulary.ts';

export interface Inner {
  readonly module: Module;
  readonly table: MessageTable;
}

/**
 * @param speaks what the pair passes on to the module, besides the submissions of clients
 * @throws Error when the module handles what nobody would pass on to it
 */
export function innerOf(self: ProcessId, module: Module, speaks: readonly Vocabulary[]): Inner {
  const passedOn = new Set<Kind>([intake, ...speaks].flatMap((of) => Object.values(of)));
  for (const [kind] of module.receives.flatMap(({ handles }) => handles))
    if (!passedOn.has(kind)) throw new Error(`a pair passes no ${fullName(kind)} on to its coordinator`);
  return { module, table: new MessageTable(self, module.receives) };
}

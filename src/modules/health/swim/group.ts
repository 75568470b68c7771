/** What all members of a group know of it from the start. */
import type { ProcessId } from '../../ports.ts';
import { SuspicionTimes, type SwimSettings } from './settings.ts';
import { Subjects } from './subjects.ts';

export interface SwimGroup {
  /** Address of each member, by its place. */
  readonly processes: Int32Array;
  /** Place of an address, -1 for a stranger. */
  placeOf(process: ProcessId): number;
  /** The place of the coordinator, whom nobody gives up. */
  readonly seed: number;
  readonly settings: SwimSettings;
  readonly times: SuspicionTimes;
  readonly subjects: Subjects;
}

/** The group of a coordinator: its workers in their order, and then itself. */
export function swimGroup(
  workers: readonly ProcessId[],
  coordinator: ProcessId,
  settings: SwimSettings,
): SwimGroup {
  const processes = Int32Array.from([...workers, coordinator]);
  const places = new Map<ProcessId, number>();
  for (const [place, process] of processes.entries()) places.set(process, place);
  return {
    processes,
    placeOf: (process) => places.get(process) ?? -1,
    seed: workers.length,
    settings,
    times: new SuspicionTimes(processes.length, settings),
    subjects: new Subjects(processes.length),
  };
}

/** The machines of coordinators, as a specification has them. */
import type { Streams } from '../../engine/random/streams.ts';
import { createDurationSampler } from '../../engine/variates/duration.ts';
import type { ProcessId } from '../../modules/ports.ts';
import type { StorageSpec } from '../spec/spec.ts';
import { CoordinatorHost } from './coordinator-host.ts';
import type { HostContext } from './host.ts';
import { SyncingHost } from './syncing-host.ts';

/** @param processes root first. @param storage null: writes are durable at once */
export function coordinatorHosts(
  processes: readonly ProcessId[],
  storage: StorageSpec | null,
  context: HostContext,
  streams: Streams,
): CoordinatorHost[] {
  const durations = storage && createDurationSampler(storage.sync);
  return processes.map((process, i) => {
    const random = streams.stream('coordinator', i);
    if (!durations) return new CoordinatorHost(process, context, random);
    return new SyncingHost(process, context, random, { durations, random: streams.stream('storage', i) });
  });
}

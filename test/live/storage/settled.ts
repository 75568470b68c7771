/** A store whose events nobody waits for. */
import type { Store } from '../../../src/live/storage/store.ts';

export const NOBODY = {
  durable() {},
  failed(error: unknown) {
    throw error;
  },
};

/** Resolves when all turns are durable. */
export async function settled(store: Store): Promise<void> {
  while (store.durable < store.turns) await new Promise((resolve) => setTimeout(resolve));
}

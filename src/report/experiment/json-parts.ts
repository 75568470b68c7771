/** Parts that the JSON documents of all experiments have in common. */
import type { RunFailure } from '../../lab/experiment/types.ts';

interface Headed {
  readonly plan: { readonly kind: string; readonly name: string; readonly seed: string };
  readonly version: string;
  readonly fingerprint: string;
}

/** The first keys of a document. */
export function headOf({ plan, version, fingerprint }: Headed, partial: boolean) {
  const { kind, name, seed } = plan;
  return { kind, name, seed, version, fingerprint, ...(partial ? { partial: true } : {}) };
}

/** Runs that failed; a single alternative has no label. */
export function failuresOf(failures: readonly RunFailure[]) {
  return failures.map(({ label, replication, attempts, reason }) => ({
    ...(label === '' ? {} : { label }),
    replication,
    attempts,
    reason,
  }));
}

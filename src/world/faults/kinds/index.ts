/** All kinds of fault. A new one is one file and one line here, and its form in a scenario. */
import type { FaultKind } from '../kind.ts';
import { link } from './link.ts';
import { regionOutage, zoneOutage } from './outage.ts';
import { partition } from './partition.ts';
import { crash, pause, slow } from './process.ts';

const FAULT_KINDS = [crash, pause, slow, zoneOutage, regionOutage, partition, link] as const;

type SpecOf<Kind> = Kind extends FaultKind<infer Spec> ? Spec : never;
export type FaultSpec = SpecOf<(typeof FAULT_KINDS)[number]>;

const BY_KIND = new Map(FAULT_KINDS.map((kind) => [kind.kind, kind as unknown as FaultKind<FaultSpec>]));

/** What a fault is. It takes specifications of its own kind alone. */
export function kindOf({ kind }: FaultSpec): FaultKind<FaultSpec> {
  const found = BY_KIND.get(kind);
  if (!found) throw new RangeError(`there is no kind of fault ${kind}`);
  return found;
}

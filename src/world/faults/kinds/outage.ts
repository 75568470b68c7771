/** Outages of zones and regions: every process inside crashes. */
import type { FaultCommon, SelectorSpec } from '../../spec/fault-spec.ts';
import type { FaultEffect, FaultKind, FaultPlaces, FaultTargets } from '../kind.ts';
import { conditionOf } from './process.ts';

/** Crashes every process in a zone or a region. */
export interface OutageFaultSpec<Kind extends string = 'zone_outage' | 'region_outage'> extends FaultCommon {
  readonly kind: Kind;
  readonly region: string;
  /** zone_outage only: 1-based zone number. */
  readonly zone: number | null;
}

/**
 * Agents and coordinators of a zone or region. It is the place that is down: agents that are started there meanwhile do not come up
 * before it does.
 */
function effect(
  { region, zone }: OutageFaultSpec,
  _random: unknown,
  places: FaultPlaces,
  targets: FaultTargets,
): FaultEffect {
  const inside = (processes: SelectorSpec['processes'], absent: boolean) =>
    places.candidates({ processes, count: null, fraction: 1, region, zone, group: null }, absent);
  const coordinators = inside('coordinators', false);
  const processes = inside('agents', false).length + coordinators.length;
  const place = Int32Array.from([...inside('agents', true), ...coordinators]);
  const { begin, end } = conditionOf(place, 'crash', 1, targets);
  return { processes, missed: processes === 0, begin, end };
}

export const zoneOutage: FaultKind<OutageFaultSpec<'zone_outage'>> = { kind: 'zone_outage', effect };
export const regionOutage: FaultKind<OutageFaultSpec<'region_outage'>> = { kind: 'region_outage', effect };

/** Outages of zones and regions. */
import { z } from 'zod';
import type { OutageFaultSpec } from '../../world/faults/kinds/outage.ts';
import { checkKnown } from '../checks/names.ts';
import { mapping, whole } from '../schema/leaf.ts';
import { type FaultForm, faultForm } from './form.ts';
import { commonShape } from './schedule.ts';
import { checkZone, region } from './target.ts';

const check: FaultForm<z.ZodType, OutageFaultSpec>['check'] = (fault, path, scenario, problems) => {
  const regions = scenario.cluster.regions.map(({ name }) => name);
  checkKnown(fault.region, [...path, 'region'], 'region', regions, problems);
  checkZone(fault.zone, fault.region, [...path, 'zone'], scenario, problems);
};

const ZONE = 'every process in a zone crashes';
export const zoneOutage = faultForm({
  kind: 'zone_outage',
  description: ZONE,
  schema: mapping({
    kind: z.literal('zone_outage').meta({ description: ZONE }),
    ...commonShape,
    region: region().optional().meta({ description: 'Region of the zone (default the only region)' }),
    zone: whole(1, 100).meta({ description: 'Number of the zone, counted from 1' }),
  }),
  hasLifetimes: false,
  build(input, common, { path, regions, context }): OutageFaultSpec<'zone_outage'> {
    if (input.region === undefined && regions.length > 1) {
      context.problems.add(
        [...path, 'region'],
        'missing: there are several regions, so name the one of the zone',
      );
    }
    return { kind: 'zone_outage', ...common, region: input.region ?? regions[0].name, zone: input.zone };
  },
  check,
});

const REGION = 'every process in a region crashes';
export const regionOutage = faultForm({
  kind: 'region_outage',
  description: REGION,
  schema: mapping({
    kind: z.literal('region_outage').meta({ description: REGION }),
    ...commonShape,
    region: region().meta({ description: 'The region' }),
  }),
  hasLifetimes: false,
  build: (input, common): OutageFaultSpec<'region_outage'> => ({
    kind: 'region_outage',
    ...common,
    region: input.region,
    zone: null,
  }),
  check,
});

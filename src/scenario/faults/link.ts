/** Faults of links. */
import { z } from 'zod';
import type { LinkFaultSpec } from '../../world/faults/kinds/link.ts';
import { checkKnown } from '../checks/names.ts';
import { flag, mapping, quantity } from '../schema/leaf.ts';
import { faultForm } from './form.ts';
import { commonShape } from './schedule.ts';
import { region } from './target.ts';

const DESCRIPTION = 'links lose, repeat, reorder or delay messages';

export const link = faultForm({
  kind: 'link',
  description: DESCRIPTION,
  schema: mapping({
    kind: z.literal('link').meta({ description: DESCRIPTION }),
    ...commonShape,
    from: region().nullish().meta({ description: 'Region of the sender (default any)' }),
    to: region().nullish().meta({ description: 'Region of the receiver (default any)' }),
    both_ways: flag().default(true).meta({ description: 'Also the other direction' }),
    loss: quantity('ratio').prefault(0).meta({ description: 'Probability that a message is lost' }),
    duplicate: quantity('ratio')
      .prefault(0)
      .meta({ description: 'Probability that a message arrives twice' }),
    reorder: quantity('ratio')
      .prefault(0)
      .meta({ description: 'Probability that a message may overtake others' }),
    latency_factor: quantity('number', { min: 0, max: 1e6 })
      .prefault(1)
      .meta({ description: 'Delays are multiplied by it' }),
    latency_added: quantity('duration').prefault('0s').meta({ description: 'Then this is added to delays' }),
  }),
  hasLifetimes: false,
  build(input, common, { path, context }): LinkFaultSpec {
    const {
      from = null,
      to = null,
      both_ways,
      loss,
      duplicate,
      reorder,
      latency_factor,
      latency_added,
    } = input;
    const harmless = loss + duplicate + reorder + latency_added === 0 && latency_factor === 1;
    if (harmless) {
      context.problems.add(path, 'this fault changes nothing: give loss, duplicate, reorder or latency');
    }
    return {
      kind: 'link',
      ...common,
      from,
      to,
      both_ways,
      loss,
      duplicate,
      reorder,
      latency_factor,
      latency_added,
    };
  },
  check(fault, path, scenario, problems) {
    const regions = scenario.cluster.regions.map(({ name }) => name);
    for (const key of ['from', 'to'] as const) {
      const name = fault[key];
      if (name !== null) checkKnown(name, [...path, key], 'region', regions, problems);
    }
  },
});

/** Regions, their machines, and the network between them. */
import { z } from 'zod';
import { listNode } from '../document/tree.ts';
import { choice } from './choice.ts';
import { bareOr } from './either-form.ts';
import { distribution, isMapping, limited, list, mapping, nameText, quantity, whole } from './leaf.ts';
import { bareKey, numbered, withShort } from './short.ts';

const poolSchema = mapping({
  role: z
    .enum(['primary', 'worker', 'backup'], { error: () => 'primary, worker or backup' })
    .default('worker')
    .meta({ description: 'primary hosts coordinators, backup takes agents only when all others are full' }),
  count: whole(1, 1_000_000).default(1).meta({ description: 'Machines in every zone' }),
  cpu: limited('number', { above: 0, max: 1e6 })
    .prefault('unlimited')
    .meta({ description: 'Cores of one machine' }),
  memory: limited('size', { above: 0 }).prefault('unlimited').meta({ description: 'Memory of one machine' }),
  agents: limited('integer', { min: 1, max: 1e7 })
    .prefault('unlimited')
    .meta({ description: 'Most agents on one machine' }),
});

const nodesSchema = withShort(
  choice([whole(1, 1_000_000), list(poolSchema, 'pools of machines', { min: 1, max: 100 })], (value) =>
    Array.isArray(value)
      ? 1
      : isMapping(value)
        ? { message: 'expected a number of machines or a list of pools, found a mapping' }
        : 0,
  ),
  {
    expand: (node) =>
      node.kind === 'scalar' && typeof node.value === 'number'
        ? listNode([bareKey('count').expand(node) ?? node], node.place)
        : null,
  },
);

const regionSchema = mapping({
  name: nameText('the name of a region').meta({ description: 'Other sections name the region by it' }),
  zones: whole(1, 100).default(1).meta({ description: 'Failure zones in the region' }),
  nodes: nodesSchema
    .prefault(10)
    .meta({ description: 'Machines per zone: a number of workers, or a list of pools' }),
});

export type RegionInput = z.output<typeof regionSchema>;

const namedOrFull = bareOr(nameText('the name of a region'), regionSchema, 'name');

const MOST_REGIONS = 1000;

/** Of a region that was only counted. */
export const regionName = (number: number): string => `region-${number}`;

export const clusterSchema = mapping({
  regions: withShort(
    choice([whole(1, MOST_REGIONS), list(namedOrFull, 'regions', { min: 1, max: MOST_REGIONS })], (value) =>
      Array.isArray(value)
        ? 1
        : typeof value === 'number'
          ? 0
          : { message: 'expected a number of regions, a list of their names, or a list of mappings' },
    ),
    numbered(MOST_REGIONS, (number) => ({ name: regionName(number) })),
  )
    .prefault(['local'])
    .meta({ description: 'Regions: how many, their names, or what each is made of' }),
});

export const linkShape = {
  latency: distribution('duration').optional().meta({ description: 'One-way delay of a message' }),
  loss: quantity('ratio').optional().meta({ description: 'Probability that a message is lost (default 0)' }),
  duplicate: quantity('ratio')
    .optional()
    .meta({ description: 'Probability that a message arrives twice (default 0)' }),
  reorder: quantity('ratio')
    .optional()
    .meta({ description: 'Probability that a message may overtake earlier ones (default 0)' }),
  bandwidth: limited('bandwidth', { above: 0 })
    .optional()
    .meta({ description: 'What one sending machine gets on such links (default unlimited)' }),
};

const linkSchema = mapping(linkShape);
export type LinkInput = z.output<typeof linkSchema>;

const between = mapping({
  between: list(nameText('the name of a region'), 'two regions', { min: 2, max: 2 }).meta({
    description: 'Two regions; holds in both directions',
  }),
  ...linkShape,
});
const oneWay = mapping({
  from: nameText('the name of a region').meta({ description: 'Region of the sender' }),
  to: nameText('the name of a region').meta({ description: 'Region of the receiver' }),
  ...linkShape,
});

const pairSchema = choice([between, oneWay], (value) => (isMapping(value) && 'from' in value ? 1 : 0));
export type PairInput = z.output<typeof between> | z.output<typeof oneWay>;

export const networkSchema = mapping({
  ...linkShape,
  links: mapping({
    same_node: linkSchema.prefault({}).meta({ description: 'Inside one machine (latency 20us)' }),
    same_zone: linkSchema.prefault({}).meta({ description: 'Between machines of a zone (latency 250us)' }),
    same_region: linkSchema.prefault({}).meta({ description: 'Between zones of a region (latency 1ms)' }),
    between_regions: linkSchema.prefault({}).meta({ description: 'Between regions (latency 40ms)' }),
  })
    .prefault({})
    .meta({ description: 'What differs for one class of links' }),
  regions: list(pairSchema, 'pairs of regions')
    .prefault([])
    .meta({ description: 'What differs between two regions' }),
  message_size: choice([quantity('size', { max: 1e9 }), z.literal('compact')], (value) =>
    value === 'compact' ? 1 : 0,
  )
    .prefault('256B')
    .meta({
      description:
        "Size of every message besides a task's payload; compact: of each kind what it takes in the compact protocol",
    }),
}).meta({ description: 'The network; values given here hold for all links' });

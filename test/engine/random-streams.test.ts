import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EntityStreams, MAX_SELECTED_ENTITY } from '../../src/engine/random/entity-streams.ts';
import { Streams } from '../../src/engine/random/streams.ts';
import type { RandomSource } from '../../src/engine/types.ts';
import { correlationDeviate, DEVIATE_LIMIT, KOLMOGOROV_LIMIT, kolmogorov } from './variates/goodness.ts';

const draw = (source: RandomSource, count: number) => Array.from({ length: count }, () => source.uniform());
const identity = (x: number) => x;

describe('pinned transcripts: these bytes are the same on every machine and every Node', () => {
  const streams = new Streams('seed', 0);
  test.each<[string, RandomSource, number[]]>([
    [
      'component',
      streams.stream('arrivals'),
      [0.06854722198093122, 0.43526743842355387, 0.8975580463534983, 0.9120374863069428],
    ],
    [
      'component and name',
      streams.stream('arrivals', 'web'),
      [0.09161439905186552, 0.22740688134216447, 0.018555250042615712, 0.06450853540671886],
    ],
    [
      'component and number',
      streams.stream('arrivals', 7),
      [0.10570109383103354, 0.0629074295354708, 0.3813472426572869, 0.14245136193121655],
    ],
    [
      'second replication',
      new Streams('seed', 1).stream('arrivals'),
      [0.521878504354978, 0.16867492823691266, 0.2992976042577875, 0.6629798676683228],
    ],
    [
      'first entity',
      streams.entities('task').select(0),
      [0.16277530591946854, 0.7001873489736392, 0.44574427493862234, 0.5070318114906645],
    ],
    [
      'some entity',
      streams.entities('task').select(123456),
      [0.2696801140137216, 0.9955014143026999, 0.3164121048196893, 0.6315609450915937],
    ],
  ])('%s', (_, source, expected) => expect(draw(source, 4)).toEqual(expected));
});

// Few letters, among them those that separate the fields of a key, so that confusable keys are frequent.
const name = fc.string({ unit: fc.constantFrom('a', '1', ':', ',', '/', '-', '*', 'n', 's'), maxLength: 5 });
const key = fc.tuple(
  name,
  fc.nat({ max: 12 }),
  name,
  fc.option(fc.oneof(name, fc.integer()), { nil: undefined }),
);
const streamOf = ([seed, replication, component, entity]: typeof key extends fc.Arbitrary<infer K>
  ? K
  : never) => new Streams(seed, replication).stream(component, entity);

describe('names', () => {
  test.prop([key, key], { numRuns: 2000 })(
    'different keys give different streams, equal keys equal ones',
    (one, two) => {
      const same = JSON.stringify(one) === JSON.stringify(two);
      expect(streamOf(one).uniform() === streamOf(two).uniform()).toBe(same);
    },
  );

  test('a separator within a name does not make two keys one', () => {
    const streams = new Streams('s', 0);
    const first = [
      streams.stream('a', 'b/c'),
      streams.stream('a/b', 'c'),
      streams.stream('a', 'b:c'),
      streams.stream('a:b', 'c'),
      streams.stream('a,1:b', 'c'),
      streams.stream('a', '1'),
      streams.stream('a', 1),
      streams.stream('a'),
      streams.stream('a', ''),
      streams.stream('a', '*'),
      streams.entities('a').select(0),
      new Streams('s1', 0).stream('a'),
      new Streams('s', 10).stream('a'),
    ].map((source) => source.uniform());
    expect(new Set(first).size).toBe(first.length);
  });

  test('a stream starts anew each time it is asked for, and nobody else moves it', () => {
    const streams = new Streams('s', 3);
    const alone = draw(streams.stream('arrivals', 'web'), 50);
    const web = streams.stream('arrivals', 'web');
    const others = [
      streams.stream('arrivals'),
      streams.stream('arrivals', 'batch'),
      streams.stream('faults'),
    ];
    const together = alone.map((_, index) => {
      others[index % 3].uniform();
      return web.uniform();
    });
    expect(together).toEqual(alone);
  });

  test.each([-1, 0.5, Number.NaN])('replication %d is refused', (replication) => {
    expect(() => new Streams('s', replication)).toThrow(RangeError);
  });

  test('a fractional entity is refused', () => {
    expect(() => new Streams('s', 0).stream('a', 0.5)).toThrow(RangeError);
  });
});

describe('numbers', () => {
  const streams = new Streams('quality', 0);
  const N = 20_000;
  const sources: [string, RandomSource][] = [
    ['a stream', streams.stream('x')],
    ['one entity', streams.entities('x').select(5)],
  ];

  test.each(sources)('%s: in [0, 1), 53 bits, uniform, successive ones uncorrelated', (_, source) => {
    const values = draw(source, N);
    const integers = values.map((x) => x * 2 ** 53);
    expect(integers.every((x) => Number.isInteger(x) && x >= 0 && x < 2 ** 53)).toBe(true);
    // The lowest and the highest bit are each set about half the time.
    const odd = integers.filter((x) => x % 2 === 1).length;
    expect(Math.abs(odd - N / 2) / Math.sqrt(N / 4)).toBeLessThan(DEVIATE_LIMIT);
    expect(kolmogorov(values, identity)).toBeLessThan(KOLMOGOROV_LIMIT);
    for (const lag of [1, 2, 7]) {
      const deviate = correlationDeviate(values.slice(lag), values.slice(0, -lag));
      expect(Math.abs(deviate)).toBeLessThan(DEVIATE_LIMIT);
    }
  });

  const across: [string, (entity: number) => number][] = [
    ['streams of numbered entities', (entity) => streams.stream('agent', entity).uniform()],
    ['streams of replications', (replication) => new Streams('s', replication).stream('agent').uniform()],
    ['streams of seeds', (seed) => new Streams(String(seed), 0).stream('agent').uniform()],
    ['entity streams', (entity) => streams.entities('agent').at(entity, 0)],
    ['draws of one entity', (index) => streams.entities('agent').at(3, index)],
    ['components of entity streams', (component) => streams.entities(`c${component}`).at(0, 0)],
  ];

  test.each(across)('first numbers across %s are uniform, neighbours uncorrelated', (_, first) => {
    const values = Array.from({ length: 4000 }, (_unused, index) => first(index));
    expect(kolmogorov(values, identity)).toBeLessThan(KOLMOGOROV_LIMIT);
    expect(Math.abs(correlationDeviate(values.slice(1), values.slice(0, -1)))).toBeLessThan(DEVIATE_LIMIT);
  });

  test('streams whose names differ little are uncorrelated', () => {
    const names = ['agent', 'agent1', 'agent2', 'agents', 'Agent'];
    const series = [
      ...names.map((component) => draw(streams.stream(component), 5000)),
      ...names.map((component) => draw(streams.entities(component).select(1), 5000)),
      draw(streams.entities('agent').select(2), 5000),
    ];
    for (let i = 0; i < series.length; i++) {
      for (let j = 0; j < i; j++) {
        expect(Math.abs(correlationDeviate(series[i], series[j]))).toBeLessThan(DEVIATE_LIMIT);
      }
    }
  });
});

describe('entity streams', () => {
  test.prop([fc.array(fc.nat({ max: 300 }), { maxLength: 200 })])(
    'an entity goes through its own sequence, whoever draws in between',
    (entities) => {
      const streams = new EntityStreams(1, 2);
      const reference = new EntityStreams(1, 2);
      const drawn = new Map<number, number>();
      for (const entity of entities) {
        const index = drawn.get(entity) ?? 0;
        expect(streams.select(entity).uniform()).toBe(reference.at(entity, index));
        drawn.set(entity, index + 1);
      }
    },
  );

  test('selected once, an entity keeps drawing', () => {
    const streams = new EntityStreams(1, 2);
    streams.select(9);
    expect(draw(streams, 3)).toEqual([0, 1, 2].map((index) => streams.at(9, index)));
  });

  test('reading by index moves nothing', () => {
    const streams = new EntityStreams(1, 2);
    streams.at(0, 0);
    streams.at(0, 100);
    expect(streams.select(0).uniform()).toBe(streams.at(0, 0));
  });

  test('growing for a late entity keeps the places of the early ones', () => {
    const streams = new EntityStreams(1, 2);
    draw(streams.select(1), 5);
    streams.select(1_000_000).uniform();
    expect(streams.select(1).uniform()).toBe(streams.at(1, 5));
    expect(streams.select(1_000_000).uniform()).toBe(streams.at(1_000_000, 1));
  });

  test('a number is made of 27 bits of the first word and 26 of the second', () => {
    // The known answer for key 0 and counter 0 is 6b200159 99ba4efe.
    const bits = BigInt(0x6b200159 >>> 5) * 2n ** 26n + BigInt(0x99ba4efe >>> 6);
    expect(new EntityStreams(0, 0).at(0, 0)).toBe(Number(bits) / 2 ** 53);
  });

  test.each([-1, 0.5, Number.NaN, MAX_SELECTED_ENTITY + 1, 2 ** 32 + 1, Number.POSITIVE_INFINITY])(
    'entity %d is refused',
    (entity) => {
      expect(() => new EntityStreams(1, 2).select(entity)).toThrow(RangeError);
    },
  );
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/lab/scenario-file.ts';
import { exactJson, fromExactJson } from '../../src/queue/exact-json.ts';

describe('exactJson', () => {
  property.prop([fc.jsonValue({ maxDepth: 4 })])('gives back whatever JSON can say', (value) => {
    const kept = JSON.parse(JSON.stringify(value)) as unknown;
    expect(fromExactJson(exactJson(kept))).toEqual(kept);
  });

  property.prop([
    fc.dictionary(
      fc.constantFrom('$', '$number', '$list', '$$number', 'a', '__proto__'),
      fc
        .anything({ withNullPrototype: false, maxDepth: 2 })
        .map((value) =>
          value === undefined || typeof value === 'bigint' || typeof value === 'symbol' ? null : value,
        )
        .filter((value) => typeof value !== 'object' || value === null || Array.isArray(value) === false),
      { noNullPrototype: true },
    ),
    fc.double(),
  ])('keeps keys that look like its own, and every number', (fields, number) => {
    const value = { ...JSON.parse(JSON.stringify(fields)), number };
    expect(fromExactJson(exactJson(value))).toEqual(value);
  });

  test.each([-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 2 ** 53 + 2])(
    'keeps %s',
    (number) => {
      expect(Object.is(fromExactJson(exactJson(number)), number)).toBe(true);
      expect(fromExactJson(exactJson({ a: [number] }))).toEqual({ a: [number] });
    },
  );

  test('keeps long lists apart, each once', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => ({
      at: index / 3,
      size: index % 2 === 0 ? -0 : 1,
    }));
    const texts = new Map<string, string>();
    const keep = (text: string): string => {
      texts.set(`#${text.length}`, text);
      return `#${text.length}`;
    };
    const text = exactJson({ first: list, second: [1, 2], third: list }, keep);
    expect(texts.size).toBe(1);
    expect(text.length).toBeLessThan(200);
    const back = fromExactJson(text, (name) => texts.get(name) as string);
    expect(back).toEqual({ first: list, second: [1, 2], third: list });
    expect(() => fromExactJson(text)).toThrow('kept apart');
  });

  const files = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
  test.each(files)('gives back the scenario of %s', (file) => {
    const scenario = loadScenario(join('scenarios', file));
    const lists = new Map<string, string>();
    const keep = (text: string): string => {
      lists.set(String(lists.size), text);
      return String(lists.size - 1);
    };
    const text = exactJson(scenario, keep);
    expect(fromExactJson(text, (name) => lists.get(name) as string)).toEqual(scenario);
  });
});

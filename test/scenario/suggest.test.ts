import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { either, nearest } from '../../src/scenario/suggest.ts';

const KEYS = ['latency', 'loss', 'duplicate', 'bandwidth', 'least_loaded'];

test.each([
  ['latncy', 'latency'],
  ['Latency', 'latency'],
  ['lsos', 'loss'],
  ['least-loaded', 'least_loaded'],
  ['bandwith', 'bandwidth'],
])('%s was meant as %s', (word, meant) => {
  expect(nearest(word, KEYS)).toBe(meant);
});

test.each(['', 'x', 'colour', 'agents'])('%s is near nothing', (word) => {
  expect(nearest(word, KEYS)).toBeUndefined();
});

test.prop([fc.constantFrom(...KEYS.filter((key) => key.length > 5)), fc.nat(20)])(
  'one letter left out is always forgiven',
  (key, position) => {
    const at = position % key.length;
    expect(nearest(key.slice(0, at) + key.slice(at + 1), KEYS)).toBe(key);
  },
);

test('choices are listed as in a sentence', () => {
  expect(either([])).toBe('');
  expect(either(['a'])).toBe('a');
  expect(either(['a', 'b', 'c'])).toBe('a, b or c');
});

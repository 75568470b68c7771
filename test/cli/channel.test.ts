import { describe, expect, test } from 'vitest';
import { Channel } from '../../src/cli/channel.ts';
import { WriteError } from '../../src/cli/exit.ts';
import { Sink } from './streams.ts';

describe('writing', () => {
  test('passes text on, and lines with their end', async () => {
    const sink = new Sink();
    const channel = new Channel(sink, 'standard output', {});
    await channel.write('a');
    await channel.line('b');
    expect(sink.text).toBe('ab\n');
  });

  test('is quiet about a reader that went away, and writes to it no more', async () => {
    const sink = new Sink({ failure: 'EPIPE' });
    const channel = new Channel(sink, 'standard output', {});
    await channel.line('one');
    await channel.line('two');
    expect(sink.writes).toBe(1);
  });

  test('fails with words when the disk is full', async () => {
    const channel = new Channel(new Sink({ failure: 'ENOSPC' }), 'standard output', {});
    const failure = channel.line('one');
    await expect(failure).rejects.toThrow(WriteError);
    await expect(failure).rejects.toThrow('cannot write standard output: no space is left on the device');
  });
});

describe('colour', () => {
  const color = (terminal: boolean, environment: Record<string, string>) =>
    new Channel(new Sink({ terminal }), 'standard output', environment).color;

  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('terminal %s with %j: %s', (terminal, environment, expected) => {
    expect(color(terminal, environment as Record<string, string>)).toBe(expected);
  });
});

test.each([
  [undefined, 100],
  [0, 100],
  [20, 40],
  [132, 132],
])('a terminal of %s columns counts as %s', (columns, width) => {
  expect(new Channel(new Sink({ columns }), 'standard output', {}).width).toBe(width);
});

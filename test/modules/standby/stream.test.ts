import { describe, expect, test } from 'vitest';

import type { ReplicatedBatch } from '../../../src/modules/standby/batch.ts';
import { Stream } from '../../../src/modules/standby/stream.ts';
import { Tables } from '../../../src/modules/standby/tables.ts';
import { pairing } from '../../../src/modules/standby/vocabulary.ts';
import { type Sent, TestPort } from '../port.ts';

const PEER = 51;
/** Of batches that were sent. */
const numbers = (sent: readonly Sent[]) => sent.map(({ message }) => (message as ReplicatedBatch).number);

/** More rows than one batch of a copy holds. */
const ROWS = 300;

describe('a copy in several batches', () => {
  test('is confirmed with the last of them, and what was written meanwhile after that', () => {
    const port = new TestPort(50);
    const tables = new Tables(port.scope('replicated'));
    for (let key = 0; key < ROWS; key++) tables.put(5, key, key, 0, 0, 0);
    const stream = new Stream(port.scope('stream'), PEER, 1_000_000);
    stream.start(1, 0, tables);
    const copied = stream.position;
    stream.write(5, 7, 8, 0, 0, 0);
    stream.pump(true);
    const first = port.takeSent();
    expect(first.map(({ kind }) => kind)).toEqual([pairing.replicate]);
    expect(numbers(first)).toEqual([1]);
    expect(stream.onReplicated(1, 1)).toBe(true);
    expect(stream.confirmed).toBeLessThan(copied);
    expect(stream.hasCopied).toBe(false);
    stream.pump(true);
    expect(numbers(port.takeSent())).toEqual([2]);
    expect(stream.onReplicated(1, 2)).toBe(true);
    expect(stream.hasCopied).toBe(true);
    expect(stream.confirmed).toBe(copied);
    stream.pump(true);
    expect(numbers(port.takeSent())).toEqual([3]);
    stream.onReplicated(1, 3);
    expect(stream.confirmed).toBe(stream.position);
  });
});

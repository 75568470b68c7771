import { describe, expect, test } from 'vitest';
import { MESSAGE } from '../../../src/modules/ports.ts';
import { ReplicatedPort } from '../../../src/modules/standby/replicated-port.ts';
import { Stream } from '../../../src/modules/standby/stream.ts';
import { TestPort } from '../port.ts';

function replicated(): {
  readonly port: TestPort;
  readonly machine: ReplicatedPort;
  readonly stream: Stream;
} {
  const port = new TestPort(50);
  const stream = new Stream(port, 51, 1_000_000, 2);
  const machine = new ReplicatedPort(port, stream, { ackTimeout: 1_000_000, tag: 0, onTimer: () => {} });
  return { port, machine, stream };
}

describe('messages with a table', () => {
  test('leave with it when nothing waits for the standby', () => {
    const { port, machine } = replicated();
    machine.open();
    machine.send(7, MESSAGE.gossip, 1, 2, 3, Int32Array.of(4, 5));
    expect(port.take()).toEqual(['gossip 7 1 2 3 [4 5]']);
  });

  test('are held back with it, each with its own', () => {
    const { port, machine, stream } = replicated();
    stream.start(1, 0, port.storage);
    stream.onReplicated(1, 1);
    port.take();
    machine.storage.put(9, 1, 0, 0, 0);
    machine.send(7, MESSAGE.gossip, 1, 2, 3, Int32Array.of(4));
    machine.send(8, MESSAGE.probe, 6, 0, 0);
    machine.send(9, MESSAGE.gossip, 1, 2, 3, Int32Array.of(5, 6));
    machine.flush();
    expect(port.takeSent().map(({ kind }) => kind)).toEqual([MESSAGE.replicate]);
    stream.onReplicated(1, 2);
    machine.flush();
    expect(port.take()).toEqual(['gossip 7 1 2 3 [4]', 'probe 8 6 0 0', 'gossip 9 1 2 3 [5 6]']);
  });

  test('are forgotten with the module', () => {
    const { port, machine, stream } = replicated();
    stream.start(1, 0, port.storage);
    machine.send(7, MESSAGE.gossip, 1, 2, 3, Int32Array.of(4));
    machine.clear();
    machine.send(8, MESSAGE.gossip, 1, 2, 3, Int32Array.of(5));
    machine.open();
    expect(port.take().at(-1)).toBe('gossip 8 1 2 3 [5]');
  });
});

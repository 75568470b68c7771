import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../src/live/wire/frames.ts';
import { Transport } from '../../../src/live/wire/transport.ts';

interface End {
  readonly transport: Transport;
  readonly heard: string[];
  readonly refusals: string[];
  port: number;
}

const open: Transport[] = [];
afterEach(() => {
  for (const transport of open.splice(0)) transport.close();
});

async function end(
  runner: number,
  given: { vocabulary?: string; secret?: string; life?: number } = {},
): Promise<End> {
  const heard: string[] = [];
  const refusals: string[] = [];
  const transport = new Transport({
    ...{ vocabulary: 'v1', secret: 'mine', runner, life: 0 },
    ...given,
    receive: (from, body) => heard.push(`${from}: ${Buffer.from(body)}`),
    changed: (other, isUp) => heard.push(`${other} is ${isUp ? 'up' : 'down'}`),
    refused: ({ message }) => refusals.push(message),
  });
  open.push(transport);
  return { transport, heard, refusals, port: await transport.listen() };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const text = (words: string) => Buffer.from(words);

describe('two ends of a connection', () => {
  test('know each other, and what one sends the other hears in order', async () => {
    const [one, two] = [await end(1), await end(2)];
    two.transport.dial(1, one.port);
    await until(() => one.heard.length > 0 && two.heard.length > 0);
    for (let i = 0; i < 100; i++) expect(two.transport.send(1, text(String(i)))).toBe(true);
    expect(one.transport.send(2, text('back'))).toBe(true);
    await until(() => one.heard.length === 101 && two.heard.length === 2);
    expect(one.heard).toEqual(['2 is up', ...Array.from({ length: 100 }, (_, i) => `2: ${i}`)]);
    expect(two.heard).toEqual(['1 is up', '1: back']);
  });

  test('find each other again where the one that was dialled has begun anew elsewhere', async () => {
    const [one, two] = [await end(1), await end(2)];
    two.transport.dial(1, one.port);
    await until(() => two.heard.includes('1 is up'));
    one.transport.close();
    await until(() => two.heard.includes('1 is down'));
    expect(two.transport.send(1, text('lost'))).toBe(false);
    const again = await end(1, { life: 1 });
    two.transport.dial(1, again.port);
    await until(() => again.heard.includes('2 is up') && two.transport.isConnected(1));
    expect(two.transport.send(1, text('found'))).toBe(true);
    await until(() => again.heard.includes('2: found'));
  });

  test('that speak other vocabularies refuse each other, and both say so', async () => {
    const [one, two] = [await end(1), await end(2, { vocabulary: 'v2' })];
    two.transport.dial(1, one.port);
    await until(() => one.refusals.length > 0 && two.refusals.length > 0);
    expect(one.refusals[0]).toBe(
      'process 2 speaks the vocabularies v2, and process 1 v1: they are not of one version',
    );
    expect(two.refusals[0]).toBe(
      'process 1 speaks the vocabularies v1, and process 2 v2: they are not of one version',
    );
    expect(one.transport.isConnected(2) || two.transport.isConnected(1)).toBe(false);
  });

  test('do not listen to strangers', async () => {
    const one = await end(1);
    const answers: Promise<number>[] = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from(encodeFrame(text('no hello'))),
      Buffer.from(
        encodeFrame(
          text(JSON.stringify({ protocol: 1, vocabulary: 'v1', secret: 'yours', runner: 2, life: 0 })),
        ),
      ),
    ].map(
      (hello) =>
        new Promise((resolve) => {
          let bytes = 0;
          const socket = net.connect(one.port, '127.0.0.1', () => socket.write(hello));
          socket.on('data', (data) => {
            bytes += data.length;
          });
          socket.on('error', () => {});
          socket.on('close', () => resolve(bytes));
        }),
    );
    // Not a byte is said to them, the secret least of all.
    expect(await Promise.all(answers)).toEqual([0, 0, 0]);
    expect(one.heard).toEqual([]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readAddress, redact } from '../../src/queue/address.ts';

describe('the address of a queue', () => {
  test('says where it is without the password, which goes to the driver alone', () => {
    const address = readAddress('redis://sim:s%40fe@queue.example:6380/3', {});
    expect(address).toMatchObject({
      backend: 'redis',
      shown: 'redis://sim@queue.example:6380/3',
      url: 'redis://sim:s%40fe@queue.example:6380/3',
    });
    expect(redact('cannot use redis://sim:s%40fe@queue.example: s@fe is wrong', address)).toBe(
      'cannot use redis://sim:***@queue.example: *** is wrong',
    );
  });

  test('takes the password from the environment, where the URL has none', () => {
    const environment = { SWARMLAB_QUEUE_PASSWORD: 'a/b c' };
    const { url, secrets, shown } = readAddress(
      'postgres://sim@db.example/sim?sslmode=verify-full',
      environment,
    );
    expect(new URL(url).password).toBe('a%2Fb%20c');
    expect(secrets).toContain('a/b c');
    expect(shown).toBe('postgres://sim@db.example/sim');
    expect(readAddress('redis://:own@h/0', environment).secrets).toEqual(['own']);
  });

  test('reads the authority that TLS trusts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sim-ca-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'ca.pem');
    writeFileSync(path, 'PEM');
    expect(readAddress('rediss://h/0', { SWARMLAB_QUEUE_CA: path }).authority).toBe('PEM');
    const { searchParams } = new URL(readAddress('postgres://h/x', { SWARMLAB_QUEUE_CA: path }).url);
    expect(Object.fromEntries(searchParams)).toEqual({ sslmode: 'verify-full', sslrootcert: path });
    expect(() => readAddress('redis://h/0', { SWARMLAB_QUEUE_CA: path })).toThrow('write rediss://');
    expect(() => readAddress('rediss://h/0', { SWARMLAB_QUEUE_CA: `${path}x` })).toThrow('cannot be read');
  });

  test.each([
    ['queue.example', 'this is no URL'],
    ['http://queue.example', 'expected redis://'],
    ['redis:///0', 'expected redis://'],
    ['redis://queue.example/zero', 'a Redis database is a number'],
    ['redis://queue.example/0?tls=1', 'a Redis URL has none'],
    ['redis://queue.example/0#x', '"#" has no meaning'],
    ['postgres://db.example/x?ssl=1', 'there are sslmode, sslrootcert, sslcert, sslkey'],
  ])('refuses %s', (text, message) => {
    expect(() => readAddress(text, {})).toThrow(message);
  });

  test('never repeats a password in a message', () => {
    for (const text of [
      'redis://u:hidden@h/0?x=1',
      'redis://u:hidden@h/zero',
      'u:hidden@h',
      'ftp://u:hidden@h',
    ])
      expect(() => readAddress(text, {})).toThrow(/^(?!.*hidden)/);
  });
});

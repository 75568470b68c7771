/**
 * Real servers for tests of the queue: Redis and PostgreSQL, each on a port of its own on loopback, with its data in a folder of its
 * own. Where they are not installed, tests are skipped with a word, but never where SIM_NEEDS_SERVERS is set.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { env, getuid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

export type ServerKind = 'redis' | 'postgres';

export interface TestServer {
  readonly kind: ServerKind;
  /** As `--queue` takes it. */
  readonly url: string;
  readonly port: number;
  /** Ends the process and keeps the data; nobody is listening until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

export interface ServerOptions {
  /** Asked of whoever connects. */
  readonly password?: string;
  /** Certificate and key of the server, which then takes TLS alone. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const POSTGRES_ROOT = '/usr/lib/postgresql';

/** Folder of initdb and postgres: the newest version that Debian has put there. */
function postgresPrograms(): string | null {
  if (!existsSync(POSTGRES_ROOT)) return null;
  const versions = readdirSync(POSTGRES_ROOT).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map((name) => join(POSTGRES_ROOT, name, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ??
    null
  );
}

function isInstalled(kind: ServerKind): boolean {
  if (kind === 'postgres') return postgresPrograms() !== null;
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Why tests of a server are skipped, in a sentence; null when they run. They fail instead where servers must be there. */
export function missingServer(kind: ServerKind): string | null {
  if (isInstalled(kind)) return null;
  const problem = `${kind === 'redis' ? 'redis-server' : 'postgresql'} is not installed`;
  if (env.SIM_NEEDS_SERVERS === '1') throw new Error(problem);
  return problem;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export async function startServer(kind: ServerKind, options: ServerOptions = {}): Promise<TestServer> {
  const server = await (kind === 'redis' ? redis(options) : postgres(options));
  await server.start();
  return server;
}

async function redis({ password, tls }: ServerOptions): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sim-redis-'));
  const port = await freePort();
  const words = [
    ...['--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'no', '--save', ''],
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...(tls === undefined
      ? ['--port', String(port)]
      : [
          ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
          ...[
            '--tls-cert-file',
            tls.certificate,
            '--tls-key-file',
            tls.key,
            '--tls-ca-cert-file',
            tls.certificate,
          ],
        ]),
  ];
  const url = `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}/0`;
  return processServer('redis', url, port, folder, () => spawn('redis-server', words, { stdio: 'ignore' }));
}

/** Of the user `postgres`. */
function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

/** PostgreSQL refuses to run as root: it runs as the user that Debian made for it. */
async function postgres({ password, tls }: ServerOptions): Promise<TestServer> {
  const bin = postgresPrograms() as string;
  const folder = mkdtempSync(join(tmpdir(), 'sim-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const asUser = getuid?.() === 0;
  const command = (name: string, words: readonly string[]): [string, string[]] =>
    asUser
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, name), ...words]]
      : [join(bin, name), [...words]];
  const secret = join(folder, 'password');
  writeFileSync(secret, `${password ?? ''}\n`);
  const authentication = password === undefined ? ['trust'] : ['scram-sha-256', `--pwfile=${secret}`];
  const initial = ['-D', data, '-U', 'sim', '--no-sync', '-E', 'UTF8', '-A', ...authentication];
  if (asUser) for (const path of [folder, secret]) chownSync(path, idOf('-u'), idOf('-g'));
  execFileSync(...command('initdb', initial), { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder });
  // PostgreSQL takes a key of its own user alone, which nobody else may read.
  const copy = (path: string): string => {
    const own = join(folder, basename(path));
    copyFileSync(path, own);
    chmodSync(own, 0o600);
    if (asUser) chownSync(own, idOf('-u'), idOf('-g'));
    return own;
  };
  const words = [
    ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    ...['-c', 'fsync=off', '-c', 'logging_collector=off'],
    ...(tls === undefined ? [] : ['-c', 'ssl=on', '-c', `ssl_cert_file=${copy(tls.certificate)}`]),
    ...(tls === undefined ? [] : ['-c', `ssl_key_file=${copy(tls.key)}`]),
  ];
  const url = `postgres://sim@127.0.0.1:${port}/postgres`;
  return processServer('postgres', url, port, folder, () =>
    spawn(...command('postgres', words), { stdio: 'ignore', cwd: folder }),
  );
}

function processServer(
  kind: ServerKind,
  url: string,
  port: number,
  folder: string,
  launch: () => ChildProcess,
): TestServer {
  let child: ChildProcess | null = null;
  const stop = async (): Promise<void> => {
    if (child === null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    // Fast shutdown of PostgreSQL, which does not wait for clients; Redis takes it for an interrupt.
    child.kill('SIGINT');
    await ended;
    child = null;
  };
  return {
    kind,
    url,
    port,
    stop,
    async start() {
      child = launch();
      await untilListening(port, child);
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const { connect } = await import('node:net');
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    // PostgreSQL listens a moment before it takes clients.
    if (isThere) return sleep(200);
    await sleep(100);
  }
  throw new Error(`nothing listens on port ${port} after 30 s`);
}

/**
 * Where a queue is: a URL, and what the environment adds to it. Passwords are read here and hidden here; nothing else in the program
 * shows a URL that a user gave.
 */
import { readFileSync } from 'node:fs';
import { QueueAddressError } from './errors.ts';

export type Backend = 'redis' | 'postgres';

export interface QueueAddress {
  readonly backend: Backend;
  /** With the password: for the driver alone. */
  readonly url: string;
  /** Without password and options, for messages. */
  readonly shown: string;
  /** What must not appear in any output. */
  readonly secrets: readonly string[];
  /** For Redis, certificates of authorities to trust, as PEM; null: those that Node trusts. A PostgreSQL URL names their file itself. */
  readonly authority: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const PASSWORD_VARIABLE = 'SWARMLAB_QUEUE_PASSWORD';
export const AUTHORITY_VARIABLE = 'SWARMLAB_QUEUE_CA';

const BACKENDS: Readonly<Record<string, Backend>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/** Options of a PostgreSQL URL that concern the way to the server; others would be ignored. */
const OPTIONS: readonly string[] = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];
const EXPECTED =
  'expected redis://HOST:PORT/NUMBER, rediss:// for TLS, or postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full';

/**
 * Reads the URL of a queue.
 * @throws QueueAddressError naming the part that is wrong, never a password
 */
export function readAddress(text: string, environment: Environment): QueueAddress {
  const url = parse(text);
  const backend = BACKENDS[url.protocol];
  if (backend === undefined || url.hostname === '') throw new QueueAddressError(`--queue: ${EXPECTED}`);
  checkOptions(url, backend);
  if (backend === 'redis' && !/^\/?\d{0,5}$/.test(url.pathname))
    throw new QueueAddressError(`--queue ${shownUrl(url)}: a Redis database is a number, such as /0`);
  if (url.hash !== '') throw new QueueAddressError(`--queue ${shownUrl(url)}: "#" has no meaning here`);
  const password = environment[PASSWORD_VARIABLE];
  if (password !== undefined && password !== '' && url.password === '')
    url.password = encodeURIComponent(password);
  const authority = readAuthority(environment);
  if (url.protocol === 'redis:' && authority !== null)
    throw new QueueAddressError(`${AUTHORITY_VARIABLE} goes with TLS: write rediss:// instead of redis://`);
  if (backend === 'postgres' && authority !== null) {
    if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'verify-full');
    if (!url.searchParams.has('sslrootcert'))
      url.searchParams.set('sslrootcert', environment[AUTHORITY_VARIABLE] as string);
  }
  return { backend, url: url.href, shown: shownUrl(url), secrets: secretsOf(url), authority };
}

/** The text without the secrets, however they are written in it. */
export function redact(text: string, { secrets }: Pick<QueueAddress, 'secrets'>): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // What cannot be read may hold a password: it is not repeated.
    throw new QueueAddressError(`--queue: this is no URL, ${EXPECTED}`);
  }
}

function checkOptions(url: URL, backend: Backend): void {
  const allowed = backend === 'postgres' ? OPTIONS : [];
  for (const name of url.searchParams.keys())
    if (!allowed.includes(name))
      throw new QueueAddressError(
        `--queue ${shownUrl(url)}: there is no option ${JSON.stringify(name)}, ${allowed.length > 0 ? `there are ${allowed.join(', ')}` : 'a Redis URL has none'}`,
      );
}

function shownUrl(url: URL): string {
  const user = url.username === '' ? '' : `${url.username}@`;
  return `${url.protocol}//${user}${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

function secretsOf({ password }: URL): string[] {
  if (password === '') return [];
  const plain = decodeURIComponent(password);
  return [...new Set([plain, password, encodeURIComponent(plain)])].sort((a, b) => b.length - a.length);
}

function readAuthority(environment: Environment): string | null {
  const path = environment[AUTHORITY_VARIABLE];
  if (path === undefined || path === '') return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new QueueAddressError(`${AUTHORITY_VARIABLE}: ${path} cannot be read`);
  }
}

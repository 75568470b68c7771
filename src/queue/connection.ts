/**
 * BullMQ over Redis or PostgreSQL. Both packages and their drivers are optional dependencies: they are loaded here, when a queue is
 * asked for, and nowhere else.
 */
import type { Job, Processor, Queue, Worker, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { type QueueAddress, redact } from './address.ts';
import { QueueError } from './errors.ts';

export interface QueueConnection {
  /** The address without password, for messages. */
  readonly shown: string;
  /** Jobs of one kind. Closed with the connection, or by `release`. */
  queue<Data>(name: string): Queue<Data>;
  release(queues: readonly Queue[]): Promise<void>;
  /** Processes the jobs of a queue. Whoever opens it closes it. */
  worker<Data>(name: string, process: Processor<Data>, options: ServingOptions): Worker<Data>;
  close(): Promise<void>;
}

export type ServingOptions = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'
>;

export type { Job, Queue, Worker };

/** What the packages are asked for, by either backend. */
interface Driver {
  readonly bullmq: typeof import('bullmq');
  readonly connection: Redis | Pool;
  end(): Promise<void>;
}

/** Milliseconds within which a server has to answer at first; later on there is no limit. */
const PATIENCE = 10_000;
const LONGEST_RECONNECT = 2_000;
/** Milliseconds for which a connection that is given up waits to be closed from the other side. */
const FAREWELL = 100;
/** Events of BullMQ that a server keeps: nothing here reads them. */
const FEW_EVENTS = 100;
/** Connections of one process to PostgreSQL; one of them listens for each queue that is served. */
const MOST_CONNECTIONS = 8;

/**
 * Connects to the server of a queue. Later on a connection that breaks is made again for as long as it takes.
 * @param onTrouble what goes wrong on the way, such as a connection that breaks; it is being dealt with
 * @throws QueueError when a package is missing, or the server cannot be reached within ten seconds
 */
export async function connect(
  address: QueueAddress,
  onTrouble: (message: string) => void = () => {},
): Promise<QueueConnection> {
  const trouble = (error: Error): void => onTrouble(redact(error.message || error.name, address));
  const driver = await (address.backend === 'redis' ? redis(address, trouble) : postgres(address, trouble));
  const { bullmq, connection, end } = driver;
  // Its types name the connection of the backend, which is decided here.
  const shared = { connection: connection as Redis };
  const backend =
    address.backend === 'postgres' ? (bullmq.createPostgresBackend as unknown as undefined) : undefined;
  const queues = new Set<Queue>();
  return {
    shown: address.shown,
    queue<Data>(name: string): Queue<Data> {
      const options = {
        ...shared,
        streams: { events: { maxLen: FEW_EVENTS } },
        defaultJobOptions: { removeOnComplete: true },
      };
      const queue = new bullmq.Queue(name, options, backend);
      queue.on('error', trouble);
      queues.add(queue);
      return queue as Queue<Data>;
    },
    async release(unused) {
      for (const queue of unused) queues.delete(queue);
      await Promise.all(unused.map((queue) => queue.close()));
    },
    worker<Data>(name: string, process: Processor<Data>, options: ServingOptions): Worker<Data> {
      const worker = new bullmq.Worker(
        name,
        process,
        { ...shared, runRetryDelay: 1_000, ...options },
        backend,
      );
      worker.on('error', trouble);
      return worker as Worker<Data>;
    },
    async close() {
      await Promise.all([...queues].map((queue) => queue.close()));
      await end();
    },
  };
}

async function redis(address: QueueAddress, trouble: (error: Error) => void): Promise<Driver> {
  const [bullmq, { Redis }] = await load(['bullmq', 'ioredis'], () =>
    Promise.all([import('bullmq'), import('ioredis')]),
  );
  const client = new Redis(address.url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    disconnectTimeout: FAREWELL,
    // BullMQ waits for a server that is away, instead of giving up after some attempts.
    maxRetriesPerRequest: null,
    retryStrategy: (attempts) => Math.min(LONGEST_RECONNECT, 100 * attempts),
    ...(address.authority === null ? {} : { tls: { ca: address.authority } }),
  });
  let last: Error | null = null;
  client.on('error', (error: Error) => {
    last = error;
    trouble(error);
  });
  try {
    await within(PATIENCE, async () => {
      await client.connect();
      await client.ping();
    });
  } catch (error) {
    client.disconnect();
    throw unreachable(address, last ?? error);
  }
  return {
    bullmq,
    connection: client,
    // A server that is away answers no farewell.
    end: () => within(1_000, () => client.quit()).then(noop, () => client.disconnect()),
  };
}

async function postgres(address: QueueAddress, trouble: (error: Error) => void): Promise<Driver> {
  const [bullmq, { default: pg }] = await load(['bullmq', 'pg'], () =>
    Promise.all([import('bullmq'), import('pg')]),
  );
  const pool = new pg.Pool({
    connectionString: address.url,
    application_name: 'swarmlab',
    keepAlive: true,
    connectionTimeoutMillis: PATIENCE,
    max: MOST_CONNECTIONS,
    options: `-c search_path=${bullmq.quoteSchemaName(bullmq.DEFAULT_SCHEMA)}`,
  });
  pool.on('error', trouble);
  try {
    const client = await pool.connect();
    try {
      // Its types are narrower than a client of pg.
      await bullmq.runMigrations(client as unknown as Parameters<typeof bullmq.runMigrations>[0]);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw unreachable(address, error);
  }
  return { bullmq, connection: pool, end: () => within(1_000, () => pool.end()).catch(noop) };
}

function noop(): void {}

async function load<Loaded>(packages: readonly string[], importing: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await importing();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new QueueError(`--queue needs packages that are not installed: npm install ${packages.join(' ')}`);
  }
}

function unreachable(address: QueueAddress, error: unknown): QueueError {
  const { message, code, name } = error as NodeJS.ErrnoException;
  // An attempt on several addresses has an error without words.
  const reason = redact(message || code || name || String(error), address);
  return new QueueError(`the queue at ${address.shown} cannot be used: ${reason.split('\n')[0]}`);
}

/** @throws Error when `work` takes longer than so many milliseconds */
export async function within<Result>(limit: number, work: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1_000} s`)), limit);
  });
  try {
    return await Promise.race([work(), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** What an experiment has left on a server. */
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestServer } from './servers.ts';

/** Keys or rows that belong to an experiment, those of its queues and its entry in the list. */
export async function leftOn({ kind, url }: TestServer): Promise<string[]> {
  if (kind === 'redis') {
    const client = new Redis(url);
    const keys = await client.keys('*');
    await client.quit();
    // The lists of all experiments themselves are for the next one.
    return keys
      .filter((key) => !/^bull:swarmlab-(experiments|dropped):(meta|marker|events|id)$/.test(key))
      .sort();
  }
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ left: string }>(
    "select 'job of ' || queue as left from bullmq.job union all select 'meta of ' || queue from bullmq.meta order by 1",
  );
  await client.end();
  return rows
    .map(({ left }) => left)
    .filter((left) => !/^meta of swarmlab-(experiments|dropped)$/.test(left));
}

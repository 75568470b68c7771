/**
 * Requests that look for their result in a cache before they are executed. The cache stands with the client, shared by all who ask;
 * a look into it takes no time.
 */

import type { Streams } from '../../engine/random/streams.ts';
import type { RandomSource, Sampler } from '../../engine/types.ts';
import { createSampler } from '../../engine/variates/sampler.ts';
import { intake } from '../../modules/scheduling/vocabulary.ts';

import { type CacheCounts, ResultCache } from '../../modules/workflow/result-cache.ts';
import type { Host } from '../host/host.ts';
import type { CacheSpec } from '../spec/spec.ts';
import type { CachedCounts } from './client.ts';
import type { TaskSource } from './task-source.ts';

const MICROSECONDS = 1e6;

const NOTHING: CacheCounts = { hits: 0, joined: 0, misses: 0, expired: 0, evicted: 0 };

export class CachedRequests {
  readonly #host: Host;
  readonly #source: TaskSource;
  readonly #root: number;
  readonly #answered: () => void;
  /** Keys to results, which are the tasks that came to them; who waits is known by when it asked. */
  readonly #cache: ResultCache<number, number, number>;
  readonly #keys: Sampler;
  readonly #draws: RandomSource;
  /** Key and time of the request by the task that is executed for it. */
  readonly #executing = new Map<number, { readonly key: number; readonly at: number }>();
  /** Counts at the end of the warm-up. */
  #before = NOTHING;
  #answers = 0;
  #waited = 0;

  /** @param answered called once for each request, also those from the cache */
  constructor(
    { ttl, keys, size }: CacheSpec,
    name: string,
    host: Host,
    source: TaskSource,
    root: number,
    streams: Streams,
    answered: () => void,
  ) {
    this.#host = host;
    this.#source = source;
    this.#root = root;
    this.#answered = answered;
    this.#cache = new ResultCache(size, Math.max(1, Math.round(ttl * MICROSECONDS)));
    this.#keys = createSampler(keys);
    this.#draws = streams.stream('result key', name);
  }

  /** Executions whose end is awaited. */
  get open(): number {
    return this.#executing.size;
  }

  /** Since the end of the warm-up. */
  get counts(): CachedCounts {
    const { hits, joined, misses, expired, evicted } = this.#cache.counts;
    const before = this.#before;
    return {
      requests: hits + joined + misses - before.hits - before.joined - before.misses,
      hits: hits - before.hits,
      joined: joined - before.joined,
      expired: expired - before.expired,
      evicted: evicted - before.evicted,
      answered: this.#answers,
      waited: this.#waited,
    };
  }

  warm(): void {
    this.#before = this.#cache.counts;
    this.#answers = 0;
    this.#waited = 0;
  }

  /** The next request. Its task has the same demand whether it is needed or not. @param demand seconds; negative: drawn */
  ask(demand: number): void {
    const key = Math.round(this.#keys.sample(this.#draws));
    const now = this.#host.now();
    const answer = this.#cache.request(key, now, now);
    if (answer.kind === 'compute') {
      const task = this.#source.create(0, demand);
      this.#executing.set(task, { key, at: now });
      this.#host.post(this.#root, intake.submit, task, 1);
      return;
    }
    this.#source.skip(0);
    if (answer.kind === 'hit') this.#answer(now);
  }

  /** A result is kept, and whoever waited for it is answered; a failure is told to them, and the next who asks tries anew. */
  onFinished(task: number, success: number): void {
    const { key, at } = this.#executing.get(task) as { key: number; at: number };
    this.#executing.delete(task);
    const others = success === 1 ? this.#cache.store(key, task, this.#host.now()) : this.#cache.fail(key);
    this.#answer(at);
    for (const asked of others) this.#answer(asked);
  }

  #answer(asked: number): void {
    this.#answers++;
    this.#waited += this.#host.now() - asked;
    this.#answered();
  }
}

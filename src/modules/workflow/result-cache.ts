/**
 * A cache of results with a time to live, shared by all who ask for the same work. It also joins requests: while one asker
 * computes a result, others who ask for it wait instead of computing it again.
 *
 * Bounded: when it is full, the result that was not asked for longest leaves (least recently used).
 */

/** What a request comes to: the result; or the asker waits for another; or the asker is to compute it. */
export type CacheAnswer<Value> =
  | { readonly kind: 'hit'; readonly value: Value }
  | { readonly kind: 'joined' }
  | { readonly kind: 'compute' };

interface Entry<Value> {
  readonly value: Value;
  /** The first time at which it is no longer valid. */
  readonly expires: number;
}

/** Counts since the cache was made. */
export interface CacheCounts {
  readonly hits: number;
  readonly joined: number;
  readonly misses: number;
  /** Results dropped because their time was over, found by a request or by `purge`. */
  readonly expired: number;
  /** Results dropped while valid, for want of room. */
  readonly evicted: number;
}

/** A setting out of range. */
export class CacheSettingError extends Error {
  override readonly name = 'CacheSettingError';
  readonly field: string;
  readonly found: number;

  constructor(field: string, found: number, allowed: string) {
    super(`${field} is ${found}, but must be ${allowed}`);
    this.field = field;
    this.found = found;
  }
}

export class ResultCache<Key, Value, Asker> {
  /** In order of last use, the oldest first. */
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #pending = new Map<Key, Asker[]>();
  readonly #capacity: number;
  readonly #ttl: number;
  readonly #counts = { hits: 0, joined: 0, misses: 0, expired: 0, evicted: 0 };

  /**
   * @param capacity most results kept, a whole number from 1
   * @param ttl microseconds for which a result is valid, above 0
   * @throws CacheSettingError
   */
  constructor(capacity: number, ttl: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new CacheSettingError('capacity', capacity, 'a whole number from 1');
    }
    if (!(ttl > 0)) throw new CacheSettingError('ttl', ttl, 'above 0');
    this.#capacity = capacity;
    this.#ttl = ttl;
  }

  /** Results kept, those among them whose time is over and that nobody has asked for since. */
  get size(): number {
    return this.#entries.size;
  }

  get counts(): CacheCounts {
    return { ...this.#counts };
  }

  /** @param now microseconds; never less than in an earlier call */
  request(key: Key, asker: Asker, now: number): CacheAnswer<Value> {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      if (now < entry.expires) {
        this.#entries.set(key, entry);
        this.#counts.hits++;
        return { kind: 'hit', value: entry.value };
      }
      this.#counts.expired++;
    }
    const waiting = this.#pending.get(key);
    if (waiting) {
      waiting.push(asker);
      this.#counts.joined++;
      return { kind: 'joined' };
    }
    this.#pending.set(key, []);
    this.#counts.misses++;
    return { kind: 'compute' };
  }

  /** Keeps a computed result. @returns those who wait for it */
  store(key: Key, value: Value, now: number): readonly Asker[] {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#capacity) this.#makeRoom(now);
    this.#entries.set(key, { value, expires: now + this.#ttl });
    return this.#settle(key);
  }

  /** The computation failed and nothing is kept. @returns those who wait for it; the next who asks computes anew */
  fail(key: Key): readonly Asker[] {
    return this.#settle(key);
  }

  /** Forgets a result, because what it rests on has changed. False when there is none. */
  invalidate(key: Key): boolean {
    return this.#entries.delete(key);
  }

  /** Drops what is no longer valid. @returns how many */
  purge(now: number): number {
    const before = this.#entries.size;
    for (const [key, { expires }] of this.#entries) if (expires <= now) this.#entries.delete(key);
    const dropped = before - this.#entries.size;
    this.#counts.expired += dropped;
    return dropped;
  }

  #makeRoom(now: number): void {
    for (const [key, { expires }] of this.#entries) {
      this.#entries.delete(key);
      if (expires <= now) this.#counts.expired++;
      else this.#counts.evicted++;
      return;
    }
  }

  #settle(key: Key): readonly Asker[] {
    const waiting = this.#pending.get(key) ?? [];
    this.#pending.delete(key);
    return waiting;
  }
}

/**
 * Scenarios, their long lists (which data files become) and a user's modules, each sent once under a hash of what it is. Whoever reads one
 * computes the hash again, so that nothing else than what was meant is ever run.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Scenario } from '../scenario/scenario.ts';
import type { Queue } from './connection.ts';
import { QueueError } from './errors.ts';
import { exactJson, fromExactJson } from './exact-json.ts';

/** A text as it travels: deflated, in base64. */
export interface PackedText {
  readonly packed: string;
}

/** SHA-256 of a text, 64 hexadecimal digits. */
export type ContentHash = string;

/** Most bytes of a text on the way, and most characters of it where it is read. */
export const LARGEST_PACKED = 64e6;
export const LARGEST_TEXT = 500e6;

export function hashOf(text: string): ContentHash {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws QueueError when it is too large to be sent */
export function pack(text: string, what: string): PackedText {
  const packed = text.length > LARGEST_TEXT ? null : deflateRawSync(text, { level: 1 }).toString('base64');
  if (packed === null || packed.length > LARGEST_PACKED)
    throw new QueueError(
      `${what} has ${megabytes(packed?.length ?? text.length)}, and a queue takes at most ${megabytes(packed === null ? LARGEST_TEXT : LARGEST_PACKED)} of it`,
    );
  return { packed };
}

/** @throws RangeError, Error when it is not what `pack` made */
export function unpack({ packed }: PackedText): string {
  return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_TEXT }).toString();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** By which a queue knows a content. */
export function contentId(hash: ContentHash): string {
  return `c-${hash}`;
}

/** Puts contents where workers find them, and again where the server has lost them. */
export class ContentWriter {
  readonly #queue: Queue<PackedText>;
  readonly #texts = new Map<ContentHash, string>();
  readonly #hashes = new WeakMap<Scenario, ContentHash>();
  readonly #sent = new Map<ContentHash, Promise<void>>();

  constructor(queue: Queue<PackedText>) {
    this.#queue = queue;
  }

  /** The hash of a scenario, whose text and lists are kept to be sent. */
  scenario(scenario: Scenario): ContentHash {
    const known = this.#hashes.get(scenario);
    if (known !== undefined) return known;
    const hash = this.text(exactJson(scenario, (list) => this.text(list)));
    this.#hashes.set(scenario, hash);
    return hash;
  }

  text(text: string): ContentHash {
    const hash = hashOf(text);
    this.#texts.set(hash, text);
    return hash;
  }

  /** Resolves when the server has this content, and the lists that it names. */
  async send(hash: ContentHash): Promise<void> {
    await Promise.all([hash, ...listsOf(this.#texts.get(hash) ?? '')].map((one) => this.#sendOne(one)));
  }

  /** Sends again what the server has lost. */
  async restore(): Promise<void> {
    for (const hash of [...this.#sent.keys()]) {
      if ((await this.#queue.getJobState(contentId(hash))) !== 'unknown') continue;
      this.#sent.delete(hash);
      await this.#sendOne(hash);
    }
  }

  #sendOne(hash: ContentHash): Promise<void> {
    const known = this.#sent.get(hash);
    if (known !== undefined) return known;
    const sending = this.#add(hash);
    this.#sent.set(hash, sending);
    sending.catch(() => this.#sent.delete(hash));
    return sending;
  }

  async #add(hash: ContentHash): Promise<void> {
    const text = this.#texts.get(hash) as string;
    await this.#queue.add('content', pack(text, 'a scenario with its data, or a module,'), {
      jobId: contentId(hash),
    });
  }
}

/** Names of the lists that a scenario's text keeps apart. */
function listsOf(text: string): ContentHash[] {
  return [...text.matchAll(/"\$list":"([0-9a-f]{64})"/g)].map(([, hash]) => hash);
}

/** Contents that were read lately. */
export class ContentReader {
  readonly #queue: Pick<Queue<PackedText>, 'getJob'>;
  readonly #scenarios = new Map<ContentHash, Promise<Scenario>>();

  constructor(queue: Pick<Queue<PackedText>, 'getJob'>) {
    this.#queue = queue;
  }

  /** @throws MissingContent, TamperedContent */
  scenario(hash: ContentHash): Promise<Scenario> {
    const known = this.#scenarios.get(hash);
    if (known !== undefined) {
      // The least recently used is the first to go.
      this.#scenarios.delete(hash);
      this.#scenarios.set(hash, known);
      return known;
    }
    const reading = this.#read(hash);
    this.#scenarios.set(hash, reading);
    reading.catch(() => this.#scenarios.delete(hash));
    if (this.#scenarios.size > MOST_KEPT)
      this.#scenarios.delete(this.#scenarios.keys().next().value as string);
    return reading;
  }

  async #read(hash: ContentHash): Promise<Scenario> {
    const text = await this.text(hash);
    const lists = new Map<ContentHash, string>();
    for (const list of listsOf(text)) if (!lists.has(list)) lists.set(list, await this.text(list));
    return fromExactJson(text, (list) => lists.get(list) ?? '') as Scenario;
  }

  /** @throws MissingContent, TamperedContent */
  async text(hash: ContentHash): Promise<string> {
    const job = await this.#queue.getJob(contentId(hash));
    if (job === undefined || job === null) throw new MissingContent(`the queue has no content ${hash}`);
    let text: string | null = null;
    try {
      text = unpack(job.data);
    } catch {}
    if (text === null || hashOf(text) !== hash)
      throw new TamperedContent(`content ${hash} is not what its hash says`);
    return text;
  }
}

/** Scenarios that a worker keeps read. */
const MOST_KEPT = 64;

/** The server has lost it, or its experiment has ended. */
export class MissingContent extends Error {
  override readonly name = 'MissingContent';
}

/** Somebody has changed it on the way. */
export class TamperedContent extends Error {
  override readonly name = 'TamperedContent';
}

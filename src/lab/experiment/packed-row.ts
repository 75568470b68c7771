/**
 * Rows of finished runs as bytes. Runs of a scenario have nearly everything but their numbers in common: that is kept once, as a frame,
 * and a row consists of its numbers as doubles, of flags for what has none, and of two texts. It takes a third of the same row as JSON,
 * and a fifth of the time to read. The bytes are for the process that wrote them: byte order and frames are its own.
 */
import type { MetricBounds, Metrics } from '../result.ts';
import type { RunRow } from './types.ts';

/** What runs have in common. */
interface Frame extends Pick<RunRow, 'missed' | 'undecided' | 'verdicts' | 'exact'> {
  /** Names of metrics, and of those that have bounds. */
  readonly metrics: readonly string[];
  readonly bounds: readonly string[];
  /** null where the load was not judged. */
  readonly state: NonNullable<RunRow['load']>['state'] | null;
  /** Numbers of the latency curve. */
  readonly latency: number;
}

/** More frames than this are a sign that rows have little in common: further ones are kept as JSON. */
const MOST_FRAMES = 4_096;
/** In place of the number of a frame: the row is JSON. */
const AS_JSON = -1;
/** Doubles that a row usually has at most. */
const USUAL_WORDS = 1_024;

/** Flags of a number. */
const NONE = 1;
const OR_NONE = 2;

/** What stands for -0, which JSON lacks; no value of a row is a text like that. */
const NEGATIVE_ZERO = '\u0000-0';

export class RowPacker {
  readonly #frames: Frame[] = [];
  readonly #numbers = new Map<string, number>();
  #words = new Float64Array(USUAL_WORDS);
  #bytes = Buffer.from(this.#words.buffer);

  /** Room for so many bytes of a packed row, which `unpack` reads; what was in it is lost. */
  room(length: number): Buffer {
    if (length > this.#bytes.length) {
      this.#words = new Float64Array(Math.ceil(length / 4));
      this.#bytes = Buffer.from(this.#words.buffer);
    }
    return this.#bytes;
  }

  /** The row as bytes, which hold until the next call. */
  pack(row: RunRow): Buffer {
    const number = row.expectations === undefined ? this.#numberOf(row) : AS_JSON;
    return number === AS_JSON ? this.#packJson(row) : this.#packNumbers(row, number);
  }

  /** The row that `room` has been filled with. @param length of its bytes */
  unpack(length: number): RunRow {
    const number = this.#words[0];
    if (number !== AS_JSON) return this.#unpackNumbers(this.#frames[number], length);
    return parseJson(this.#bytes.toString('utf8', 8, length));
  }

  /** Number of the frame of a row. */
  #numberOf(row: RunRow): number {
    const frame = frameOf(row);
    const key = JSON.stringify(frame);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#frames.length === MOST_FRAMES) return AS_JSON;
    this.#numbers.set(key, this.#frames.length);
    return this.#frames.push(frame) - 1;
  }

  #packJson(row: RunRow): Buffer {
    const text = JSON.stringify(row, (_key, value: unknown) =>
      Object.is(value, -0) ? NEGATIVE_ZERO : value,
    );
    const length = 8 + Buffer.byteLength(text);
    const bytes = this.room(length);
    this.#words[0] = AS_JSON;
    bytes.write(text, 8);
    return bytes.subarray(0, length);
  }

  #packNumbers(row: RunRow, number: number): Buffer {
    const { metrics, bounds, latency } = this.#frames[number];
    const text = `${row.fingerprint}\n${row.load?.reason ?? ''}`;
    const count = wordsOf(this.#frames[number]);
    const flags = metrics.length + bounds.length + 1;
    const length = 8 * count + flags + Buffer.byteLength(text);
    const bytes = this.room(length);
    const words = this.#words;
    words[0] = number;
    words[1] = row.simulated;
    words[2] = row.events;
    words[3] = row.load?.offered ?? 0;
    words[4] = row.load?.unfinished ?? 0;
    let word = FIXED_WORDS;
    let flag = 8 * count;
    bytes[flag++] = row.load?.offered == null ? NONE : 0;
    for (const name of metrics) {
      const value = row.metrics[name];
      words[word++] = value ?? 0;
      bytes[flag++] = value === null ? NONE : 0;
    }
    for (const name of bounds) {
      const { lower, upper, or_none } = row.bounds[name];
      words[word++] = lower;
      words[word++] = upper ?? 0;
      bytes[flag++] = (upper === null ? NONE : 0) | (or_none ? OR_NONE : 0);
    }
    for (let place = 0; place < latency; place++) words[word++] = row.latency[place];
    bytes.write(text, flag);
    return bytes.subarray(0, length);
  }

  #unpackNumbers(frame: Frame, length: number): RunRow {
    const words = this.#words;
    const bytes = this.#bytes;
    let word = FIXED_WORDS;
    let flag = 8 * wordsOf(frame);
    const hasOffered = bytes[flag++] !== NONE;
    const metrics: Record<string, number | null> = {};
    for (const name of frame.metrics) {
      metrics[name] = bytes[flag++] === NONE ? null : words[word];
      word++;
    }
    const bounds: Record<string, MetricBounds[string]> = {};
    for (const name of frame.bounds) {
      const marks = bytes[flag++];
      const [lower, upper] = [words[word++], words[word++]];
      const ends = { lower, upper: marks & NONE ? null : upper };
      bounds[name] = marks & OR_NONE ? { ...ends, or_none: true } : ends;
    }
    const latency = Array.from({ length: frame.latency }, () => words[word++]);
    const text = bytes.toString('utf8', flag, length);
    const end = text.indexOf('\n');
    const { missed, undecided, verdicts, exact, state } = frame;
    const offered = hasOffered ? words[3] : null;
    return {
      fingerprint: text.slice(0, end),
      simulated: words[1],
      events: words[2],
      missed,
      undecided,
      verdicts,
      metrics: metrics as Metrics,
      bounds,
      load: state === null ? null : { state, offered, unfinished: words[4], reason: text.slice(end + 1) },
      exact,
      latency,
    };
  }
}

/** Number of the frame, simulated, events, and two of the load. */
const FIXED_WORDS = 5;

function wordsOf({ metrics, bounds, latency }: Frame): number {
  return FIXED_WORDS + metrics.length + 2 * bounds.length + latency;
}

function frameOf({ missed, undecided, verdicts, exact, metrics, bounds, load, latency }: RunRow): Frame {
  return {
    missed,
    undecided,
    verdicts,
    exact,
    metrics: Object.keys(metrics),
    bounds: Object.keys(bounds),
    state: load?.state ?? null,
    latency: latency.length,
  };
}

function parseJson(text: string): RunRow {
  if (!text.includes('\\u0000-0')) return JSON.parse(text) as RunRow;
  return JSON.parse(text, (_key, value: unknown) => (value === NEGATIVE_ZERO ? -0 : value)) as RunRow;
}

/**
 * Rows of finished runs as bytes. Runs of a scenario have nearly everything but their numbers in common: that is kept once, as a frame,
 * and a row consists of its numbers as doubles, of flags for what has none, and of two texts. It takes a third of the same row as JSON,
 * and a third of the time to read. Fields come back in the order in which they were, as a journal is written from them. The bytes are
 * for the process that wrote them: byte order and frames are its own.
 */
import { deserialize, serialize } from 'node:v8';
import type { MetricBounds, Metrics } from '../result.ts';
import type { RunRow } from './types.ts';

/** What runs have in common. */
interface Frame extends Pick<RunRow, 'missed' | 'undecided' | 'verdicts' | 'exact' | 'cautions'> {
  /** Names of the fields of the row, and of its load; the latter null where that was not judged. */
  readonly fields: readonly string[];
  readonly load: readonly string[] | null;
  /** Names of metrics, and of those that have bounds. */
  readonly metrics: readonly string[];
  readonly bounds: readonly string[];
  readonly state: NonNullable<RunRow['load']>['state'] | undefined;
  /** Numbers of the latency curve. */
  readonly latency: number;
}

/** More frames than this are a sign that rows have little in common: further ones are kept whole. */
const MOST_FRAMES = 4_096;
/** In place of the number of a frame: the row follows as a whole, in V8's own form. */
const WHOLE = -1;
/** Doubles that a row usually has at most. */
const USUAL_WORDS = 1_024;

/** Flags of a number. */
const NONE = 1;
const OR_NONE = 2;

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
    const number = isUsual(row) ? this.#numberOf(row) : WHOLE;
    return number === WHOLE ? this.#packWhole(row) : this.#packNumbers(row, number);
  }

  /** The row that `room` has been filled with. @param length of its bytes */
  unpack(length: number): RunRow {
    const number = this.#words[0];
    if (number !== WHOLE) return this.#unpackNumbers(this.#frames[number], length);
    return deserialize(this.#bytes.subarray(8, length)) as RunRow;
  }

  /** Number of the frame of a row. */
  #numberOf(row: RunRow): number {
    const frame = frameOf(row);
    const key = JSON.stringify(frame);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#frames.length === MOST_FRAMES) return WHOLE;
    this.#numbers.set(key, this.#frames.length);
    return this.#frames.push(frame) - 1;
  }

  #packWhole(row: RunRow): Buffer {
    const whole = serialize(row);
    const length = 8 + whole.length;
    const bytes = this.room(length);
    this.#words[0] = WHOLE;
    whole.copy(bytes, 8);
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
    const { missed, undecided, verdicts, exact, cautions, state } = frame;
    const load = {
      state,
      offered: hasOffered ? words[3] : null,
      unfinished: words[4],
      reason: text.slice(end + 1),
    };
    const row = {
      fingerprint: text.slice(0, end),
      simulated: words[1],
      events: words[2],
      missed,
      undecided,
      verdicts,
      metrics: metrics as Metrics,
      bounds,
      load: frame.load === null ? null : inOrder(load, frame.load),
      exact,
      cautions,
      latency,
    };
    return inOrder(row, frame.fields) as unknown as RunRow;
  }
}

/** Number of the frame, simulated, events, and two of the load. */
const FIXED_WORDS = 5;

function wordsOf({ metrics, bounds, latency }: Frame): number {
  return FIXED_WORDS + metrics.length + 2 * bounds.length + latency;
}

/** The fields that a row and its load have, and bounds at most, in this order. */
const FIELDS = new Set<string>(
  Object.keys({
    ...{ fingerprint: 0, simulated: 0, events: 0, missed: 0, undecided: 0, verdicts: 0 },
    ...{ metrics: 0, bounds: 0, load: 0, exact: 0, latency: 0 },
  } satisfies Record<Exclude<keyof RunRow, 'cautions' | 'reasons' | 'expectations'>, 0>),
);
const CAUTIOUS = new Set<string>([...FIELDS, 'cautions']);
const LOAD = new Set<string>(
  Object.keys({ state: 0, offered: 0, unfinished: 0, reason: 0 } satisfies Record<
    keyof NonNullable<RunRow['load']>,
    0
  >),
);
const BOUNDS = ['lower', 'upper', 'or_none'];

/** Whether the row has the fields of its type and no others: else something would get lost. */
function isUsual(row: RunRow): boolean {
  if (!hasExactly(row, row.cautions === undefined ? FIELDS : CAUTIOUS)) return false;
  if (row.load !== null && !hasExactly(row.load, LOAD)) return false;
  for (const name in row.bounds) {
    let place = 0;
    for (const end in row.bounds[name]) if (end !== BOUNDS[place++]) return false;
  }
  return true;
}

function hasExactly(value: object, names: ReadonlySet<string>): boolean {
  const own = Object.keys(value);
  return own.length === names.size && own.every((name) => names.has(name));
}

function inOrder(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const name of names) ordered[name] = values[name];
  return ordered;
}

function frameOf(row: RunRow): Frame {
  const { missed, undecided, verdicts, exact, cautions, metrics, bounds, load, latency } = row;
  return {
    fields: Object.keys(row),
    load: load === null ? null : Object.keys(load),
    missed,
    undecided,
    verdicts,
    exact,
    cautions,
    metrics: Object.keys(metrics),
    bounds: Object.keys(bounds),
    state: load?.state,
    latency: latency.length,
  };
}

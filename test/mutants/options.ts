import { parseArgs } from 'node:util';

export const ROOMS = ['engine', 'modules', 'world'] as const;

export interface Options {
  readonly rooms: readonly string[];
  /** Of the faults that are tried. */
  readonly sample: number;
  readonly seed: number;
  /** Whether a file is wanted, as it lies in the project. */
  readonly matches: (file: string) => boolean;
  readonly resume: boolean;
  /** Only names the faults. */
  readonly list: boolean;
  /** Processes that run tests. */
  readonly workers: number;
  /** Processor time of tests for one fault, in seconds. */
  readonly budget: number;
  /** Where the table goes; null for nowhere. */
  readonly out: string | null;
  /** How much this and its processes give way to others: 0 not at all, 19 to all. */
  readonly nice: number;
}

export class UsageError extends Error {}

const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`--${name}: expected a whole number from ${least}, found ${text}`);
  return value;
};

/** A pattern of paths in which `**` stands for anything, and `*` for anything but a slash. */
export function globPattern(glob: string): RegExp {
  const parts = glob.split(/(\*\*|\*)/);
  const pattern = parts.map((part) =>
    part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${pattern.join('')}$`);
}

/** @throws UsageError */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rooms: { type: 'string', default: ROOMS.join(',') },
      sample: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      files: { type: 'string' },
      resume: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      workers: { type: 'string', default: '1' },
      budget: { type: 'string', default: '60' },
      out: { type: 'string' },
      nice: { type: 'string', default: '15' },
    },
  });
  const rooms = values.rooms.split(',');
  const unknown = rooms.filter((room) => !(ROOMS as readonly string[]).includes(room));
  if (unknown.length > 0)
    throw new UsageError(`--rooms: no such room: ${unknown}; there are ${ROOMS.join(', ')}`);
  const pattern = values.files === undefined ? null : globPattern(values.files);
  return {
    rooms,
    sample: whole('sample', values.sample, 1),
    seed: whole('seed', values.seed, 0),
    matches: (file) => pattern === null || pattern.test(file),
    resume: values.resume,
    list: values.list,
    workers: whole('workers', values.workers, 1),
    budget: whole('budget', values.budget, 1),
    out: values.out ?? (pattern === null ? 'results/mutants.md' : null),
    nice: whole('nice', values.nice, 0),
  };
}

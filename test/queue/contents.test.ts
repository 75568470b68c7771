import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/lab/scenario-file.ts';
import type { Queue } from '../../src/queue/connection.ts';
import {
  ContentReader,
  ContentWriter,
  contentId,
  hashOf,
  LARGEST_TEXT,
  type PackedText,
  pack,
  unpack,
} from '../../src/queue/contents.ts';

/** A queue that only keeps. */
function store() {
  const jobs = new Map<string, { data: PackedText }>();
  let adds = 0;
  const queue = {
    add: (_name: string, data: PackedText, { jobId }: { jobId: string }) => {
      adds++;
      jobs.set(jobId, { data });
      return Promise.resolve();
    },
    getJob: (id: string) => Promise.resolve(jobs.get(id)),
    getJobState: (id: string) => Promise.resolve(jobs.has(id) ? 'waiting' : 'unknown'),
  };
  return { jobs, queue: queue as unknown as Queue<PackedText>, adds: () => adds };
}

const scenario = loadScenario('scenarios/quickstart.yaml');
const traced = {
  ...scenario,
  // As long as what a trace becomes.
  records: Array.from({ length: 4_000 }, (_, index) => index / 7),
};

describe('contents', () => {
  test('arrive as they were sent, lists that several share once', async () => {
    const { jobs, queue, adds } = store();
    const writer = new ContentWriter(queue);
    const first = writer.scenario(traced);
    const second = writer.scenario({ ...traced, seed: 'other' });
    await Promise.all([writer.send(first), writer.send(second), writer.send(first)]);
    expect({ jobs: jobs.size, adds: adds() }).toEqual({ jobs: 3, adds: 3 });
    const reader = new ContentReader(queue);
    expect(await reader.scenario(first)).toEqual(traced);
    expect(await reader.scenario(second)).toEqual({ ...traced, seed: 'other' });
  });

  test('that were changed on the way are refused', async () => {
    const { jobs, queue } = store();
    const writer = new ContentWriter(queue);
    const hash = writer.scenario(scenario);
    await writer.send(hash);
    jobs.set(contentId(hash), { data: pack('{"name":"other"}', 'x') });
    await expect(new ContentReader(queue).scenario(hash)).rejects.toThrow('is not what its hash says');
    jobs.set(contentId(hash), { data: { packed: '!' } });
    await expect(new ContentReader(queue).scenario(hash)).rejects.toThrow('is not what its hash says');
  });

  test('that a server has lost are sent again', async () => {
    const { jobs, queue } = store();
    const writer = new ContentWriter(queue);
    const hash = writer.scenario(traced);
    await writer.send(hash);
    jobs.clear();
    await expect(new ContentReader(queue).scenario(hash)).rejects.toThrow('has no content');
    await writer.restore();
    expect(await new ContentReader(queue).scenario(hash)).toEqual(traced);
  });

  test('have a hash of their text, and a limit of size', () => {
    expect(hashOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(unpack(pack('größer', 'it'))).toBe('größer');
    const noise = randomBytes(5e7).toString('base64');
    expect(() => pack(noise, 'the scenario')).toThrow(
      /^the scenario has \d+\.\d MB, and a queue takes at most 64\.0 MB of it$/,
    );
    expect(LARGEST_TEXT).toBeGreaterThan(noise.length);
  });
});

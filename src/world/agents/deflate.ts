/** Compression of checkpoints: DEFLATE, written in JavaScript, so that all machines make the same bytes. */
import { deflateSync, inflateSync } from 'fflate';
import type { Compression } from '../../modules/checkpoints/record.ts';

/** The most that is tried, with the least memory: records are small and many. */
const OPTIONS = { level: 9, mem: 0 } as const;

export const deflate: Compression = {
  compress: (bytes) => deflateSync(bytes, OPTIONS),
  // One byte more than there should be: what is too long shows.
  expand: (bytes, length) => inflateSync(bytes, { out: new Uint8Array(length + 1) }),
};

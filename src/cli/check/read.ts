/** Reads a history from a file or from standard input. */
import { createReadStream } from 'node:fs';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { type History, type HistoryOptions, HistoryReader } from '../../oracles/histories/index.ts';
import { isSystemError, reason, UsageError } from '../exit.ts';
import { shortCount } from '../progress.ts';

/** Bytes read at once. */
const CHUNK = 1 << 18;

/**
 * @param file `-`: standard input
 * @param tell for people: `some` what has been read so far, `all` what is done when nothing more comes
 * @throws HistoryFormatError, and UsageError where the file cannot be read
 */
export async function readHistory(
  file: string,
  options: Omit<HistoryOptions, 'source'>,
  tell: { some(text: string): void; all(text: string): void },
): Promise<History> {
  const reader = new HistoryReader({ ...options, source: sourceName(file) });
  const stream: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream) {
      reader.push(chunk as string);
      tell.some(`reading ${sourceName(file)}: ${shortCount(reader.events)} events`);
    }
  } catch (error) {
    if (isSystemError(error)) throw new UsageError(`cannot read ${sourceName(file)}: ${reason(error)}`);
    throw error;
  }
  tell.all(`putting ${shortCount(reader.events)} events together`);
  return reader.end();
}

export function sourceName(file: string): string {
  return file === '-' ? 'standard input' : file;
}

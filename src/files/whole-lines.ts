/** Lines of a text file, one after the other, however long the file is. */
import { createReadStream } from 'node:fs';

const LINE_FEED = 10;

/**
 * The lines that end with a line feed, without it, decoded as UTF-8. What follows the last line feed was not written to its end, and is
 * left out.
 * @throws the system's error; a single line that is longer than a string may be is one, too
 */
export async function* wholeLines(path: string): AsyncGenerator<string> {
  /** Of a line whose end has not been seen. */
  let pieces: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const last = chunk.subarray(from, end);
      yield (pieces.length === 0 ? last : Buffer.concat([...pieces, last])).toString();
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
}

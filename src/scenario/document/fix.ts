/**
 * Brings the text of a scenario file into the present syntax, without touching anything else in it.
 */
import type { ScenarioFiles } from '../files.ts';
import { readBytes } from '../files.ts';
import { oldCalls, rewriteCalls } from './old-calls.ts';
import { decodeText, LARGEST_FILE } from './parse.ts';

/** One piece that was written anew; lines count from 1. */
export interface Change {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface FixedText {
  readonly text: string;
  /** Empty when nothing had to be changed; `text` is then what was given. */
  readonly changes: readonly Change[];
}

export function fixScenarioText(text: string): FixedText {
  const calls = oldCalls(text);
  let line = 1;
  let counted = 0;
  const changes = calls.map(({ offset, length, replacement }): Change => {
    for (; counted < offset; counted += 1) if (text[counted] === '\n') line += 1;
    return { line, before: text.slice(offset, offset + length), after: replacement };
  });
  return { text: rewriteCalls(text, calls), changes };
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The text to write in place of a file, a byte order mark at its beginning included.
 * @throws ScenarioErrors when the file cannot be read
 */
export function fixScenarioFile(path: string, files: ScenarioFiles): FixedText {
  const bytes = readBytes(files, path, { file: path, line: 1, column: 1 }, '');
  const fixed = fixScenarioText(decodeText(bytes, path, LARGEST_FILE));
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? { ...fixed, text: BYTE_ORDER_MARK + fixed.text } : fixed;
}

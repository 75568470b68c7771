/** What a search prints: its answer, then remarks. */
import { createColors } from 'picocolors';
import type { FindResult } from '../../lab/experiment/result.ts';
import type { TextOptions } from '../summary-text.ts';
import { findSentence } from './find-sentence.ts';
import { NARROWEST, noteLines } from './text.ts';

export function findText(result: FindResult, { color, width }: TextOptions): string {
  const notes = noteLines(result.notes, Math.max(NARROWEST, width), createColors(color));
  return [findSentence(result), notes].filter((part) => part !== '').join('\n\n');
}

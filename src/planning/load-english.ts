/** The English parser for planning. */
import { type English, englishParser, type Nlp } from './english.ts';

/** Imports the library on first use: half a second that only planning should cost. */
export async function loadEnglish(): Promise<English> {
  const { default: nlp } = await import('compromise');
  return englishParser(nlp as unknown as Nlp);
}

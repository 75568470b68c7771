import { type Datum, MOST_DEPTH, shortened, type Values } from '../datum.ts';
import { Malformed } from '../errors.ts';

/** Text, which is left alone, or a number. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
/** Stands for a whole number that no double holds exactly. */
const INTEGER = '\u0000integer';

/**
 * One line of JSON Lines.
 * @throws Malformed
 */
export function readJson(text: string, line: number, values: Values): Datum {
  let parsed: unknown;
  try {
    parsed = JSON.parse(/\d{16}/.test(text) ? text.replace(TOKENS, exact) : text);
  } catch {
    throw new Malformed(
      line,
      `found ${shortened(text)}, which is no JSON: expected an object on one line, such as {"process": 0, "type": "invoke", "f": "read", "value": null}`,
    );
  }
  return datumOf(parsed, values, line, 0);
}

function exact(token: string): string {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token))
    ? JSON.stringify({ [INTEGER]: token })
    : token;
}

function datumOf(parsed: unknown, values: Values, line: number, depth: number): Datum {
  // What is too large for a double would look like null where values are written down.
  if (typeof parsed === 'number' && !Number.isFinite(parsed)) return values.opaque(String(parsed));
  if (typeof parsed !== 'object' || parsed === null) return parsed as Datum;
  if (depth > MOST_DEPTH)
    throw new Malformed(line, `found data more than ${MOST_DEPTH} levels deep: expected less`);
  if (Array.isArray(parsed)) return parsed.map((part) => datumOf(part, values, line, depth + 1));
  const entries = Object.entries(parsed);
  if (entries.length === 1 && entries[0][0] === INTEGER) return integerOf(entries[0][1], values);
  return new Map(entries.map(([key, part]) => [key, datumOf(part, values, line, depth + 1)]));
}

function integerOf(digits: unknown, values: Values): Datum {
  return typeof digits === 'string' && /^-?\d+$/.test(digits) ? values.integer(digits) : null;
}

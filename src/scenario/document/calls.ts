/**
 * Calls such as `gamma(mean: 1s, cv: 2)` without quotation marks. YAML would end the text at ": ", and between { } or [ ]
 * at ", ". Where a plain scalar begins with a call, the characters that YAML would take for its own are masked until
 * the document has been composed; the mask keeps every offset, so places stay exact. `gamma(mean=1s, cv=2)` and quoted
 * text are plain YAML, and pass unchanged through every other reader.
 */
import { Lexer } from 'yaml';

/** Each character that has a meaning in YAML, and what stands for it meanwhile: code points for private use. */
const MASKED = ',:[]{}#';
const FIRST_MASK = 0xe000;
const MASKS = /[\uE000-\uE006]/g;
/** Announces a scalar in the stream of lexemes; like the two others it stands for no characters of the text. */
const SCALAR = '\x1f';
const CONTROLS: ReadonlySet<string> = new Set(['\x02', '\x18', SCALAR]);
/** Longest call looked for, so that a very long line is not read again and again. */
const LONGEST_CALL = 1000;

/** The text with its unquoted calls masked; as long as before. Text that already holds such code points stays as it is. */
export function maskCalls(text: string): string {
  if (!text.includes('(') || text.search(MASKS) >= 0) return text;
  const pieces: string[] = [];
  let done = 0;
  let offset = 0;
  let atScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (CONTROLS.has(lexeme)) {
      atScalar = lexeme === SCALAR;
      continue;
    }
    const call = atScalar && offset >= done ? callAt(text, offset) : null;
    if (call !== null) {
      pieces.push(text.slice(done, offset), mask(call));
      done = offset + call.length;
    }
    atScalar = false;
    offset += lexeme.length;
  }
  return pieces.join('') + text.slice(done);
}

/** The characters that the mask stood for. Only plain scalars are ever masked. */
export function unmask(text: string): string {
  return text.replace(MASKS, (character) => MASKED[character.charCodeAt(0) - FIRST_MASK]);
}

function mask(call: string): string {
  return call.replace(/[,:[\]{}#]/g, (character) =>
    String.fromCharCode(FIRST_MASK + MASKED.indexOf(character)),
  );
}

/** The call that begins at an offset, up to its closing parenthesis in the same line; null when none does. */
function callAt(text: string, offset: number): string | null {
  const end = text.indexOf('\n', offset);
  const line = text.slice(offset, Math.min(end < 0 ? text.length : end, offset + LONGEST_CALL));
  if (!/^\w+\(/.test(line)) return null;
  let open = 0;
  for (let index = 0; index < line.length; index += 1) {
    if (line[index] === '(') open += 1;
    if (line[index] === ')') open -= 1;
    if (line[index] === ')' && open === 0) return line.slice(0, index + 1);
  }
  return null;
}

/**
 * Calls as older versions took them: `gamma(mean: 1s, cv: 2)`, and between braces or brackets without quotation marks.
 * To every other reader of YAML that is an error, or means something else. Here they are found, so that a message can say what
 * to write, and rewritten.
 */
import { Lexer } from 'yaml';
import { withEquals } from '../distribution/syntax.ts';

/** A piece of the text and what to write in its place. */
export interface OldCall {
  readonly offset: number;
  readonly length: number;
  readonly replacement: string;
}

/** Announces a scalar in the stream of lexemes; like the two others it stands for no characters of the text. */
const SCALAR = '\x1f';
const FLOW_END = '\x18';
const CONTROLS: ReadonlySet<string> = new Set(['\x02', FLOW_END, SCALAR]);
/** Longest call looked for, so that a very long line is not read again and again. */
const LONGEST_CALL = 1000;
/** Keys whose values are text in which parentheses have no meaning. */
const TEXT_KEY = /(?:^|[\s{,])["']?(?:name|description)["']?\s*:\s*$/;

/** In order of their places. */
export function oldCalls(text: string): OldCall[] {
  if (!/\w\(/.test(text)) return [];
  const calls: OldCall[] = [];
  let offset = 0;
  let done = 0;
  let depth = 0;
  let atScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (CONTROLS.has(lexeme)) {
      atScalar = lexeme === SCALAR;
      if (lexeme === FLOW_END) depth = 0;
      continue;
    }
    if (offset >= done) {
      depth = Math.max(0, depth + (DEPTHS[lexeme] ?? 0));
      const call = atScalar ? plainCall(text, offset, lexeme, depth > 0) : quotedCall(text, offset, lexeme);
      if (call !== null) {
        calls.push(call);
        done = offset + call.length;
      }
    }
    atScalar = false;
    offset += lexeme.length;
  }
  return calls;
}

const DEPTHS: Readonly<Record<string, number | undefined>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** The text with every call written as it should be; all else stays as it is. */
export function rewriteCalls(text: string, calls: readonly OldCall[]): string {
  let done = 0;
  const pieces = calls.map(({ offset, length, replacement }) => {
    const before = text.slice(done, offset);
    done = offset + length;
    return before + replacement;
  });
  return pieces.join('') + text.slice(done);
}

/** Where an offset in the rewritten text was before; inside what was rewritten, where that begins. */
export function originalOffset(offset: number, calls: readonly OldCall[]): number {
  let longer = 0;
  for (const { offset: before, length, replacement } of calls) {
    const start = before + longer;
    if (offset < start) break;
    if (offset < start + replacement.length) return before;
    longer += replacement.length - length;
  }
  return offset - longer;
}

/**
 * A call that begins as a plain scalar.
 * @param lexeme the scalar as YAML reads it
 */
function plainCall(text: string, offset: number, lexeme: string, inFlow: boolean): OldCall | null {
  const call = callAt(text, offset);
  if (call === null) return null;
  const isText = TEXT_KEY.test(text.slice(Math.max(0, offset - 40), offset));
  const isWhole = lexeme.trimEnd() === call;
  if (lexeme.startsWith(call)) {
    const rewritten = isWhole && !isText ? withEquals(call) : null;
    return rewritten === null ? null : old(offset, call, inFlow ? inQuotes(rewritten) : rewritten);
  }
  const rest = restOf(text.slice(offset + call.length), inFlow);
  const whole = call + rest;
  const rewritten = rest === '' && !isText ? (withEquals(call) ?? call) : whole;
  const needsQuotes = inFlow || /:(\s|$)|\s#/.test(rewritten);
  return old(offset, whole, needsQuotes ? inQuotes(rewritten) : rewritten);
}

function quotedCall(text: string, offset: number, lexeme: string): OldCall | null {
  const mark = lexeme[0];
  if (mark !== '"' && mark !== "'") return null;
  const content = lexeme.slice(1, -1);
  if (content.length > LONGEST_CALL || content.includes('\\') || content.includes(mark)) return null;
  if (!/^\w+\(/.test(content) || TEXT_KEY.test(text.slice(Math.max(0, offset - 40), offset))) return null;
  const rewritten = withEquals(content);
  return rewritten === null ? null : old(offset, lexeme, `${mark}${rewritten}${mark}`);
}

function old(offset: number, written: string, replacement: string): OldCall {
  return { offset, length: written.length, replacement };
}

/** What followed the call in the same scalar. */
function restOf(following: string, inFlow: boolean): string {
  const end = inFlow ? /[,\]}\r\n]|\s#|$/.exec(following) : /[\r\n]|\s#|$/.exec(following);
  return following.slice(0, end?.index).trimEnd();
}

function inQuotes(text: string): string {
  return text.includes('"') || text.includes('\\') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
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

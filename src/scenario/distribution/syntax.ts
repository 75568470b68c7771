/**
 * The parser of `name(key=value, ...)`: values are bare words, quoted texts, lists, mappings or further calls.
 */
import type { CallTerm, Spot, Term, TermEntry } from './term.ts';
import { TermError } from './term.ts';

const DEEPEST = 20;

/** @throws TermError with the offset of the first character that does not fit. */
export function parseTerm(text: string, spot: Spot): Term {
  const parser = new TermParser(text, spot);
  const term = parser.parse();
  if (parser.colons.length === 0) return term;
  const offset = (spot.offset ?? 0) + parser.colons[0];
  const written = replaceColons(text, parser.colons);
  throw new TermError({ path: spot.path, offset }, `a value is given with "=", not ":": write ${written}`);
}

/** A term in which values were given with ":", with "=" instead; null for any other text. */
export function withEquals(text: string): string | null {
  const parser = new TermParser(text, { path: [] });
  try {
    parser.parse();
  } catch (error) {
    if (error instanceof TermError) return null;
    throw error;
  }
  return parser.colons.length === 0 ? null : replaceColons(text, parser.colons);
}

/** Spaces around a colon go with it. */
function replaceColons(text: string, colons: readonly number[]): string {
  let done = 0;
  const pieces = colons.map((at) => {
    const before = text.slice(done, at).trimEnd();
    const space = /^\s*/.exec(text.slice(at + 1))?.[0].length ?? 0;
    done = at + 1 + space;
    return `${before}=`;
  });
  return pieces.join('') + text.slice(done);
}

class TermParser {
  readonly #text: string;
  readonly #path: readonly (string | number)[];
  readonly #start: number;
  /** Where ":" stood between a key and its value. */
  readonly colons: number[] = [];
  #at = 0;

  constructor(text: string, spot: Spot) {
    this.#text = text;
    this.#path = spot.path;
    this.#start = spot.offset ?? 0;
  }

  parse(): Term {
    const term = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('expected the end');
    return term;
  }

  #spot(offset: number): Spot {
    return { path: this.#path, offset: this.#start + offset };
  }

  #fail(expected: string): never {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    const seen = rest === '' ? 'the end of the text' : JSON.stringify(rest);
    throw new TermError(this.#spot(this.#at), `${expected}, found ${seen}`);
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): Term {
    if (depth > DEEPEST) this.#fail('expected fewer parentheses inside each other');
    this.#space();
    const start = this.#at;
    const first = this.#text[start] ?? '';
    if (first === '"' || first === "'") return this.#quoted(first);
    if (first === '[') return this.#list(depth);
    if (first === '{') {
      this.#at += 1;
      return { kind: 'mapping', entries: this.#entries('}', depth), spot: this.#spot(start) };
    }
    const word = this.#word();
    if (word === '') this.#fail('expected a value');
    if (!this.#take('(')) return { kind: 'scalar', value: word, spot: this.#spot(start) };
    return this.#call(word, start, depth);
  }

  #word(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !/[()[\]{},:="']/.test(this.#text[this.#at])) this.#at += 1;
    return this.#text.slice(start, this.#at).trim();
  }

  #quoted(mark: string): Term {
    const start = this.#at;
    const end = this.#text.indexOf(mark, start + 1);
    if (end < 0) this.#fail(`expected a closing ${mark}`);
    this.#at = end + 1;
    return { kind: 'scalar', value: this.#text.slice(start + 1, end), spot: this.#spot(start) };
  }

  #list(depth: number): Term {
    const start = this.#at;
    this.#at += 1;
    const items: Term[] = [];
    while (!this.#take(']')) {
      if (items.length > 0 && !this.#take(',')) this.#fail('expected "," or "]"');
      items.push(this.#value(depth + 1));
    }
    return { kind: 'list', items, spot: this.#spot(start) };
  }

  #call(name: string, start: number, depth: number): CallTerm {
    const spot = this.#spot(start);
    const back = this.#at;
    if (!this.#take(')')) {
      const isNamed = /^\s*(?:[\w-]+|"[^"]*"|'[^']*')\s*[:=]/.test(this.#text.slice(this.#at));
      if (!isNamed) {
        const only = this.#value(depth + 1);
        if (!this.#take(')')) {
          this.#space();
          if (this.#text[this.#at] !== ',') this.#fail('expected ")"');
          this.#at = back;
          this.#fail(`expected named values, such as ${name}(key=value, ...)`);
        }
        return { kind: 'call', name, entries: [], only, spot };
      }
      return { kind: 'call', name, entries: this.#entries(')', depth), only: null, spot };
    }
    return { kind: 'call', name, entries: [], only: null, spot };
  }

  /** `key=value, ...` up to and including the closing character. */
  #entries(close: string, depth: number): TermEntry[] {
    const entries: TermEntry[] = [];
    while (!this.#take(close)) {
      if (entries.length > 0 && !this.#take(',')) this.#fail(`expected "," or "${close}"`);
      this.#space();
      const start = this.#at;
      const first = this.#text[start] ?? '';
      const quoted = first === '"' || first === "'" ? this.#quoted(first) : null;
      const key = quoted?.kind === 'scalar' ? String(quoted.value) : this.#word();
      if (key === '') this.#fail('expected a key');
      if (this.#take(':')) this.colons.push(this.#at - 1);
      else if (!this.#take('=')) this.#fail(`expected "=" after ${key}`);
      if (entries.some((entry) => entry.key === key)) {
        throw new TermError(this.#spot(start), `${key} is given twice`);
      }
      entries.push({ key, spot: this.#spot(start), value: this.#value(depth + 1) });
    }
    return entries;
  }
}

/** Extensible data notation, as Clojure prints it: https://github.com/edn-format/edn. */
import { type Datum, datumWords, MOST_DEPTH, shortened, type Values } from '../datum.ts';
import { Malformed } from '../errors.ts';

/** What `EdnReader.next` returns at the end of its text. */
export const END = Symbol('end');

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const CHARACTERS: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
  formfeed: '\f',
  backspace: '\b',
};
const INTEGER = /^([+-]?\d+)N?$/;
const DECIMAL = /^([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(M?)$/;
const OTHER_NUMBER = /^[+-]?(?:\d+\/\d+|0[xX][0-9a-fA-F]+)$/;
/** Decimals of so many digits are as exact as doubles. */
const EXACT_DIGITS = 15;
const CLOSERS = new Set([')', ']', '}']);

/** Reads forms one after the other from a text. Tags and metadata are dropped, commas are blanks, and keywords are their names. */
export class EdnReader {
  readonly #text: string;
  readonly #line: number;
  readonly #values: Values;
  #at = 0;
  #depth = 0;

  /** @param line where the text begins */
  constructor(text: string, line: number, values: Values) {
    this.#text = text;
    this.#line = line;
    this.#values = values;
  }

  /** @throws Malformed */
  next(): Datum | typeof END {
    for (;;) {
      this.#skipBlanks();
      if (this.#at >= this.#text.length) return END;
      if (!this.#text.startsWith('#_', this.#at)) return this.#form();
      this.#at += 2;
      this.#required('something to leave out after #_');
    }
  }

  #form(): Datum {
    const text = this.#text;
    const first = text[this.#at];
    switch (first) {
      case '{':
        this.#at++;
        return this.#mapping(this.#until('}'));
      case '[':
      case '(':
        this.#at++;
        return this.#until(first === '[' ? ']' : ')');
      case '"':
        this.#at++;
        return this.#string();
      case '#':
        return this.#dispatch();
      case '^':
        this.#at++;
        this.#required('metadata after ^');
        return this.#required('what the metadata is of');
      case '\\':
        return this.#character();
    }
    if (CLOSERS.has(first)) this.#fail(`found ${first}, which closes nothing`);
    return this.#atom(this.#token());
  }

  #required(what: string): Datum {
    this.#deeper();
    const form = this.next();
    this.#depth--;
    return form === END ? this.#fail(`the text ends here: expected ${what}`) : form;
  }

  #deeper(): void {
    if (++this.#depth > MOST_DEPTH)
      this.#fail(`found data more than ${MOST_DEPTH} levels deep: expected less`);
  }

  /** Forms up to a closing bracket. */
  #until(closer: string): Datum[] {
    this.#deeper();
    const forms: Datum[] = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#at] === closer) break;
      if (this.#text.startsWith('#_', this.#at)) {
        this.#at += 2;
        this.#required('something to leave out after #_');
      } else if (this.#at >= this.#text.length) this.#fail(`the text ends here: expected ${closer}`);
      else forms.push(this.#form());
    }
    this.#at++;
    this.#depth--;
    return forms;
  }

  #mapping(forms: readonly Datum[]): Datum {
    if (forms.length % 2 === 1)
      this.#fail(
        `found a mapping whose last key ${shortened(datumWords(forms[forms.length - 1]))} has no value`,
      );
    const entries = new Map<Datum, Datum>();
    for (let n = 0; n < forms.length; n += 2) entries.set(forms[n], forms[n + 1]);
    return entries;
  }

  #string(): string {
    let read = '';
    for (;;) {
      const at = this.#at;
      let end = at;
      while (end < this.#text.length && this.#text[end] !== '"' && this.#text[end] !== '\\') end++;
      if (end >= this.#text.length) this.#fail('found text without its closing "');
      read += this.#text.slice(at, end);
      this.#at = end + 1;
      if (this.#text[end] === '"') return read;
      read += this.#escape();
    }
  }

  #escape(): string {
    const code = this.#text[this.#at++] ?? '';
    const unicode = code === 'u' ? /^[0-9a-fA-F]{4}/.exec(this.#text.slice(this.#at, this.#at + 4)) : null;
    if (unicode === null) return ESCAPES[code] ?? code;
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(unicode[0], 16));
  }

  #character(): Datum {
    const first = this.#text[this.#at + 1] ?? '';
    this.#at += 2;
    const rest = this.#token();
    return CHARACTERS[first + rest] ?? first + rest;
  }

  #dispatch(): Datum {
    const kind = this.#text[this.#at + 1];
    if (kind === '{') {
      this.#at += 2;
      const members = this.#until('}').map(datumWords);
      return this.#values.opaque(`#{${members.sort().join(' ')}}`);
    }
    if (kind === '"') {
      this.#at += 2;
      return this.#string();
    }
    const tag = this.#token();
    if (tag.startsWith('##')) return this.#values.opaque(tag);
    return this.#required(`what the tag ${shortened(tag)} is of`);
  }

  #atom(token: string): Datum {
    if (token === 'nil') return null;
    if (token === 'true' || token === 'false') return token === 'true';
    if (token.startsWith(':')) return token.slice(1);
    if (!/^[+-]?\d/.test(token)) return this.#values.opaque(token);
    const integer = INTEGER.exec(token);
    if (integer) return this.#values.integer(integer[1]);
    const decimal = DECIMAL.exec(token);
    const isExact = decimal && (decimal[2] === '' || token.replace(/\D/g, '').length <= EXACT_DIGITS);
    if (isExact && Number.isFinite(Number(decimal[1]))) return Number(decimal[1]) + 0;
    if (decimal || OTHER_NUMBER.test(token)) return this.#values.opaque(token);
    return this.#fail(`found ${shortened(token)}, which is no number`);
  }

  #token(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !isDelimiter(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #skipBlanks(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === SEMICOLON) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length - 1 : end;
      } else if (!isBlank(code)) return;
    }
  }

  #fail(problem: string): never {
    const before = this.#text.slice(0, this.#at).split('\n').length - 1;
    throw new Malformed(this.#line + before, problem);
  }
}

const COMMA = 0x2c;
export const SEMICOLON = 0x3b;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** Blanks, ends of lines, and commas. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || code === COMMA || code === 0xa0 || code === 0xfeff;
}

function isDelimiter(code: number): boolean {
  return isBlank(code) || code === SEMICOLON || code === QUOTE || isOpener(code) || isCloser(code);
}

/** ( [ { */
export function isOpener(code: number): boolean {
  return code === 0x28 || code === 0x5b || code === 0x7b;
}

/** ) ] } */
export function isCloser(code: number): boolean {
  return code === 0x29 || code === 0x5d || code === 0x7d;
}

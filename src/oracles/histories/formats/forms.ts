import { Malformed } from '../errors.ts';
import { BACKSLASH, isBlank, isCloser, isOpener, QUOTE, SEMICOLON } from './edn.ts';
import { MOST_CHARACTERS, type Take } from './lines.ts';

const NEWLINE = 0x0a;
const HASH = 0x23;
const CLOSING: Readonly<Record<number, number>> = { 40: 0x29, 91: 0x5d };

/**
 * Cuts a stream of EDN into its forms without reading them: those at the top, and those inside a vector or a list at the top. So a history
 * may be one mapping after the other or one vector of them, on as many lines as it likes.
 */
export class FormSplitter {
  readonly #take: Take;
  /** The form that is being read, as far as it came with earlier chunks. */
  #text = '';
  #inForm = false;
  /** Brackets open inside the form. */
  #depth = 0;
  #inString = false;
  #inComment = false;
  #isEscaped = false;
  /** Whether the form so far is a tag, whose form is still to come. */
  #isTag = false;
  #line = 1;
  #formLine = 1;
  /** What closes the vector or list around the forms, and where it was opened. */
  #outer: { readonly closer: number; readonly line: number } | null = null;

  constructor(take: Take) {
    this.#take = take;
  }

  /** @throws Malformed, and what `take` throws */
  push(chunk: string): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code === NEWLINE) this.#line++;
      if (!this.#inForm) {
        if (!this.#begins(code)) continue;
        from = at;
      }
      const end = this.#endsAt(code, at);
      if (end < 0) continue;
      this.#give(this.#text + chunk.slice(from, end));
      // What ends a word is no part of it.
      if (end === at) this.#begins(code);
      if (this.#inForm) from = at;
    }
    if (this.#inForm) this.#text += chunk.slice(from);
    if (this.#text.length > MOST_CHARACTERS)
      throw new Malformed(this.#formLine, `found a form of more than ${MOST_CHARACTERS} characters`);
  }

  end(): void {
    if (this.#inForm && (this.#depth > 0 || this.#inString || this.#isTag))
      throw new Malformed(this.#formLine, 'what begins here has no end: is the file cut off?');
    if (this.#inForm) this.#give(this.#text);
    if (this.#outer !== null)
      throw new Malformed(this.#outer.line, 'the vector that begins here has no end: is the file cut off?');
  }

  #give(text: string): void {
    this.#inForm = false;
    this.#text = '';
    this.#take(text, this.#formLine);
  }

  /** Whether a character outside all forms begins one. */
  #begins(code: number): boolean {
    if (this.#inComment) {
      this.#inComment = code !== NEWLINE;
      return false;
    }
    if (code === SEMICOLON) this.#inComment = true;
    if (isBlank(code) || this.#inComment) return false;
    if (isCloser(code)) {
      if (this.#outer?.closer !== code)
        throw new Malformed(this.#line, `found ${String.fromCharCode(code)}, which closes nothing`);
      this.#outer = null;
      return false;
    }
    if (this.#outer === null && code in CLOSING) {
      this.#outer = { closer: CLOSING[code], line: this.#line };
      return false;
    }
    this.#inForm = true;
    this.#formLine = this.#line;
    this.#depth = 0;
    this.#isTag = code === HASH;
    return true;
  }

  /** Where the form ends that a character belongs to: after it, before it, or -1, not yet. */
  #endsAt(code: number, at: number): number {
    if (this.#isEscaped) {
      this.#isEscaped = false;
      return -1;
    }
    if (this.#inComment) {
      this.#inComment = code !== NEWLINE;
      return -1;
    }
    if (code === BACKSLASH) {
      this.#isEscaped = true;
      return -1;
    }
    if (code === QUOTE) {
      this.#inString = !this.#inString;
      this.#isTag = false;
      return this.#inString || this.#depth > 0 ? -1 : at + 1;
    }
    if (this.#inString) return -1;
    if (isOpener(code)) {
      this.#depth++;
      this.#isTag = false;
      return -1;
    }
    if (isCloser(code)) return this.#depth > 0 ? this.#closes(at) : at;
    if (code === SEMICOLON) this.#inComment = this.#depth > 0 || this.#isTag;
    const ends = isBlank(code) || code === SEMICOLON;
    return ends && this.#depth === 0 && !this.#isTag ? at : -1;
  }

  #closes(at: number): number {
    return --this.#depth === 0 ? at + 1 : -1;
  }
}

/**
 * YAML text to a tree with places. Whatever the input, the outcome is a tree or ScenarioErrors.
 */
import type { CST, Document, ParsedNode, Range, YAMLError } from 'yaml';
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Place, Problem } from '../errors.ts';
import { MAXIMUM_PROBLEMS, ScenarioErrors } from '../errors.ts';
import { type OldCall, oldCalls, originalOffset, rewriteCalls } from './old-calls.ts';
import { brokenSections, withoutSections } from './sections.ts';
import type { Entry, TreeNode } from './tree.ts';
import { listNode, mappingNode, scalarNode } from './tree.ts';
import { inWords } from './wording.ts';

/** Bytes in a scenario file. */
export const LARGEST_FILE = 10_000_000;
/** Collections inside each other, counted as the parser nests them. */
const DEEPEST = 100;
/** Lexical tokens in a file. */
const MOST_TOKENS = 500_000;
/** Values in a document once every alias has been replaced by what it stands for. */
const MOST_VALUES = 200_000;

/** Characters that are read again to tell the problems of several sections apart. */
const MOST_READ_AGAIN = 5_000_000;

/** Characters of a line that a message shows whole. */
const LONGEST_LINE = 300;
const OLD_CALL = 'a call is written with "=", and between braces or brackets in quotation marks';

/** Where the text of a document begins: files begin at line 1, column 1, options further along. */
export interface Origin {
  readonly file: string;
  readonly column: number;
}

/** What could be read of a text, and what could not. */
export interface ReadText {
  /** null when nothing of it can be used. */
  readonly tree: TreeNode | null;
  readonly problems: readonly Problem[];
  /** Top-level keys whose values could not be read. */
  readonly lost: readonly string[];
}

/** Reads as much as can be read. */
export function readText(text: string, origin: Origin): ReadText {
  return new DocumentReader(text, origin).read();
}

/**
 * @throws ScenarioErrors with the place of each problem.
 */
export function parseDocument(text: string, origin: Origin): TreeNode {
  const { tree, problems } = readText(text, origin);
  if (tree === null || problems.length > 0) throw new ScenarioErrors(problems);
  return tree;
}

/** Decodes a file strictly: only UTF-8 text without control characters passes. */
export function decodeText(bytes: Uint8Array, file: string, limit: number): string {
  const fail = (text: string, index: number, message: string): never => {
    const before = text.slice(0, index);
    const line = before.split('\n').length;
    const column = index - (before.lastIndexOf('\n') + 1) + 1;
    throw new ScenarioErrors([{ file, line, column, key: '', message }]);
  };
  if (bytes.length > limit) {
    return fail('', 0, `the file has ${bytes.length} bytes, more than the ${limit} allowed`);
  }
  const [first, second] = bytes;
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe))
    return fail('', 0, 'the file is UTF-16 text: save it as UTF-8');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const lenient = new TextDecoder('utf-8').decode(bytes);
    return fail(lenient, Math.max(0, lenient.indexOf('\uFFFD')), 'the file is not UTF-8 text');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose.
  const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return fail(text, control.index, `control character U+${code}: the file is not plain text`);
  }
  return text;
}

class DocumentReader {
  /** As it is read: with calls as they should be written. */
  readonly #text: string;
  readonly #original: string;
  readonly #calls: readonly OldCall[];
  readonly #origin: Origin;
  readonly #lines: LineCounter;
  readonly #problems: Problem[] = [];
  readonly #anchors = new Map<string, TreeNode | null>();

  constructor(text: string, origin: Origin) {
    this.#original = text;
    this.#calls = oldCalls(text);
    this.#text = rewriteCalls(text, this.#calls);
    this.#origin = origin;
    this.#lines = new LineCounter();
    this.#lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
      this.#lines.addNewLine(at + 1);
  }

  read(): ReadText {
    try {
      this.#reportOldCalls();
      const { document, lost } = this.#readable();
      const tree = document === null ? null : this.#tree(document);
      return { tree, problems: this.#problems, lost };
    } catch (error) {
      if (!(error instanceof ScenarioErrors)) throw error;
      return { tree: null, problems: this.#problems, lost: [] };
    }
  }

  #tree(document: Document.Parsed): TreeNode {
    const version = document.directives?.yaml;
    if (version?.explicit && version.version !== '1.2') {
      this.#problem(0, `expected YAML 1.2, found a %YAML ${version.version} directive`);
    }
    return this.#convert(document.contents, 0);
  }

  /** One problem for each line with calls that YAML reads otherwise, saying what to write instead. */
  #reportOldCalls(): void {
    const [calls, text] = [this.#calls, this.#original];
    for (let first = 0; first < calls.length; ) {
      const { offset } = calls[first];
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      const end = text.indexOf('\n', offset);
      const line = text.slice(start, end < 0 ? undefined : end);
      let next = first + 1;
      while (next < calls.length && calls[next].offset < start + line.length) next += 1;
      const moved = calls.slice(first, next).map((call) => ({ ...call, offset: call.offset - start }));
      const written = rewriteCalls(line, moved).trim();
      const shown = written.length <= LONGEST_LINE ? written : calls[first].replacement;
      const remedy = this.#origin.file.startsWith('--') ? '' : ' (sim validate --fix does it)';
      this.#problems.push({
        ...this.#placeIn(offset),
        key: '',
        message: `${OLD_CALL}${remedy}; write: ${shown}`,
      });
      first = next;
    }
  }

  /** The document, without the sections whose syntax is wrong; null when no section can be told from another. */
  #readable(): { readonly document: Document.Parsed | null; readonly lost: readonly string[] } {
    const document = this.#compose(this.#text);
    const errors = errorsOf(document);
    if (errors.length === 0) return { document, lost: [] };
    const sections = brokenSections(this.#text, (text) => errorsOf(this.#compose(text)).length > 0);
    if (sections === null) {
      this.#report(errors);
      return { document: null, lost: [] };
    }
    const most = Math.min(MAXIMUM_PROBLEMS, Math.floor(MOST_READ_AGAIN / this.#text.length));
    for (const section of sections.slice(0, Math.max(1, most))) {
      const others = sections.filter((other) => other !== section);
      this.#report(errorsOf(this.#compose(withoutSections(this.#text, others))));
    }
    const rest = this.#compose(withoutSections(this.#text, sections));
    return { document: errorsOf(rest).length === 0 ? rest : null, lost: sections.map(({ key }) => key) };
  }

  #report(errors: readonly YAMLError[]): void {
    for (const { offset, message } of inWords(errors)) this.#problem(offset, message);
  }

  /** Lexes, parses and composes, refusing what nests too deeply before the composer's recursion meets it. */
  #compose(text: string): Document.Parsed {
    const parser = new Parser();
    const tokens: CST.Token[] = [];
    let count = 0;
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token);
      count += 1;
      if (parser.stack.length > DEEPEST) this.#fail(parser.offset, 'collections are nested too deeply');
      if (count > MOST_TOKENS) this.#fail(parser.offset, 'the file holds too many values');
    }
    for (const token of parser.end()) tokens.push(token);
    const composer = new Composer({
      prettyErrors: false,
      strict: true,
      stringKeys: true,
      // Checked here instead: the composer compares every pair of keys.
      uniqueKeys: false,
      resolveKnownTags: false,
      version: '1.2',
      logLevel: 'silent',
    });
    const documents = [...composer.compose(tokens, true, text.length)];
    if (documents.length > 1) {
      this.#fail(documents[1].range[0], 'expected one document in the file, found a second one');
    }
    return documents[0];
  }

  #convert(node: ParsedNode | null, fallback: number): TreeNode {
    const offset = node?.range ? node.range[0] : fallback;
    const place = this.#place(offset);
    if (node === null) return scalarNode(null, place);
    if (isAlias(node)) return this.#alias(node.source, offset, place);
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const converted = this.#withoutAlias(node, place);
    if (anchor !== undefined) this.#anchors.set(anchor, converted);
    if (converted.size > MOST_VALUES) this.#fail(offset, 'aliases repeat more values than are allowed');
    return converted;
  }

  #alias(name: string, offset: number, place: Place): TreeNode {
    const target = this.#anchors.get(name);
    if (target) return target;
    const message =
      target === null
        ? `alias *${name} stands inside what it repeats`
        : `no anchor &${name} before alias *${name}`;
    this.#problem(offset, message);
    return { ...scalarNode(null, place), isUnknown: true };
  }

  #withoutAlias(node: ParsedNode, place: Place): TreeNode {
    if (isScalar(node)) {
      const source = typeof node.source === 'string' ? node.source : String(node.value ?? '');
      return scalarNode(scalarValue(node.value), place, source, this.#inset(node.range, source));
    }
    if (isSeq(node)) {
      return listNode(
        node.items.map((item) => this.#convert(item as ParsedNode, node.range[0])),
        place,
      );
    }
    if (!isMap(node)) return scalarNode(null, place);
    const entries = new Map<string, Entry>();
    for (const pair of node.items)
      this.#entry(entries, pair.key as ParsedNode, pair.value as ParsedNode | null);
    return mappingNode(entries, place);
  }

  #entry(entries: Map<string, Entry>, key: ParsedNode, value: ParsedNode | null): void {
    const offset = key.range[0];
    if (!isScalar(key)) {
      this.#problem(
        offset,
        isAlias(key) ? 'expected a key, found an alias' : 'expected a key, found a collection',
      );
      return;
    }
    const name = String(key.value);
    const first = entries.get(name);
    if (first) this.#problem(offset, `key "${name}" stands here and in line ${first.place.line}`, name);
    else if (name === '<<')
      this.#problem(offset, 'YAML 1.2 has no merge keys: repeat the values, or use extends', name);
    else if (name === '__proto__') this.#problem(offset, `unknown key "${name}"`, name);
    else entries.set(name, { label: name, place: this.#place(offset), node: this.#convert(value, offset) });
  }

  /** 0 for plain text, 1 after a quotation mark, null when columns and characters do not correspond. */
  #inset(range: Range, value: string): number | null {
    const [start, end] = range;
    const written = this.#text.slice(start, end);
    if (written === value) return 0;
    if (written.slice(1, -1) === value) return 1;
    return null;
  }

  /** @param offset in the text as it is read */
  #place(offset: number): Place {
    return this.#placeIn(originalOffset(offset, this.#calls));
  }

  /** @param offset in the text as it was given */
  #placeIn(offset: number): Place {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#original.length));
    const column = line <= 1 ? Math.max(1, col) + this.#origin.column - 1 : col;
    return { file: this.#origin.file, line: Math.max(1, line), column };
  }

  #problem(offset: number, message: string, key = ''): void {
    this.#problems.push({ ...this.#place(offset), key, message });
  }

  #fail(offset: number, message: string): never {
    this.#problem(offset, message);
    throw new ScenarioErrors(this.#problems);
  }
}

function errorsOf({ errors, warnings }: Document.Parsed): readonly YAMLError[] {
  return [...errors, ...warnings];
}

function scalarValue(value: unknown): string | number | boolean | null {
  // Zero has no sign in a scenario.
  if (typeof value === 'number') return value + 0;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return value === null || value === undefined ? null : String(value);
}

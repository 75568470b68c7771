/** What the documents of the repository say: blocks of code, commands, options, links and printed results. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders whose texts are of others, or are built. */
const FOREIGN = new Set(['node_modules', 'dist', '.git', 'runs']);

export interface Block {
  /** "README.md, line 31" */
  readonly place: string;
  readonly file: string;
  /** Empty where the fence names none. */
  readonly language: string;
  readonly text: string;
}

export interface Span {
  readonly place: string;
  readonly file: string;
  readonly text: string;
}

/** Every Markdown file, by its path from the top of the repository. */
export function documents(folder = ''): string[] {
  return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : documents(path);
      return entry.name.endsWith('.md') ? [path] : [];
    })
    .sort();
}

export function blocksOf(file: string): Block[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => {
    const [, language, content] = match;
    return { place: `${file}, line ${lineOf(text, match.index)}`, file, language, text: content };
  });
}

/** Text between single backquotes, outside of blocks. */
export function spansOf(file: string): Span[] {
  return matchesOutside(file, /`([^`\n]+)`/g);
}

/** Paths from the folder of the document that it links to, or shows as a picture; not those of other machines. */
export function linksOf(file: string): Span[] {
  return matchesOutside(file, /\]\(([^)\s#]+)[^)]*\)/g).filter(({ text }) => !/^\w+:/.test(text));
}

/** What a document quotes of the output of a command. */
export function quotesOf(file: string): Span[] {
  return matchesOutside(file, /^> (.*)$/gm);
}

function matchesOutside(file: string, pattern: RegExp): Span[] {
  const text = readFileSync(file, 'utf8');
  // As long as before, so that lines keep their numbers.
  const outside = text.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/[^\n]/g, ' '));
  return [...outside.matchAll(pattern)].map((match) => ({
    place: `${file}, line ${lineOf(text, match.index)}`,
    file,
    text: match[1],
  }));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Command lines of a block of `sh`: continued lines are joined, and comments taken off. */
export function commandLines(text: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Commands in the comments of a scenario file, the lines that begin with `sim`. */
export function commandsInComments(text: string): string[] {
  return [...text.matchAll(/^#\s+(sim .*)$/gm)].map(([, line]) => line.trim());
}

/** What else the comments and the description of a scenario file suggest to set. */
export function settingsIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^#\s+sim /.test(line))
    .flatMap((line) => [...line.matchAll(/--set (?:"([^"]+)"|([^\s"]+))/g)])
    .map(([, quoted, plain]) => quoted ?? plain.replace(/[),.:]+$/, ''));
}

/** Words of a command line as a shell takes them: single and double quotes, and nothing that would be expanded. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}

/** Scripts of a package.json. */
export function scriptsOf(folder: string): ReadonlySet<string> {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return new Set();
  return new Set(Object.keys(JSON.parse(readFileSync(file, 'utf8')).scripts ?? {}));
}

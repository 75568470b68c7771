import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Something in a source file that a law forbids. */
export interface Offence {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly what: string;
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** All TypeScript files below a folder, parsed, in order of name. */
export function parseFolder(folder: string): ts.SourceFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts')).sort();
  return files.map((name) => parse(join(folder, name), readFileSync(join(folder, name), 'utf8')));
}

export function offence(source: ts.SourceFile, node: ts.Node, what: string): Offence {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { file: source.fileName, line: line + 1, what };
}

/** Calls `visit` for a node and everything below it, without comments. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export function describeOffences(offences: readonly Offence[]): string[] {
  return offences.map(({ file, line, what }) => `${file}:${line} ${what}`);
}

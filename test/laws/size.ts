import ts from 'typescript';
import { type Offence, offence, walk } from './source.ts';

/**
 * How many lines of code there are before each line, for all lines and the end. Lines of code are neither blank, nor only
 * comment, nor inside a text of several lines.
 */
function countCodeLines(source: ts.SourceFile): number[] {
  const lines = new Set<number>();
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (part: ts.Node): void => {
    if (ts.isJSDoc(part)) return;
    const children = part.getChildren(source);
    for (const child of children) visit(child);
    if (children.length > 0 || part.getEnd() === part.getStart(source)) return;
    lines.add(lineAt(part.getStart(source))).add(lineAt(part.getEnd()));
  };
  visit(source);
  const before = [0];
  for (let line = 0; line <= lineAt(source.getEnd()); line++) {
    before.push(before[line] + (lines.has(line) ? 1 : 0));
  }
  return before;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name && !ts.isComputedPropertyName(node.name)) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isConstructorDeclaration(node) ? 'constructor' : 'a function without a name';
}

/** The file and every function in it that have more lines of code than allowed. */
export function findOversize(
  source: ts.SourceFile,
  limits: { readonly file: number; readonly function: number },
): Offence[] {
  const offences: Offence[] = [];
  const before = countCodeLines(source);
  const length = before[before.length - 1];
  if (length > limits.file) offences.push(offence(source, source, `has ${length} lines of code`));
  walk(source, (node) => {
    if (!(ts.isFunctionLike(node) && 'body' in node && node.body)) return;
    const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
    const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
    const size = before[last + 1] - before[first];
    if (size > limits.function) {
      offences.push(offence(source, node, `${nameOf(node)} has ${size} lines of code`));
    }
  });
  return offences;
}

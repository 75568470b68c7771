import ts from 'typescript';
import { type Offence, offence, walk } from './source.ts';

/** Lines that hold code: neither blank, nor only comment, nor inside a text of several lines. 0-based numbers. */
function codeLines(source: ts.SourceFile, node: ts.Node): Set<number> {
  const lines = new Set<number>();
  const visit = (part: ts.Node): void => {
    if (ts.isJSDoc(part)) return;
    const children = part.getChildren(source);
    for (const child of children) visit(child);
    if (children.length > 0 || part.getEnd() === part.getStart(source)) return;
    const first = source.getLineAndCharacterOfPosition(part.getStart(source)).line;
    const last = source.getLineAndCharacterOfPosition(part.getEnd()).line;
    lines.add(first).add(last);
  };
  visit(node);
  return lines;
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
  const length = codeLines(source, source).size;
  if (length > limits.file) offences.push(offence(source, source, `has ${length} lines of code`));
  walk(source, (node) => {
    if (!(ts.isFunctionLike(node) && 'body' in node && node.body)) return;
    const size = codeLines(source, node).size;
    if (size > limits.function) {
      offences.push(offence(source, node, `${nameOf(node)} has ${size} lines of code`));
    }
  });
  return offences;
}

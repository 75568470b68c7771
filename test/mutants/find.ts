import ts from 'typescript';
import { describeMutant, type Mutant } from './mutant.ts';
import { OPERATORS } from './operators.ts';

function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named =
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isPropertyDeclaration(node);
  return named ? (node.name as ts.Node | undefined)?.getText() : undefined;
}

/** Whether nothing below a node is worth a fault: types are not emitted, and the words of an error are for people. */
function isDead(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  return ts.isNewExpression(node) && /Error$/.test(node.expression.getText());
}

/** All faults of a file, in order of place and operator. */
export function findMutants(source: ts.SourceFile, file: string, types: ts.TypeChecker): Mutant[] {
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();
  const visit = (node: ts.Node, outer: string): void => {
    if (isDead(node)) return;
    const name = nameOf(node);
    const owner = name === undefined ? outer : outer === '' ? name : `${outer}.${name}`;
    for (const { name: operator, edits } of OPERATORS)
      for (const edit of edits(node, types))
        mutants.push(describeMutant(file, source.text, { operator, edit, owner }, seen));
    ts.forEachChild(node, (child) => visit(child, owner));
  };
  visit(source, '');
  return mutants;
}

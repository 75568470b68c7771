import ts from 'typescript';
import { walk } from './source.ts';

/** What a file imports besides types, in order, as written. */
export function importedNames(source: ts.SourceFile): string[] {
  const names: string[] = [];
  walk(source, (node) => {
    if (ts.isImportDeclaration(node) && needsValue(node.importClause))
      names.push(textOf(node.moduleSpecifier));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier && exportsValue(node))
      names.push(textOf(node.moduleSpecifier));
    else if (ts.isCallExpression(node) && isImport(node.expression) && node.arguments.length > 0)
      names.push(textOf(node.arguments[0]));
  });
  return names;
}

function needsValue(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined || clause.name) return clause?.isTypeOnly !== true;
  if (clause.isTypeOnly) return false;
  const { namedBindings } = clause;
  if (!namedBindings || ts.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some((element) => !element.isTypeOnly);
}

function exportsValue({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return false;
  if (!exportClause || ts.isNamespaceExport(exportClause)) return true;
  return exportClause.elements.some((element) => !element.isTypeOnly);
}

function isImport(expression: ts.Expression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(expression) && expression.text === 'require';
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : node.getText();
}

import ts from 'typescript';
import { type Offence, offence, walk } from './source.ts';

/** strict: also nothing asynchronous, and no calendar. */
export type Level = 'strict' | 'pure';

const CLOCK = 'reads the clock of the machine';
const RANDOM = 'draws a random number that no seed decides';
const ORDER = 'lets the event loop decide what runs next';
const MACHINE = 'depends on the machine';

const GLOBALS: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  crypto: RANDOM,
  Intl: MACHINE,
  WeakRef: MACHINE,
  FinalizationRegistry: MACHINE,
  globalThis: MACHINE,
};

const ASYNCHRONOUS: Readonly<Record<string, string>> = {
  Promise: ORDER,
  setTimeout: ORDER,
  setInterval: ORDER,
  setImmediate: ORDER,
  queueMicrotask: ORDER,
  requestAnimationFrame: ORDER,
};

const MATH: Readonly<Record<string, string>> = {
  random: RANDOM,
  pow: 'differs between versions of Node',
};

const LOCAL_METHODS =
  /^(localeCompare|toLocale\w+|getTimezoneOffset|get(FullYear|Month|Date|Day|Hours|Minutes|Seconds))$/;

function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  walk(source, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node);
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

/** Whether an identifier stands for a value, rather than being a property's name, a label or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isTypeParameterDeclaration(parent))
    return false;
  const named = parent as { readonly name?: ts.Node };
  return named.name !== node || ts.isShorthandPropertyAssignment(parent);
}

function checkMath(node: ts.Identifier): string | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return MATH[parent.name.text];
  return 'uses Math other than by the name of one function, which hides what is called';
}

function isAsynchronous(node: ts.Node): boolean {
  const isAsync =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  return (
    isAsync === true ||
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
  );
}

function isPower(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.kind;
  // A whole power of two is exact everywhere.
  const isConstant = node.left.getText() === '2' && /^\d+$/.test(node.right.getText());
  if (operator === ts.SyntaxKind.AsteriskAsteriskToken && isConstant) return false;
  return (
    operator === ts.SyntaxKind.AsteriskAsteriskToken || operator === ts.SyntaxKind.AsteriskAsteriskEqualsToken
  );
}

/** Date arithmetic in universal time, which asks no clock. */
function isCalendar(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'UTC';
  return ts.isNewExpression(parent) && parent.arguments !== undefined && parent.arguments.length > 0;
}

function checkIdentifier(
  node: ts.Identifier,
  level: Level,
  declared: ReadonlySet<string>,
): string | undefined {
  if (declared.has(node.text) || !isValue(node)) return undefined;
  if (node.text === 'Math') return checkMath(node);
  if (node.text === 'Date' && level === 'pure' && isCalendar(node)) return undefined;
  return GLOBALS[node.text] ?? (level === 'strict' ? ASYNCHRONOUS[node.text] : undefined);
}

/** What in a file could make two runs of one seed differ. */
export function findNondeterminism(source: ts.SourceFile, level: Level): Offence[] {
  const offences: Offence[] = [];
  const declared = declaredNames(source);
  walk(source, (node) => {
    let what: string | undefined;
    if (ts.isIdentifier(node)) what = checkIdentifier(node, level, declared);
    else if (isPower(node)) what = MATH.pow;
    else if (level === 'strict' && isAsynchronous(node)) what = ORDER;
    else if (ts.isPropertyAccessExpression(node) && LOCAL_METHODS.test(node.name.text)) what = MACHINE;
    if (what) offences.push(offence(source, node, `${node.getText(source).split('\n')[0]}: ${what}`));
  });
  return offences;
}

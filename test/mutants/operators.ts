import ts from 'typescript';
import type { Edit } from './mutant.ts';

/** What a kind of fault does to a node: the edits, each a fault of its own. */
interface Operator {
  readonly name: string;
  readonly what: string;
  edits(node: ts.Node, types: ts.TypeChecker): readonly Edit[];
}

const replace = (node: ts.Node, text: string): Edit => ({ start: node.getStart(), end: node.getEnd(), text });

/** Operators of two operands, and what each turns into. */
const SWAPS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  relational: { '<': ['<=', '>='], '<=': ['<', '>'], '>': ['>=', '<='], '>=': ['>', '<'] },
  equality: { '===': ['!=='], '!==': ['==='] },
  logical: { '&&': ['||'], '||': ['&&'], '??': ['||'], '??=': ['||='] },
  arithmetic: {
    '+': ['-'],
    '-': ['+'],
    '*': ['/'],
    '/': ['*'],
    '%': ['*'],
    '+=': ['-='],
    '-=': ['+='],
    '*=': ['/='],
    '/=': ['*='],
  },
  bitwise: {
    '&': ['|'],
    '|': ['&'],
    '^': ['&'],
    '<<': ['>>'],
    '>>': ['<<'],
    '>>>': ['<<'],
    '&=': ['|='],
    '|=': ['&='],
    '^=': ['&='],
    '<<=': ['>>='],
    '>>=': ['<<='],
    '>>>=': ['<<='],
  },
};

const swapped = (name: string, what: string): Operator => ({
  name,
  what,
  edits: (node) =>
    ts.isBinaryExpression(node)
      ? (SWAPS[name][node.operatorToken.getText()] ?? []).map((text) => replace(node.operatorToken, text))
      : [],
});

const CALLS: Readonly<Record<string, string>> = {
  'Math.min': 'Math.max',
  'Math.max': 'Math.min',
  'Math.floor': 'Math.ceil',
  'Math.ceil': 'Math.floor',
  'Math.round': 'Math.floor',
  'Math.trunc': 'Math.ceil',
};
const METHODS: Readonly<Record<string, string>> = { some: 'every', every: 'some' };

function otherCall(node: ts.Node): readonly Edit[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { name } = node.expression;
  const whole = CALLS[node.expression.getText()];
  if (whole !== undefined) return [replace(node.expression, whole)];
  return Object.hasOwn(METHODS, name.text) ? [replace(name, METHODS[name.text])] : [];
}

function conditionOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

const isNot = (node: ts.Node): node is ts.PrefixUnaryExpression =>
  ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;

/** Whether another operator turns this condition into its opposite already. */
function isOpposedAnyway(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isOpposedAnyway(node.expression);
  if (isNot(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return true;
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.getText();
  return operator in SWAPS.relational || operator in SWAPS.equality;
}

function negated(node: ts.Node): readonly Edit[] {
  const condition = conditionOf(node);
  if (condition === undefined || isOpposedAnyway(condition)) return [];
  return [replace(condition, `!(${condition.getText()})`)];
}

const UNARY: readonly (ts.SyntaxKind | undefined)[] = [
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.ExclamationToken,
  ts.SyntaxKind.TildeToken,
];

function withoutSign(node: ts.Node): readonly Edit[] {
  if (!ts.isPrefixUnaryExpression(node) || !UNARY.includes(node.operator)) return [];
  return [replace(node, node.operand.getText())];
}

function otherStep(node: ts.Node): readonly Edit[] {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return [];
  const { operator, operand } = node;
  if (operator !== ts.SyntaxKind.PlusPlusToken && operator !== ts.SyntaxKind.MinusMinusToken) return [];
  const text = operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++';
  const [start, end] = ts.isPrefixUnaryExpression(node)
    ? [node.getStart(), operand.getStart()]
    : [operand.getEnd(), node.getEnd()];
  return [{ start, end, text }];
}

/** A return at the end of a function is a value; one anywhere before it leaves early. */
function leavesEarly(node: ts.ReturnStatement): boolean {
  const { parent } = node;
  return !(ts.isBlock(parent) && ts.isFunctionLike(parent.parent) && parent.statements.at(-1) === node);
}

function removed(node: ts.Node): readonly Edit[] {
  const goes =
    ts.isExpressionStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isBreakStatement(node) ||
    ts.isContinueStatement(node) ||
    (ts.isReturnStatement(node) && leavesEarly(node));
  // The compiler refuses an empty statement as the body of an if.
  return goes ? [replace(node, ts.isIfStatement(node.parent) ? '{}' : ';')] : [];
}

function constants(node: ts.Node): readonly Edit[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace(node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [replace(node, 'true')];
  if (!ts.isNumericLiteral(node)) return [];
  if (ts.isPropertyAssignment(node.parent) && node.parent.name === node) return [];
  const value = Number(node.text);
  const values = Number.isInteger(value) && value > 0 ? [value + 1, value - 1] : [value + 1];
  return values.map((other) => replace(node, String(other)));
}

function returned(node: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(node)) return node.expression;
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

function otherValues(node: ts.Node, types: ts.TypeChecker): readonly Edit[] {
  const value = returned(node);
  if (value === undefined) return [];
  const type = types.getTypeAtLocation(value);
  const parts = type.isUnion() ? type.types : [type];
  const all = (flags: ts.TypeFlags) => parts.every((part) => (part.flags & flags) !== 0);
  const texts: string[] = [];
  if (all(ts.TypeFlags.BooleanLike)) {
    if (!isOpposedAnyway(value)) texts.push(`!(${value.getText()})`);
  } else if (all(ts.TypeFlags.NumberLike)) texts.push(`(${value.getText()}) + 1`);
  else if (all(ts.TypeFlags.StringLike)) texts.push("''");
  else if (types.isArrayType(type)) texts.push('[]');
  else if (parts.some((part) => (part.flags & ts.TypeFlags.Undefined) !== 0)) texts.push('undefined');
  return texts.map((text) => replace(value, text));
}

/** The faults that are planted. */
export const OPERATORS: readonly Operator[] = [
  swapped('relational', 'a boundary moved, or a comparison turned round'),
  swapped('equality', '=== for !==, and the reverse'),
  swapped('logical', '&& for ||, and the reverse; || for ??'),
  swapped('arithmetic', '+ for -, * for /, % to *, and the reverse; the same with assignment'),
  swapped('bitwise', '& for |, << for >>, ^ to &, and the reverse; the same with assignment'),
  { name: 'condition', what: 'a condition negated', edits: negated },
  { name: 'sign', what: '-, ! or ~ left out', edits: withoutSign },
  { name: 'step', what: '++ for --, and the reverse', edits: otherStep },
  {
    name: 'constant',
    what: 'a number one more or one less, true for false, and the reverse',
    edits: constants,
  },
  { name: 'call', what: 'min for max, floor for ceil, some for every, and the reverse', edits: otherCall },
  {
    name: 'removal',
    what: 'a call, an assignment, a throw, break, continue or early return left out',
    edits: removed,
  },
  {
    name: 'returned value',
    what: 'a value returned plus one, negated, or as good as nothing',
    edits: otherValues,
  },
];

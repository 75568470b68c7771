import ts from 'typescript';
import { PROBES } from './loader.ts';

/** Where the statements of a part begin that may be left out when the part around it is run. */
function startOf(node: ts.Node): number | undefined {
  if (ts.isBlock(node)) return node.getStart() + 1;
  if (ts.isCaseOrDefaultClause(node) && node.statements.length > 0) return node.statements[0].getStart();
  return undefined;
}

/** Positions of a file's probes, in order: the starts of its blocks and cases. */
export function probePositions(source: ts.SourceFile): number[] {
  const positions: number[] = [];
  const visit = (node: ts.Node): void => {
    const start = startOf(node);
    if (start !== undefined) positions.push(start);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return positions.sort((a, b) => a - b);
}

/** A source file that notes which of its blocks are run. Lines stay where they are. */
export function withProbes(source: ts.SourceFile): { readonly text: string; readonly count: number } {
  const { text } = source;
  const positions = probePositions(source);
  let probed = '';
  let from = 0;
  positions.forEach((position, probe) => {
    probed += `${text.slice(from, position)}${PROBES}[${probe}] = 1;`;
    from = position;
  });
  return { text: probed + text.slice(from), count: positions.length };
}

/** Number of the probe that is passed whenever the code at an offset may run; -1 where that code is in no block. */
export function probeAt(source: ts.SourceFile, offset: number): number {
  let innermost = -1;
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart() || offset >= node.getEnd()) return;
    const start = startOf(node);
    if (start !== undefined && offset >= start) innermost = start;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return innermost === -1 ? -1 : probePositions(source).indexOf(innermost);
}

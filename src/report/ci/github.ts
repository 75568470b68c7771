/** Results as workflow commands of GitHub Actions, which it shows at the lines of a change. */
import { visible, visibleLine } from '../../scenario/visible.ts';
import { type CaseResult, isProblem } from './case.ts';

/** One line for each result that is neither passed nor skipped: `::error file=a.yaml,line=3,title=...::message`. */
export function githubAnnotations(results: readonly CaseResult[]): string[] {
  return results.filter(isProblem).map(({ suite, name, status, message, details, place }) => {
    const properties = [
      ...(place === null ? [] : [`file=${property(place.file)}`, `line=${place.line}`]),
      `title=${property(`${status}: ${name}`)}`,
    ];
    const lines = [place === null ? `${suite}: ${message}` : message, ...details];
    return `::error ${properties.join(',')}::${data(lines.join('\n'))}`;
  });
}

const CODES: Readonly<Record<string, string>> = {
  '%': '%25',
  '\r': '%0D',
  '\n': '%0A',
  ':': '%3A',
  ',': '%2C',
};

/** As escapeData of @actions/core. */
function data(text: string): string {
  return visible(text).replace(/[%\r\n]/g, (character) => CODES[character]);
}

/** As escapeProperty of @actions/core. */
function property(text: string): string {
  return visibleLine(text).replace(/[%\r\n:,]/g, (character) => CODES[character]);
}

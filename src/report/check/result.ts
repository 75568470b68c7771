import type { History, HistoryModel, HistoryOperation } from '../../oracles/histories/index.ts';
import {
  type LinearizabilityReport,
  type LinearizablePrefix,
  linearizabilityText,
  type PartReport,
} from '../../oracles/linearizability/index.ts';
import { formatCount, formatDuration, plural } from '../format.ts';

/** A history that was checked, and what came of it. */
export interface CheckedHistory {
  /** What the history is called: its file. */
  readonly source: string;
  readonly model: HistoryModel;
  readonly history: History;
  readonly report: LinearizabilityReport<unknown, unknown>;
  /** Real time of the check. */
  readonly seconds: number;
  readonly limits: {
    /** Configurations of each part. */
    readonly states: number;
    /** Seconds; null: none. */
    readonly time: number | null;
  };
  /** Whether it was interrupted. */
  readonly isPartial: boolean;
}

export type Part = PartReport<unknown, unknown>;
export type Prefix = LinearizablePrefix<unknown, unknown>;

/** Parts described in words and drawn; the JSON has all. */
export const MOST_PARTS = 4;

/** Parts with something to show, those that are not linearizable first. */
export function describedParts({ report }: CheckedHistory): (Part & { readonly prefix: Prefix })[] {
  const isWrong = ({ verdict }: Part) => verdict === 'not linearizable';
  const found = report.parts.filter(
    (part): part is Part & { readonly prefix: Prefix } => part.prefix !== undefined,
  );
  return [...found.filter(isWrong), ...found.filter((part) => !isWrong(part))].slice(0, MOST_PARTS);
}

/** One sentence: the verdict. */
export function verdictSentence({ source, report, model, isPartial }: CheckedHistory): string {
  const { verdict } = report;
  const of = model === report.model ? model : `${model}, ${report.model}`;
  const words = verdict === 'undecided' ? 'it is undecided whether it is linearizable' : verdict;
  return `${source}: ${words} (${of})${isPartial ? ', interrupted' : ''}`;
}

/** What the history holds, and how long the check took, in sentences. */
export function countSentences({ history, report, seconds, model }: CheckedHistory): string[] {
  const { summary } = history;
  const { invoked, completed, failed, unknown, processes, keys, nemesis, otherLines, isTimed, format } =
    summary;
  const ends = [
    `${formatCount(completed)} completed`,
    `${formatCount(failed)} failed`,
    `${formatCount(unknown)} with an unknown end`,
  ];
  const noun = model === 'multi-register' ? 'register' : 'key';
  const on = keys === 0 ? '' : ` on ${plural(keys, noun)}`;
  const left = [
    ...(nemesis > 0 ? [plural(nemesis, 'event of the nemesis', 'events of the nemesis')] : []),
    ...(otherLines > 0 ? [plural(otherLines, 'line of other things', 'lines of other things')] : []),
  ];
  const configurations = report.parts.reduce((sum, part) => sum + part.configurations, 0);
  return [
    `${plural(invoked, 'operation')} of ${plural(processes, 'process', 'processes')}${on}: ${ends.join(', ')}`,
    `read as ${format}, ordered ${isTimed ? 'by their times' : 'as in the file'}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
    `checked in ${formatDuration(seconds)}, ${plural(configurations, 'configuration')}${partsWords(report.parts)}`,
  ];
}

function partsWords(parts: readonly Part[]): string {
  if (parts.length < 2) return '';
  const count = (verdict: Part['verdict']) => parts.filter((part) => part.verdict === verdict).length;
  const wrong = count('not linearizable');
  const open = count('undecided');
  const said = [
    ...(wrong > 0 ? [`${wrong} not linearizable`] : []),
    ...(open > 0 ? [`${open} undecided`] : []),
  ];
  return `; of ${plural(parts.length, 'part')} judged apart ${said.length === 0 ? 'all are linearizable' : said.join(', ')}`;
}

/** All of it for a terminal. */
export function checkText(result: CheckedHistory): string {
  const { report, history } = result;
  const lines = [verdictSentence(result), ...countSentences(result)];
  const text = linearizabilityText(report, history.model, {
    parts: MOST_PARTS,
    when: (operation) => `(${whereWords(operation as HistoryOperation)})`,
  });
  // Its first line says the verdict again.
  return `${[...lines, ...text.split('\n').slice(1)].join('\n').trimEnd()}\n`;
}

/** "lines 3 to 6", "from line 3 on"; of several operations on one line the number. */
export function whereWords({ line, endLine, number, returned }: HistoryOperation): string {
  if (line === endLine) return `operation ${number}, line ${line}`;
  return returned === Infinity ? `from line ${line} on` : `lines ${line} to ${endLine}`;
}

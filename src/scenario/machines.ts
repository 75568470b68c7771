/**
 * Machines are not simulated: agents are placed on them, and nothing knows how busy their processors are or what memory is in use.
 * What is decided by that is refused, and says so wherever it is described.
 */
import type { EntryDescription, MachineFigure, ParameterSpec } from '../modules/registry.ts';

const NAMES: Readonly<Record<MachineFigure, string>> = { cpu: 'processors', memory: 'memory' };

/** Why something that needs these figures is refused. */
export function unmeasured(figures: readonly MachineFigure[]): string {
  const names = figures.map((figure) => NAMES[figure]).join(' and ');
  return `machines are not simulated, so that nothing measures the use of their ${names}`;
}

/** One line about a module, with what there is to know before it is chosen. */
export function describeEntry({ description, needs }: EntryDescription): string {
  return needs ? `${description}; refused while machines are not simulated` : description;
}

/** One line about a parameter of a module. */
export function describeParameter({ description, needs }: ParameterSpec): string {
  return needs ? `${description}; anything else is refused while machines are not simulated` : description;
}

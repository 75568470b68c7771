/** A configuration as bytes, as entries and snapshots hold it. */
import type { Reader, Writer } from '../../codec.ts';
import type { ProcessId } from '../../ports.ts';
import type { Configuration } from '../quorum/configuration.ts';

const SIMPLE = 0;
const JOINT = 1;

export function writeConfiguration({ voters, outgoing, learners = [] }: Configuration, to: Writer): void {
  to.u8(outgoing === undefined ? SIMPLE : JOINT);
  writeProcesses(voters, to);
  writeProcesses(learners, to);
  if (outgoing !== undefined) writeProcesses(outgoing, to);
}

/** @throws MalformedBytesError */
export function readConfiguration(from: Reader): Configuration {
  const form = from.u8();
  const voters = readProcesses(from);
  const learners = readProcesses(from);
  return form === JOINT ? { voters, outgoing: readProcesses(from), learners } : { voters, learners };
}

function writeProcesses(processes: readonly ProcessId[], to: Writer): void {
  to.word(processes.length);
  for (const process of processes) to.word(process);
}

function readProcesses(from: Reader): ProcessId[] {
  const count = from.word();
  const processes: ProcessId[] = [];
  while (processes.length < count) processes.push(from.word());
  return processes;
}

/** What a result says of the machine, and how much memory there is. */
import { arch, availableParallelism, cpus, freemem, platform } from 'node:os';
import type { RunEnvironment } from './result.ts';

let host: RunEnvironment['host'] | undefined;

/** The machine, which stays the same; to ask the system about its processors takes as long as a short run. */
export function environment(): RunEnvironment['host'] {
  host ??= {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  };
  return host;
}

/** Bytes that a run may use: what is free (or what a container allows), less a reserve for the rest of the machine. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const available = process.availableMemory?.() ?? freemem();
  const limit =
    constrained > 0 && constrained < Number.MAX_SAFE_INTEGER ? Math.min(constrained, available) : available;
  return limit * 0.9;
}

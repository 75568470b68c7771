/** What a result says of the machine, and how much memory there is. */
import { arch, availableParallelism, cpus, freemem, platform } from 'node:os';
import type { RunEnvironment } from './result.ts';

export function environment(): RunEnvironment['host'] {
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  };
}

/** Bytes that a run may use: what is free (or what a container allows), less a reserve for the rest of the machine. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const available = process.availableMemory?.() ?? freemem();
  const limit =
    constrained > 0 && constrained < Number.MAX_SAFE_INTEGER ? Math.min(constrained, available) : available;
  return limit * 0.9;
}

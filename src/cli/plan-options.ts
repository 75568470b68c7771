/** Options of `sim plan` that win over the text, or say what the machines can carry. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PlanOptions, PlanSizing } from '../planning/types.ts';
import { quantityOption } from './input.ts';

export interface PlanValueOptions {
  readonly agents?: number;
  readonly subtasks?: number;
  readonly regions?: number;
  /** Seconds. */
  readonly duration?: number;
  readonly sizing?: PlanSizing;
  readonly cores?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly iops?: number;
  /** Bytes per second. */
  readonly bandwidth?: number;
}

export const VALUE_OPTIONS = [
  'agents',
  'subtasks',
  'regions',
  'duration',
  'sizing',
  'cores',
  'memory',
  'iops',
  'bandwidth',
] as const satisfies readonly (keyof PlanValueOptions)[];

const MOST = 1e9;
const SIZINGS: readonly PlanSizing[] = ['roi', 'makespan_optimal'];
const BITS_PER_MEGABIT = 1e6;

export function addValueOptions(command: Command): Command {
  return command
    .option('--agents <count>', 'use this many agents, instead of the number that pays best', countOption)
    .option('--subtasks <count>', 'how many subtasks there are, whatever the text counts', countOption)
    .option(
      '--duration <time>',
      'how long one subtask takes, such as 90s',
      quantityOption('duration', { above: 0 }),
    )
    .option('--regions <count>', 'over how many regions the work is spread', countOption)
    .addOption(
      new Option('--sizing <policy>', 'how the number of agents is decided (default: roi)').choices(SIZINGS),
    )
    .option(
      '--cores <count>',
      'processor cores of the machines that carry the agents: warns above 4 agents a core',
      countOption,
    )
    .option(
      '--memory <size>',
      'their memory, such as 64GiB: warns above an agent in 512 MiB',
      quantityOption('size', { above: 0 }),
    )
    .option('--iops <count>', 'their disk operations per second: warns above an agent in 2', countOption)
    .option(
      '--bandwidth <rate>',
      'their network, such as 1Gbit/s: warns above 10 agents a Mbit/s',
      quantityOption('bandwidth', { above: 0 }),
    );
}

function countOption(text: string): number {
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST) return count;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1000000000.');
}

/** What the planner is given. */
export function planOptions(options: PlanValueOptions): PlanOptions {
  const { agents, subtasks, regions, sizing, duration, cores, memory, iops, bandwidth } = options;
  const capacity = {
    cores,
    memoryBytes: memory,
    diskIops: iops,
    bandwidthMbps: bandwidth === undefined ? undefined : (bandwidth * 8) / BITS_PER_MEGABIT,
  };
  const stated = Object.values(capacity).some((value) => value !== undefined);
  return {
    agents,
    subtasks,
    regions,
    sizing,
    durationMinutes: duration === undefined ? undefined : duration / 60,
    capacity: stated ? capacity : undefined,
  };
}

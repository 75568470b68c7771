/** Who can do a task. */
import type { AgentGroupSpec } from '../spec/spec.ts';

/** Whether agents of a group have all that a task requires. */
export function canDo(group: AgentGroupSpec, capabilities: readonly string[]): boolean {
  return capabilities.every((one) => group.capabilities.includes(one));
}

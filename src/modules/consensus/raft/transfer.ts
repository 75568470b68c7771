/** Leadership transfer (dissertation, 3.10). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, isVoter } from '../quorum/configuration.ts';

export type TransferDecision = 'allowed' | 'transferring' | 'not a voter';

/** Whether a leader may begin to hand over to somebody. */
export function mayTransfer(
  configuration: Configuration,
  self: ProcessId,
  target: ProcessId,
  isTransferring: boolean,
): TransferDecision {
  if (isTransferring) return 'transferring';
  return target !== self && isVoter(configuration, target) ? 'allowed' : 'not a voter';
}

/**
 * Whether the target may be asked to stand for election: it has all that the leader has, and would get every vote.
 * @param match how far its log is known to be the leader's
 */
export function mayAskToLead(match: number, lastIndex: number): boolean {
  return match === lastIndex;
}

/** Whether a leader gives up, and takes proposals again. The target may be dead, cut off, or not a voter any more. */
export function isTransferOver(
  configuration: Configuration,
  target: ProcessId,
  elapsed: number,
  electionTimeout: number,
): boolean {
  return elapsed >= electionTimeout || !isVoter(configuration, target);
}

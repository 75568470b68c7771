/** For how long a message of each kind keeps a coordinator busy. */
import { MESSAGE } from '../modules/ports.ts';
import type { MessageCostsSpec } from './spec.ts';

const MICROSECONDS = 1e6;

/** Microseconds at speed 1, by message kind. */
export function costsByKind(costs: MessageCostsSpec): Float64Array {
  const byKind = new Float64Array(Object.keys(MESSAGE).length);
  byKind[MESSAGE.submit] = costs.submit;
  byKind[MESSAGE.assign] = costs.assign;
  byKind[MESSAGE.assigned] = costs.acknowledge;
  byKind[MESSAGE.result] = costs.result;
  byKind[MESSAGE.recorded] = costs.acknowledge;
  byKind[MESSAGE.heartbeat] = costs.heartbeat;
  byKind[MESSAGE.cancel] = costs.acknowledge;
  byKind[MESSAGE.probe] = costs.acknowledge;
  byKind[MESSAGE.probed] = costs.acknowledge;
  byKind[MESSAGE.reserve] = costs.acknowledge;
  byKind[MESSAGE.ask] = costs.assign;
  byKind[MESSAGE.answered] = costs.acknowledge;
  byKind[MESSAGE.leave] = costs.acknowledge;
  byKind[MESSAGE.event] = costs.acknowledge;
  byKind[MESSAGE.gossip] = costs.acknowledge;
  byKind[MESSAGE.replicate] = costs.submit;
  byKind[MESSAGE.replicated] = costs.acknowledge;
  byKind[MESSAGE.pulse] = costs.heartbeat;
  byKind[MESSAGE.witnessed] = costs.acknowledge;
  byKind[MESSAGE.settled] = costs.acknowledge;
  byKind[MESSAGE.token] = costs.acknowledge;
  byKind[MESSAGE.taken] = costs.acknowledge;
  byKind[MESSAGE.adapt] = costs.acknowledge;
  for (let kind = 0; kind < byKind.length; kind++) byKind[kind] *= MICROSECONDS;
  return byKind;
}

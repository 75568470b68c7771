/** For how long a message of each kind keeps a coordinator busy. */
import { type MESSAGE, MESSAGE_NAMES } from '../../modules/ports.ts';
import type { MessageCostsSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

/** The price of each kind; null: no coordinator receives it. A kind without an entry does not compile. */
const PRICE: Readonly<Record<keyof typeof MESSAGE, keyof MessageCostsSpec | null>> = {
  submit: 'submit',
  assign: 'assign',
  assigned: 'acknowledge',
  result: 'result',
  recorded: 'acknowledge',
  heartbeat: 'heartbeat',
  cancel: 'acknowledge',
  finished: null,
  probe: 'acknowledge',
  probed: 'acknowledge',
  reserve: 'acknowledge',
  ask: 'assign',
  answered: 'acknowledge',
  leave: 'acknowledge',
  event: 'acknowledge',
  gossip: 'acknowledge',
  replicate: 'submit',
  replicated: 'acknowledge',
  pulse: 'heartbeat',
  ballot: null,
  witnessed: 'acknowledge',
  lead: null,
  accepted: null,
  settled: 'acknowledge',
  token: 'acknowledge',
  taken: 'acknowledge',
  adapt: 'acknowledge',
};

/** Microseconds at speed 1, by message kind; 0 where no coordinator receives the kind. */
export function costsByKind(costs: MessageCostsSpec): Float64Array {
  return Float64Array.from(MESSAGE_NAMES, (name) => {
    const price = PRICE[name];
    return price === null ? 0 : costs[price] * MICROSECONDS;
  });
}

import { type QueueInput, queueModel } from '../../linearizability/models/queue.ts';
import type { Value } from '../../linearizability/models/values.ts';
import { Malformed } from '../errors.ts';
import { isPair } from '../keys.ts';
import { answerOf, argumentOf, expectNoArgument, expectSame, type Kind, keyOf } from './kind.ts';

type QueueState = ReturnType<ReturnType<ReturnType<typeof queueModel>['object']>['step']> & {};

/** First in, first out. A dequeue that answers null found the queue empty. */
export const queueKind: Kind<QueueInput, Value | undefined, QueueState> = {
  functions: ['enqueue', 'dequeue'],
  reads: [],
  tells: (f, value) => {
    if (!isPair(value)) return false;
    return f === 'dequeue' ? value[1] === null : null;
  },
  interpret: (_, reading) => ({
    model: queueModel(),
    translate: (call) => {
      const key = keyOf(call, reading);
      if (call.f === 'dequeue') {
        expectNoArgument(call);
        const isKnown = call.end === 'ok';
        const answer = isKnown ? answerOf(call, 'the item, or null for an empty queue') : null;
        return { input: { f: 'dequeue', ...key }, output: isKnown ? reading.values.of(answer) : undefined };
      }
      const item = reading.values.of(argumentOf(call));
      if (item === null)
        throw new Malformed(call.line, 'found null in an invoke of enqueue: expected an item');
      expectSame(call);
      return { input: { f: 'enqueue', ...key, value: item }, output: undefined };
    },
  }),
};

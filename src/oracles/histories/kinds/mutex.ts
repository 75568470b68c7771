import { type LockInput, lockModel } from '../../linearizability/models/lock.ts';
import { withKey } from '../../linearizability/models/values.ts';
import { isPair } from '../keys.ts';
import { type Kind, keyOf } from './kind.ts';

/** A lock that processes hold. What acquire and release carry besides is not looked at. */
export const mutexKind: Kind<LockInput, boolean, string | number | null> = {
  functions: ['acquire', 'release'],
  reads: [],
  tells: (_, value) => isPair(value) && value[1] === null,
  interpret: (_, reading) => ({
    model: {
      ...lockModel(),
      name: 'mutex',
      // Who refuses says fail, and then it did not take place: all that are answered were granted.
      words: ({ f, key }) => withKey(f, key),
      stateClause: (holder) => `the lock is ${holder === null ? 'free' : `held by process ${holder}`}`,
    },
    translate: (call) => ({
      input: { f: call.f as LockInput['f'], by: call.process, ...keyOf(call, reading) },
      output: true,
    }),
  }),
};

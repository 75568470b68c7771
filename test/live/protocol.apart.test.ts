import { describe, expect, test } from 'vitest';
import { factNumbered, kindNamed, numberOfFact, vocabularyHash } from '../../src/live/protocol.ts';
import { allFacts, fact } from '../../src/modules/facts.ts';
import { schedulingFacts } from '../../src/modules/scheduling/vocabulary.ts';
import { fullName, hot, type Kind, kinds } from '../../src/modules/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';
// All modules that a world hosts, and so all that they say.
import '../../src/world/world.ts';

describe('what is said over connections', () => {
  test('is every kind of message, by its name', () => {
    for (const kind of kinds) expect(kindNamed(fullName(kind)), fullName(kind)).toBe(kind);
    expect(() => kindNamed('worker.unheard')).toThrow('no vocabulary has a message "worker.unheard"');
  });

  test('is every fact, by its number', () => {
    for (const one of allFacts) expect(factNumbered(numberOfFact(one))).toBe(one);
    expect(() => factNumbered(allFacts.length)).toThrow(`no fact has number ${allFacts.length}`);
  });
});

describe('the hash of the vocabularies', () => {
  const renamed = (kind: Kind, change: object): Kind[] =>
    kinds.map((one) => (one === kind ? { ...one, ...change } : one));

  test('does not depend on the order in which vocabularies were declared', () => {
    expect(vocabularyHash([...kinds].reverse())).toBe(vocabularyHash(kinds));
    expect(vocabularyHash(kinds)).toBe(vocabularyHash());
  });

  test('is another with other names, words or facts', () => {
    const others = [
      vocabularyHash(renamed(toWorker.assign, { name: 'give' })),
      vocabularyHash(renamed(toWorker.assign, { words: ['task', 'moved', 'token'] })),
      vocabularyHash(renamed(toWorker.assign, { hot: false })),
      vocabularyHash([...kinds, hot(['task'], 1, 'free')]),
      vocabularyHash(kinds, [schedulingFacts.failed, schedulingFacts.completed]),
      vocabularyHash(kinds, [schedulingFacts.completed, schedulingFacts.failed]),
      vocabularyHash(kinds, [schedulingFacts.completed, fact(['task'])]),
    ];
    expect(new Set([...others, vocabularyHash()]).size).toBe(others.length + 1);
  });
});

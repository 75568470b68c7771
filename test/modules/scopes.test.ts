import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { bidding } from '../../src/modules/coordination/routing/vocabulary.ts';
import { schedulingFacts } from '../../src/modules/scheduling/vocabulary.ts';
import { Scopes, scopeHash, tagOf } from '../../src/modules/scopes.ts';
import { s, TestPort } from './port.ts';

/** Writes down the timers that it hears of. */
const listening = (name: string, heard: string[]) => ({
  onTimer: (tag: number, argument: number) => heard.push(`${name} ${tag} ${argument}`),
});

describe('a scope', () => {
  it('has timer tags, rows and a log of its own, and all else in common', () => {
    const port = new TestPort(50);
    const heard: string[] = [];
    const scope = port.scope('one', listening('one', heard));
    const other = port.scope('two', listening('two', heard));
    const within = scope.scope('two', listening('one/two', heard));
    for (const [i, each] of [port, scope, other, within].entries()) {
      each.setTimer(s(1), 7, i);
      each.storage.put(1, i, 0, 0, 0);
      each.log.append(i, Uint8Array.of(i));
    }
    port.advance(s(1), (tag, argument) => heard.push(`port ${tag} ${argument}`));
    expect(heard).toEqual(['port 7 0', 'one 7 1', 'two 7 2', 'one/two 7 3']);
    const paths = ['', 'one', 'two', 'one/two'];
    expect(paths.map((path) => [...port.rowsAt(path).rows])).toEqual(
      [0, 1, 2, 3].map((i) => [[1, [i, 0, 0, 0]]]),
    );
    expect(paths.map((path) => port.logAt(path).termAt(1))).toEqual([0, 1, 2, 3]);
    within.post(9, bidding.ask, 4);
    within.postEarly(9, bidding.ask, 5);
    within.report(schedulingFacts.completed, 6);
    expect([port.take(), port.takeObserved()]).toEqual([['ask 9 4', 'ask 9 5'], ['completed 6']]);
    port.epoch = 3;
    port.draws.push(0.5, 0.25);
    expect([within.self, within.now(), within.epoch, within.random()]).toEqual([50, s(1), 3, 0.5]);
    const timer = within.setTimer(s(1), 0, 0);
    expect([within.cancelTimer(timer), within.cancelTimer(timer)]).toEqual([true, false]);
  });

  it('is closed with those within it; under its name its rows are found again, and not its timers', () => {
    const port = new TestPort();
    const heard: string[] = [];
    const scope = port.scope('one', listening('old', heard));
    const within = scope.scope('within', listening('within', heard));
    const other = port.scope('one-more', listening('other', heard));
    for (const each of [scope, within, other]) each.setTimer(s(1), 1, 0);
    scope.storage.put(3, 4, 0, 0, 0);
    scope.close();
    const again = port.scope('one', listening('new', heard));
    again.setTimer(s(2), 2, 0);
    again.storage.forEach((key, value) => {
      heard.push(`${key} is ${value}`);
    });
    port.advance(s(5), () => {});
    expect(heard).toEqual(['3 is 4', 'other 1 0', 'new 2 0']);
  });

  it.each(['', 'a/b'])('has no name like "%s"', (name) => {
    expect(() => new TestPort().scope(name)).toThrow(`"${name}" is no name of a scope`);
  });

  it('is open once at a time, in one life', () => {
    const port = new TestPort();
    port.scope('one').scope('two');
    expect(() => port.scope('one')).toThrow('the scope "one" is open already');
    port.crash();
    expect(() => port.scope('one').scope('two')).not.toThrow();
  });

  it('that hears of no timers sets none', () => {
    const port = new TestPort();
    port.scope('one').setTimer(s(1), 0, 0);
    expect(() => port.advance(s(1), () => {})).toThrow('the scope "one" hears of no timers, and has set one');
  });
});

describe('the scopes of a process', () => {
  test.prop([fc.nat(255), fc.nat(200)])('are told from each other by the word of a timer', (tag, more) => {
    const scopes = new Scopes();
    const heard: string[] = [];
    for (let i = 0; i < more; i++) scopes.open(`other ${i}`, {});
    const slot = scopes.open('this', { onTimer: (...of) => heard.push(of.join(' ')) });
    const word = scopes.word(slot, tag);
    expect([tagOf(word), scopes.pathOf(word), scopes.isOpen(word)]).toEqual([tag, 'this', true]);
    scopes.fire(word, 5, { onTimer: () => heard.push('root') });
    scopes.fire(scopes.word(scopes.root, tag), 6, { onTimer: (...of) => heard.push(`root ${of.join(' ')}`) });
    expect(heard).toEqual([`${tag} 5`, `root ${tag} 6`]);
    // In the next life nobody hears of timers of this one, and the words are others.
    scopes.clear();
    expect([scopes.isOpen(word), scopes.pathOf(word)]).toEqual([false, '']);
    scopes.fire(word, 5, { onTimer: () => heard.push('root') });
    expect(heard).toHaveLength(2);
    expect(scopes.word(scopes.open('this', {}), tag)).not.toBe(word);
    expect(scopes.isOpen(scopes.word(scopes.root, 0))).toBe(true);
  });
});

describe('the hash of a name', () => {
  it.each([
    // Published values of FNV-1a for "", "a" and "foobar", without the highest bit.
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of "%s" is that of FNV-1a', (name, hash) => {
    expect(scopeHash(name)).toBe(hash & 0x7fffffff);
  });
});

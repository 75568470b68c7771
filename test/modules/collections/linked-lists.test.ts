import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LinkedLists } from '../../../src/modules/collections/linked-lists.ts';

const MEMBERS = 12;
const LISTS = 4;

const member = fc.nat(MEMBERS - 1);
const list = fc.nat(LISTS - 1);
type Command =
  | { readonly do: 'append' | 'prepend'; readonly list: number; readonly member: number }
  | { readonly do: 'remove'; readonly member: number }
  | { readonly do: 'insertBefore'; readonly place: number; readonly member: number };
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('append' as const, 'prepend' as const), list, member }),
    fc.record({ do: fc.constant('remove' as const), member }),
    fc.record({ do: fc.constant('insertBefore' as const), place: member, member }),
  ),
  { maxLength: 150 },
);

/** Each list as an array. */
class Arrays {
  readonly lists: number[][] = Array.from({ length: LISTS }, () => []);

  listOf(member: number): number {
    return this.lists.findIndex((list) => list.includes(member));
  }

  run(command: Command): void {
    for (const list of this.lists) {
      const place = list.indexOf(command.member);
      if (place >= 0) list.splice(place, 1);
    }
    if (command.do === 'append') this.lists[command.list].push(command.member);
    else if (command.do === 'prepend') this.lists[command.list].unshift(command.member);
    else if (command.do === 'insertBefore') {
      const list = this.lists[this.listOf(command.place)];
      list.splice(list.indexOf(command.place), 0, command.member);
    }
  }
}

function contents(lists: LinkedLists, list: number): number[] {
  const found: number[] = [];
  for (let member = lists.first(list); member >= 0; member = lists.next(member)) found.push(member);
  return found;
}

function check(lists: LinkedLists, model: Arrays): void {
  for (let list = 0; list < LISTS; list++) {
    expect(contents(lists, list)).toEqual(model.lists[list]);
    expect(lists.isEmpty(list)).toBe(model.lists[list].length === 0);
    expect(lists.last(list)).toBe(model.lists[list].at(-1) ?? -1);
  }
  for (let member = 0; member < MEMBERS; member++) expect(lists.listOf(member)).toBe(model.listOf(member));
}

describe('LinkedLists', () => {
  test.prop([commands, fc.boolean()], { numRuns: 200 })('are arrays', (commands, grows) => {
    // Room for the last lists and members comes only in the middle.
    const lists = grows ? new LinkedLists(1, 1) : new LinkedLists(LISTS, MEMBERS);
    const model = new Arrays();
    for (const command of commands) {
      if (grows) lists.reserve(LISTS, MEMBERS);
      if (command.do === 'insertBefore') {
        if (command.place === command.member || model.listOf(command.place) < 0) continue;
        lists.insertBefore(command.place, command.member);
      } else if (command.do === 'remove') lists.remove(command.member);
      else lists[command.do](command.list, command.member);
      model.run(command);
      check(lists, model);
    }
  });

  test.prop([fc.array(fc.tuple(fc.nat(20), fc.nat(60)))], { numRuns: 100 })(
    'keep what is in them when they grow',
    (appends) => {
      const lists = new LinkedLists(0, 0);
      const model: number[][] = [];
      for (const [list, member] of appends) {
        lists.reserve(list + 1, member + 1);
        lists.append(list, member);
        for (let i = 0; i <= list; i++) model[i] ??= [];
        for (const one of model) if (one.includes(member)) one.splice(one.indexOf(member), 1);
        model[list].push(member);
        expect(lists.lists).toBeGreaterThanOrEqual(model.length);
        model.forEach((expected, i) => {
          expect(contents(lists, i)).toEqual(expected);
        });
      }
    },
  );
});

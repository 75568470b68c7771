import type { Model, Operation, SequentialObject } from '../types.ts';
import { answerWords, partOf, type Value, valueWords } from './values.ts';

/** What a transaction does to one register. */
export type MultiRegisterStep =
  | { readonly f: 'read'; readonly register: Value }
  | { readonly f: 'write'; readonly register: Value; readonly value: Value };

/** Steps that take effect at one moment, in this order. Registers of different keys are different. */
export interface MultiRegisterInput {
  readonly f: 'txn';
  readonly key?: Value;
  readonly steps: readonly MultiRegisterStep[];
}

/** The answers of the reads among the steps, in their order. A read after a write of the same transaction answers what was written. */
export type MultiRegisterOutput = readonly Value[] | undefined;

/** A value for each register of a part, and what tells states apart that some later answer could tell apart. */
interface Registers {
  readonly registers: readonly Value[];
  readonly values: readonly Value[];
  readonly identity: string;
}

/**
 * Registers that transactions read and write several at once. Registers that no chain of transactions links share no state: each group of
 * linked ones is a part, named after its registers.
 */
export function multiRegisterModel(
  initial: Value = null,
): Model<MultiRegisterInput, MultiRegisterOutput, Registers> {
  return {
    name: 'multi-register',
    parts: linkedRegisters,
    object: (operations) => new MultiRegister(operations, initial),
    isRead: ({ steps }) => steps.every(({ f }) => f === 'read'),
    operationIdentity: (input, output) => JSON.stringify([input, output]),
    words: transactionWords,
    stateWords,
    stateClause: (state) => `the registers hold ${stateWords(state)}`,
  };
}

/** A step with the place of its register. */
type Placed = { readonly at: number; readonly write?: { readonly value: Value } };

class MultiRegister implements SequentialObject<MultiRegisterInput, MultiRegisterOutput, Registers> {
  readonly initial: Registers;
  readonly #places = new Map<Value, number>();
  readonly #names: Value[] = [];
  readonly #steps = new Map<MultiRegisterInput, readonly Placed[]>();
  /** For each register a number from 1 for every value that some answer needs. A write of any other is as good as the next. */
  readonly #needed: Map<Value, number>[] = [];

  constructor(operations: readonly Operation<MultiRegisterInput, MultiRegisterOutput>[], initial: Value) {
    for (const { input } of operations)
      this.#steps.set(
        input,
        input.steps.map((step) => this.#placed(step)),
      );
    for (const { input, output, returned } of operations) {
      if (returned !== Infinity) this.#need(input, output ?? []);
    }
    this.initial = this.#registers(this.#needed.map(() => initial));
  }

  step(registers: Registers, input: MultiRegisterInput, output: MultiRegisterOutput): Registers | undefined {
    return this.#apply(registers, input, output ?? []);
  }

  stepUnknown(registers: Registers, input: MultiRegisterInput): Registers | undefined {
    const after = this.#apply(registers, input, null);
    if (after === undefined || after === registers) return undefined;
    // Nothing reads what it leaves behind before it is written again, so it need not have happened.
    const isSeen = this.#placedSteps(input).some(
      ({ at, write }) => write && this.#needed[at].has(after.values[at]),
    );
    return isSeen ? after : undefined;
  }

  identity({ identity }: Registers): string {
    return identity;
  }

  /** @param answers of the reads; null: any */
  #apply(
    registers: Registers,
    input: MultiRegisterInput,
    answers: readonly Value[] | null,
  ): Registers | undefined {
    let written: Value[] | null = null;
    let read = 0;
    for (const { at, write } of this.#placedSteps(input)) {
      if (write) {
        written ??= [...registers.values];
        written[at] = write.value;
      } else if (answers !== null && (written ?? registers.values)[at] !== answers[read++]) return undefined;
    }
    return written === null ? registers : this.#registers(written);
  }

  #registers(values: readonly Value[]): Registers {
    return {
      registers: this.#names,
      values,
      identity: values.map((value, at) => this.#needed[at].get(value) ?? 0).join(),
    };
  }

  #placedSteps(input: MultiRegisterInput): readonly Placed[] {
    return this.#steps.get(input) ?? input.steps.map((step) => this.#placed(step));
  }

  #placed(step: MultiRegisterStep): Placed {
    let at = this.#places.get(step.register);
    if (at === undefined) {
      at = this.#places.size;
      this.#places.set(step.register, at);
      this.#names.push(step.register);
      this.#needed.push(new Map());
    }
    return step.f === 'write' ? { at, write: { value: step.value } } : { at };
  }

  #need(input: MultiRegisterInput, answers: readonly Value[]): void {
    let read = 0;
    for (const { at, write } of this.#placedSteps(input)) {
      const needed = this.#needed[at];
      const answer = answers[read];
      if (write) continue;
      read++;
      if (!needed.has(answer)) needed.set(answer, needed.size + 1);
    }
  }
}

/** So many registers name a part, and so many are told of a state. */
const MOST_NAMED = 4;
const MOST_TOLD = 16;

function stateWords({ registers, values }: Registers): string {
  const told = registers
    .slice(0, MOST_TOLD)
    .map((one, at) => `${valueWords(one)}: ${valueWords(values[at])}`);
  return `{${told.join(', ')}${registers.length > MOST_TOLD ? ', ...' : ''}}`;
}

/** Groups of registers that transactions link, by union and find. */
function linkedRegisters(
  history: readonly Operation<MultiRegisterInput, MultiRegisterOutput>[],
): (input: MultiRegisterInput) => string {
  const above = new Map<string, string>();
  const rootOf = (register: string): string => {
    let root = register;
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next;
    for (let at = register; at !== root; ) {
      const next = above.get(at) as string;
      above.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { input } of history) {
    for (const step of input.steps) {
      const name = registerName(input, step);
      if (!above.has(name)) above.set(name, name);
      above.set(rootOf(name), rootOf(registerName(input, input.steps[0])));
    }
  }
  const members = new Map<string, string[]>();
  for (const name of above.keys()) {
    const root = rootOf(name);
    const names = members.get(root);
    if (names) names.push(name);
    else members.set(root, [name]);
  }
  const named = new Map([...members].map(([root, names]) => [root, groupName(names)]));
  return (input) =>
    input.steps.length === 0 ? '' : (named.get(rootOf(registerName(input, input.steps[0]))) ?? '');
}

function groupName(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function registerName({ key }: MultiRegisterInput, { register }: MultiRegisterStep): string {
  return key === undefined ? valueWords(register) : `${partOf({ key })}/${valueWords(register)}`;
}

function transactionWords({ key, steps }: MultiRegisterInput, output: MultiRegisterOutput): string {
  let read = 0;
  const words = steps.map((step) => {
    const called = `${step.f} ${valueWords(step.register)}`;
    if (step.f === 'write') return `${called} ${valueWords(step.value)}`;
    return called + answerWords(output?.[read++]);
  });
  const of = key === undefined ? '' : `${valueWords(key)}: `;
  return of + (words.length === 0 ? 'empty transaction' : words.join(', '));
}

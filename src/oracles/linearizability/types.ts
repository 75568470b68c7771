/** Histories of concurrent operations, the sequential objects that they are checked against, and verdicts. */

/**
 * One operation of a history, from its call to its response. Times only need an order: microseconds will do, and so will numbers of
 * lines. An operation precedes another if its response is earlier than the other's call; at equal times the call comes first, so the two
 * are concurrent.
 */
export interface Operation<I, O> {
  /** Who called it. */
  readonly process: number | string;
  readonly input: I;
  /** What was answered. Not looked at where `returned` is Infinity. */
  readonly output?: O;
  readonly invoked: number;
  /** At `invoked` or later. Infinity: no response is known, and the operation took effect at any later time, or never. */
  readonly returned: number;
}

export type Interval = Pick<Operation<unknown, unknown>, 'invoked' | 'returned'>;

/**
 * An object that executes one operation after another. States are never changed; a step makes another one. What a step says depends on its
 * arguments alone.
 */
export interface SequentialObject<I, O, S> {
  readonly initial: S;
  /** The state after an operation that answered `output`; undefined where the object in this state would not have answered so. */
  step(state: S, input: I, output: O): S | undefined;
  /**
   * The state after an operation whose response is not known; undefined where it cannot take effect in this state, or where nothing can
   * come of it that could not come without it.
   */
  stepUnknown(state: S, input: I): S | undefined;
  /** Equal states have identities that are the same key of a Map, and others have not. Not given: the state itself. */
  identity?(state: S): unknown;
  /** That the history, seen as a whole, cannot end well from this state. Saves the search from finding out; it is never wrong. */
  isHopeless?(state: S): boolean;
}

/** A kind of object. */
export interface Model<I, O, S> {
  readonly name: string;
  /**
   * Which part of the whole an operation is about. Parts that share no state are judged apart: the whole is linearizable if and only if
   * every part is (Herlihy and Wing, 1990, locality). Not given: all is one part.
   */
  part?(input: I): string;
  /** The same where it depends on all operations of the history. Not given: `part` says it. */
  parts?(history: readonly Operation<I, O>[]): (input: I) => string;
  /** The object for the operations of one part, in any order. */
  object(operations: readonly Operation<I, O>[]): SequentialObject<I, O, S>;
  /** That an operation with this answer leaves every state as it is. Not given: none does. It makes the search much shorter. */
  isRead?(input: I, output: O): boolean;
  /**
   * Operations with identities that are the same key of a Map need not be told apart: the object does the same for them in every state.
   * `output` is undefined where there is no response. Not given: no two are the same.
   */
  operationIdentity?(input: I, output: O | undefined): unknown;
  /**
   * Narrower intervals, in which the operations of one part must have taken effect, as follows from the answers; in the same order. One
   * that ends before it begins: no order of the operations gives these answers. One that ends where there is no response: it must have taken
   * effect. It makes the search shorter, and is never wrong.
   */
  narrow?(operations: readonly Operation<I, O>[]): readonly Interval[];
  /** For people: "write 3", "read -> 3". `output` is undefined where it is not known. */
  words(input: I, output: O | undefined): string;
  /** For people, after "the state is": "3". */
  stateWords(state: S): string;
  /**
   * For people, a whole clause in the place of "the state is 3": "the lock is held by process 7".
   * @param order the operations that led to the state, where they are known
   */
  stateClause?(state: S, order?: readonly Operation<I, O>[]): string;
}

export interface CheckLimits {
  /**
   * How many configurations the search may remember for each part, which bounds its memory and its time: at 30 to 100 bytes for each, and
   * the model's states. 2,000,000 where not given.
   */
  readonly configurations?: number;
  /** Asked now and then; after it has said yes, whatever is not decided yet is undecided. Not given: never stopped. */
  isStopped?(): boolean;
}

/** How far a check is. */
export interface CheckProgress {
  readonly parts: number;
  readonly partsDone: number;
  /** Of the part that is being looked at. */
  readonly configurations: number;
}

/** Why there is no verdict: its limit was reached, so many operations overlap that the search did not begin, or the check was stopped. */
export type UndecidedReason = 'configurations' | 'overlaps' | 'stopped';

/** `undecided`: a limit was hit first. */
export type LinearizabilityVerdict = 'linearizable' | 'not linearizable' | 'undecided';

/** How far a history that is not linearizable, or was not decided, can be put in order. */
export interface LinearizablePrefix<I, O> {
  /**
   * The longest prefix of the history that was found to be linearizable ends just before the response of `blocked`. These are its
   * operations in an order in which the object answers as they were answered. Operations still open at that time count as unknown: they
   * are among these where they had to take effect already.
   */
  readonly order: readonly Operation<I, O>[];
  /** The state after `order`, for people, as a clause: "the lock is held by process 7". */
  readonly state: string;
  /** The operation whose response comes next. */
  readonly blocked: Operation<I, O>;
  /** Whether it is certain that the prefix is not linearizable any more with that response: no limit was hit. */
  readonly isProven: boolean;
  /** Called before that response, and not in `order`, by time of call: `blocked`, and operations that were still open. */
  readonly unplaced: readonly Operation<I, O>[];
  /** States in which attempts to go on ended, for people: up to eight of them, and how many were met. */
  readonly states: readonly string[];
  readonly stateCount: number;
}

/** What was found of one part of a history. */
export interface PartReport<I, O> {
  /** As the model names it; '' where all is one part. */
  readonly part: string;
  readonly operations: number;
  readonly verdict: LinearizabilityVerdict;
  /** Configurations that the search went through. */
  readonly configurations: number;
  /** If undecided. */
  readonly reason?: UndecidedReason;
  /**
   * If linearizable: operations in an order in which the object answers as they were answered. All with a response are there, and those
   * without where they had to take effect.
   */
  readonly order?: readonly Operation<I, O>[];
  /** If not linearizable or undecided; not there if the search did not begin. */
  readonly prefix?: LinearizablePrefix<I, O>;
}

export interface LinearizabilityReport<I, O> {
  readonly model: string;
  /** Not linearizable if any part is not; else undecided if any part is. */
  readonly verdict: LinearizabilityVerdict;
  /** In the order in which the history comes to them first. */
  readonly parts: readonly PartReport<I, O>[];
}

/** A history that is none: an operation that ends before it begins, or times that are no numbers. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}

/** What a kind of fault is, to those who schedule faults and to those who judge a scenario by them. */
import type { RandomSource } from '../../engine/types.ts';
import type { Cut } from '../network/cut.ts';
import type { LinkFault } from '../network/link-fault.ts';
import type { FaultCommon, SelectorSpec } from '../spec/fault-spec.ts';

/** What can be wrong with one process. held: it is slow, and its messages wait while its timers run. */
export type Condition = 'crash' | 'pause' | 'slow' | 'held';

/** Whom a fault can hit, and where they are. */
export interface FaultPlaces {
  /** Processes of the world, and nodes of its cluster. */
  readonly processes: number;
  readonly nodes: number;
  nodeOf(process: number): number;
  /** Name of a node's region, and a region's number. */
  regionOf(node: number): string;
  region(name: string): number;
  /**
   * Processes that meet all conditions of the selector, ascending.
   *
   * @param absent whether agents count that are not there: not yet started, or retired
   */
  candidates(selector: SelectorSpec, absent?: boolean): Int32Array;
  /** Draws as many of the candidates as the selector asks for, ascending. */
  draw(selector: SelectorSpec, random: RandomSource, absent?: boolean): Int32Array;
}

/** What a fault can act on. */
export interface FaultTargets {
  /** Begins (or takes back) a condition of one process. @param factor of its speed, where it is slow */
  hit(condition: Condition, process: number, factor: number, begin: boolean): void;
  /** Begins a cut. */
  cut(cut: Cut): void;
  /** Ends a cut; nothing where it is not active. */
  heal(cut: Cut): void;
  isActive(cut: Cut): boolean;
  /** Begins (or takes back) a fault of links. */
  disturb(fault: LinkFault, begin: boolean): void;
}

/** One occurrence of a fault. */
export interface FaultEffect {
  /** Processes hit; 0 where a fault hits links or everybody. */
  readonly processes: number;
  /** Whether it found nobody to hit: no process of its choice, or nobody on one of the sides that it parts. */
  readonly missed: boolean;
  begin(): void;
  end(): void;
  /** Cuts when healed, heals when cut. Not given: the fault is steady. */
  readonly flapping?: {
    /** Microseconds between changes. */
    readonly period: number;
    flap(): void;
  };
  /** An agent is no longer there: whoever takes its place is not hit by what hit it. */
  forget?(agent: number): void;
}

/** The specification of a fault of some kind. */
export interface AnyFaultSpec extends FaultCommon {
  readonly kind: string;
}

export interface FaultKind<Spec extends AnyFaultSpec> {
  readonly kind: Spec['kind'];
  /** Makes one occurrence. @param random what it is chosen by: whom it hits */
  effect(spec: Spec, random: RandomSource, places: FaultPlaces, targets: FaultTargets): FaultEffect;
  /** Whom it draws; null or not given: it draws nobody. */
  selector?(spec: Spec): SelectorSpec | null;
  /** What it does to one process: then each process may have its own times of failure and repair. */
  condition?(spec: Spec): { readonly condition: Condition; readonly factor: number };
  /** Seconds that may pass between two changes of a fault that is under way. */
  pause?(spec: Spec): number;
}

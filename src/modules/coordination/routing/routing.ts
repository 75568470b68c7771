/** The interface of a routing: how a coordinator finds a neighbour for a task that it has no room for. */
import type { Port, ProcessId, TaskDirectory, TimerId } from '../../ports.ts';
import type { Neighbourhood } from '../neighbourhood.ts';
import type { RoomTable, Token } from './vocabulary.ts';

/** What a routing sees of its coordinator. */
export interface RoutingContext {
  /** A scope of the routings: one has its rows after another. */
  readonly port: Port;
  readonly tasks: TaskDirectory;
  readonly neighbourhood: Neighbourhood;
  /** Microseconds between rounds of whatever a routing does again and again. */
  readonly interval: number;
  /** All peers, this one included. */
  readonly members: readonly ProcessId[];
  /** Calls the routing's `onTimer(what)`, unless another routing has taken its place. @param what a number of 32 bits */
  setTimer(delay: number, what: number): TimerId;
  /** For what a routing tells of this peer: above all that this peer has told before, by another routing or in an earlier life too. */
  nextVersion(): number;
  /** Slots of trusted workers, less the tasks that are open here and not with a neighbour. */
  room(): number;
  /** Open tasks per slot; Infinity for a task that nobody here can do. */
  loadFor(task: number): number;
  /** Who handed the task over, -1 when it came from a client. */
  giverOf(task: number): ProcessId;
  /** Tasks that wait here for a worker. */
  waiting(): number;
  /** Gives waiting tasks away for as long as `choose` finds a neighbour. */
  serve(): void;
  /** Number of the latest change of settings that is known here, for messages that stand in for heartbeats. */
  change(): number;
  /** A neighbour has shown that it lives. */
  alive(neighbour: number): void;
  /** A neighbour is not to be trusted, or is again. */
  suspect(neighbour: number): void;
  trust(neighbour: number): void;
}

export interface Routing {
  /**
   * How neighbours learn that a coordinator lives. heartbeats: each sends them to all its neighbours. gossip: the routing says who is
   * `alive`. token: the routing itself suspects and trusts, and heartbeats go to the next and the last neighbour.
   */
  readonly health: 'heartbeats' | 'gossip' | 'token';
  start(): void;
  /** The neighbour that gets the task now, -1 when there is none. */
  choose(task: number): number;
  /** The task went to the neighbour that was chosen. */
  gave(neighbour: number): void;
  /** A heartbeat has come from a neighbour. */
  heard?(neighbour: number): void;
  /** What neighbours say about nothing but routing, as in the vocabularies; each routing has those that it speaks. */
  onTable?(neighbour: number, table: RoomTable): void;
  onAsk?(neighbour: number, question: number): void;
  onOffer?(neighbour: number, question: number, room: number): void;
  onToken?(neighbour: number, token: Token): void;
  onTaken?(neighbour: number, number: number, serial: number): void;
  onTimer(what: number): void;
}

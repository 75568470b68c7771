/** The interface of a routing: how a coordinator finds a neighbour for a task that it has no room for. */
import type { MessageKind, Port, ProcessId, TaskDirectory } from '../../ports.ts';
import type { Neighbourhood } from '../neighbourhood.ts';

/** What a routing sees of its coordinator. */
export interface RoutingContext {
  readonly port: Port;
  readonly tasks: TaskDirectory;
  readonly neighbourhood: Neighbourhood;
  /** First of its timer tags. */
  readonly firstTag: number;
  /** Slots of trusted workers, less the tasks that are open here and not with a neighbour. */
  room(): number;
  /** Open tasks per slot; Infinity for a task that nobody here can do. */
  loadFor(task: number): number;
  /** Who handed the task over, -1 when it came from a client. */
  giverOf(task: number): ProcessId;
  /** Gives waiting tasks away for as long as `choose` finds a neighbour. */
  serve(): void;
}

export interface Routing {
  start(): void;
  /** The neighbour that gets the task now, -1 when there is none. */
  choose(task: number): number;
  /** A message of a kind that is about nothing but routing. */
  onMessage(neighbour: number, kind: MessageKind, a: number, b: number, c: number): void;
  onTimer(tag: number): void;
}

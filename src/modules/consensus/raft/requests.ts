/** What is under way for the state machine at a leader: proposals and reads. Both are bounded. */
import type { Answer, ReplicatedStateMachine, Ticket } from '../replicated-log.ts';
import { mayAnswerRead, type PendingRead } from './reads.ts';

interface Proposal {
  readonly ticket: Ticket;
  readonly bytes: number;
}

interface Read extends PendingRead {
  readonly ticket: Ticket;
}

export class Requests {
  readonly #machine: ReplicatedStateMachine;
  /** By index of the entry. */
  readonly #proposals = new Map<number, Proposal>();
  #bytes = 0;
  /** In the order in which they came, which is that of their indexes and of their rounds. */
  #reads: Read[] = [];
  #tickets = 0;

  constructor(machine: ReplicatedStateMachine) {
    this.#machine = machine;
  }

  get proposals(): number {
    return this.#proposals.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get reads(): number {
    return this.#reads.length;
  }

  /** The round of heartbeats that the latest read waits for; 0: no read waits. */
  get wantedRound(): number {
    return this.#reads.at(-1)?.round ?? 0;
  }

  addProposal(index: number, bytes: number): Answer {
    const ticket = ++this.#tickets;
    this.#proposals.set(index, { ticket, bytes });
    this.#bytes += bytes;
    return { isAccepted: true, ticket };
  }

  /** A proposal ends with another entry than it has begun with. */
  move(from: number, to: number): void {
    const proposal = this.#proposals.get(from);
    if (proposal === undefined) return;
    this.#proposals.delete(from);
    this.#proposals.set(to, proposal);
  }

  addRead(read: PendingRead): Answer {
    const ticket = ++this.#tickets;
    this.#reads.push({ ...read, ticket });
    return { isAccepted: true, ticket };
  }

  /** The entry at an index has been applied. */
  applied(index: number): void {
    const proposal = this.#proposals.get(index);
    if (proposal === undefined) return;
    this.#proposals.delete(index);
    this.#bytes -= proposal.bytes;
    this.#machine.proposalEnded(proposal.ticket, 'committed');
  }

  answerReads(confirmed: number, appliedIndex: number): void {
    while (this.#reads.length > 0 && mayAnswerRead(this.#reads[0], confirmed, appliedIndex))
      this.#machine.readEnded((this.#reads.shift() as Read).ticket, true);
  }

  /** The leadership is over: whoever leads next may commit the entries or remove them. */
  abandon(): void {
    const proposals = [...this.#proposals.values()];
    const reads = this.#reads;
    this.#proposals.clear();
    this.#bytes = 0;
    this.#reads = [];
    for (const { ticket } of proposals) this.#machine.proposalEnded(ticket, 'undecided');
    for (const { ticket } of reads) this.#machine.readEnded(ticket, false);
  }
}

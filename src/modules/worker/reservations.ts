/**
 * The worker's side of late binding. Its coordinator makes reservations, numbered from 1, and tells how many there are in all; a
 * worker with free slots asks for as many tasks, by the number up to which it wants its reservations answered. Totals and not
 * single reservations travel, so that what is lost, doubled or overtaken on the way is made good by the next message.
 */
export class Reservations {
  /** By server: the coordinator's life that counts, which grows with each; totals begin anew with it. */
  readonly #life: Float64Array;
  readonly #made: Int32Array;
  readonly #asked: Int32Array;
  readonly #answered: Int32Array;

  constructor(servers: number) {
    this.#life = new Float64Array(servers);
    this.#made = new Int32Array(servers);
    this.#asked = new Int32Array(servers);
    this.#answered = new Int32Array(servers);
  }

  /** The number up to which the server has asked. */
  asked(server: number): number {
    return this.#asked[server];
  }

  /** The life that the server's questions belong to. */
  life(server: number): number {
    return this.#life[server];
  }

  /**
   * The coordinator says how many reservations it has made.
   *
   * @param again it has not heard a question for some time: what was asked and not answered is to be asked again
   */
  made(server: number, total: number, life: number, again: boolean): void {
    if (life < this.#life[server]) return;
    if (life > this.#life[server]) {
      this.forget(server);
      this.#life[server] = life;
    }
    this.#made[server] = Math.max(this.#made[server], total);
    if (again) this.#asked[server] = this.#answered[server];
  }

  /** The coordinator has answered all reservations up to a number, each with a task or with none. */
  answered(server: number, upTo: number, life: number): void {
    if (life !== this.#life[server]) return;
    this.#answered[server] = Math.max(this.#answered[server], upTo);
    this.#asked[server] = Math.max(this.#asked[server], upTo);
  }

  /** So many slots are free: moves the number up to which to ask. False when that has been asked already. */
  ask(server: number, free: number): boolean {
    const wanted = Math.min(this.#made[server], this.#answered[server] + free);
    if (wanted <= this.#asked[server]) return false;
    this.#asked[server] = wanted;
    return true;
  }

  /** The server has lost its memory. */
  forget(server: number): void {
    this.#life[server] = 0;
    this.#made[server] = 0;
    this.#asked[server] = 0;
    this.#answered[server] = 0;
  }
}

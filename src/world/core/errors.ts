/** A world that cannot be built from its specification, in words for the person who wrote it. */
export class WorldError extends Error {
  /** Dotted path of the setting that is to blame. */
  readonly key: string;

  constructor(key: string, message: string) {
    super(message);
    this.name = 'WorldError';
    this.key = key;
  }
}

/** A run whose clock will never move again. */
export class StandstillError extends WorldError {
  /** Seconds of virtual time. */
  readonly time: number;

  constructor(key: string, message: string, time: number) {
    super(key, message);
    this.time = time;
  }
}

/** What can be wrong with a queue. Messages are one sentence without a full stop, and hold no password. */

/** The URL of a queue, or the environment, is wrong: nothing was tried. */
export class QueueAddressError extends Error {
  override readonly name = 'QueueAddressError';
}

/** The server of a queue cannot be used. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}

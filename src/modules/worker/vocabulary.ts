/** What workers hear from their coordinator. A coordinator is a worker of the one above it. */
import { hot, vocabulary } from '../vocabulary.ts';

export const toWorker = vocabulary('worker', {
  /**
   * A task is assigned. Of one coordinator tokens only grow. `moved` is 1 where the task comes from another worker, and its state travels
   * with it.
   */
  assign: hot(['task', 'token', 'moved'], 49, 'assign', {
    payload: (sizes, task, _token, moved) => sizes.task(task) + (moved === 1 ? sizes.state : 0),
  }),
  /** The task is to be given up, if it has not ended, under this token or an older one. */
  cancel: hot(['task', 'token'], 49, 'acknowledge'),
  /** The task is to be given back if it has not begun; the answer is an `assigned`. */
  withdraw: hot(['task', 'token'], 49, 'acknowledge'),
  /** The result is recorded, or fenced off: it need not be sent again. */
  acknowledged: hot(['task', 'token'], 49, 'acknowledge'),
  /** How busy is the worker? The answer is a `probed`. Not repeated: an answer that is lost is none. */
  probe: hot([], 49, 'acknowledge'),
  /**
   * So many reservations have been made at the worker in this epoch of the coordinator; counts begin anew with each epoch, which only
   * grows. `again` is 1 where that was told before and not all have been pulled since.
   */
  reserve: hot(['total', 'epoch', 'again'], 50, 'acknowledge'),
  /** All reservations up to a number are settled, each by an assignment or by nothing. */
  settled: hot(['upTo', 'epoch'], 50, 'acknowledge'),
});

/**
 * Whole stories of one dispatcher and three workers, word for word. When behaviour changes on purpose, run with `-u` and read
 * what has changed.
 */
import { describe, expect, test } from 'vitest';
import { s } from '../port.ts';
import { Transcript } from './transcript.ts';

const golden = (name: string) => `golden/${name}.txt`;

describe('transcripts', () => {
  test('of a loss, a late result and a fence', async () => {
    const story = new Transcript({ timeout: s(30) })
      .scene('Three tasks for three workers, a fourth waits')
      .submit(1)
      .submit(2)
      .submit(3)
      .submit(4)
      .until(0.05)
      .confirm('Ann', 1, 1)
      .confirm('Bob', 2, 2)
      .scene("Cyd's assignment is lost on the way, and sent again")
      .until(1.05)
      .confirm('Cyd', 3, 3)
      .scene('Ann falls silent')
      .until(8)
      .lost('Ann')
      .scene('Bob is done; both the fourth task and the one of Ann wait')
      .until(9)
      .result('Bob', 2, 2)
      .scene('Ann was only cut off: her result comes late and does not count')
      .until(10)
      .result('Ann', 1, 1)
      .back('Ann')
      .until(10.05)
      .confirm('Ann', 4, 5)
      .confirm('Bob', 1, 4)
      .scene('Bob, Ann and Cyd end theirs; Cyd says so twice, as the first confirmation was lost')
      .until(12)
      .result('Bob', 1, 4)
      .result('Ann', 4, 5)
      .result('Cyd', 3, 3)
      .until(14)
      .result('Cyd', 3, 3)
      .until(100);
    await expect(story.text).toMatchFileSnapshot(golden('loss-and-fence'));
  });

  test('of failures, backoff and giving up', async () => {
    const story = new Transcript({ maxAttempts: 3, backoff: s(2), backoffLimit: s(60), timeout: s(10) })
      .dice(0.5, 0.75)
      .scene('The first attempt fails: half of 2 s')
      .submit(1)
      .confirm('Ann', 1, 1)
      .until(1)
      .result('Ann', 1, 1, false)
      .scene('The second has no room, which is no attempt')
      .until(2.1)
      .refuse('Bob', 1, 2)
      .scene('The third times out: three quarters of 4 s')
      .until(3.2)
      .confirm('Cyd', 1, 3)
      .until(16.5)
      .scene('The fourth fails, and that was the last')
      .confirm('Ann', 1, 4)
      .result('Ann', 1, 4, false)
      .until(100);
    await expect(story.text).toMatchFileSnapshot(golden('backoff'));
  });

  test('of a dispatcher that goes down', async () => {
    const story = new Transcript({})
      .scene('One task with each worker, one waits')
      .submit(1)
      .submit(2)
      .submit(3)
      .submit(4)
      .confirm('Ann', 1, 1)
      .result('Ann', 1, 1, false)
      .scene('Down and up: the store knows who has what; assignments are confirmed anew')
      .until(0.5)
      .crash()
      .until(1.5)
      .confirm('Bob', 2, 2)
      .confirm('Cyd', 3, 3)
      .confirm('Ann', 1, 4)
      .scene('Bob was done before it went down; Cyd has restarted and forgotten its task')
      .result('Bob', 2, 2)
      .restarted('Cyd')
      .scene('Numbers go on where no earlier life can have been')
      .until(2)
      .result('Ann', 1, 4)
      .result('Cyd', 3, 1025)
      .result('Bob', 4, 1025)
      .result('Cyd', 3, 1026)
      .result('Bob', 4, 1026)
      .until(100);
    await expect(story.text).toMatchFileSnapshot(golden('recovery'));
  });
});

/**
 * Whole stories of one recovery and three workers, word for word. When behaviour changes on purpose, run with `-u` and read what has
 * changed.
 */
import { describe, expect, test } from 'vitest';
import { s } from '../port.ts';
import { Transcript } from './transcript.ts';

const golden = (name: string) => `golden/${name}.txt`;
const LIFE = 2 ** 32;

describe('transcripts', () => {
  test('of a restart that helps, and one that nobody asked for', async () => {
    const story = new Transcript()
      .scene('Ann falls silent, and is restarted')
      .suspected('Ann')
      .until(4)
      .trusted('Ann')
      .acted('Ann', 1)
      .scene('She is heard again only before the answer: she has to be heard once more')
      .until(5)
      .trusted('Ann')
      .until(100)
      .scene('Bob restarts before he is missed')
      .restarted('Bob')
      .trusted('Bob')
      .until(200);
    await expect(story.text).toMatchFileSnapshot(golden('restart'));
  });

  test('of a ladder up to people, over restarts of the coordinator', async () => {
    const story = new Transcript()
      .dice(0.5, 0.25)
      .scene('Ann cannot be restarted: half of 10 s')
      .suspected('Ann')
      .until(3)
      .acted('Ann', 1, false)
      .scene('The coordinator goes down during the wait, and waits for what is left of it')
      .until(6)
      .crash()
      .until(8)
      .scene('It goes down during the replacement, and asks for the same again')
      .until(20)
      .crash()
      .scene('The replacement comes up and falls silent: a quarter of 20 s')
      .until(30)
      .acted('Ann', LIFE + 1)
      .trusted('Ann')
      .until(33)
      .suspected('Ann')
      .scene('She is kept apart, and nobody answers')
      .until(700)
      .scene('Down and up: people are told again. An answer of earlier counts for nothing')
      .crash()
      .acted('Ann', 2 * LIFE + 1)
      .until(800)
      .released('Ann', 2 * LIFE + 2)
      .trusted('Ann')
      .until(900);
    await expect(story.text).toMatchFileSnapshot(golden('ladder'));
  });

  test('of a budget of one, and a crash loop', async () => {
    const story = new Transcript({ budget: { share: 0.1, least: 1 } })
      .scene('All three fall silent; Ann has the one place')
      .suspected('Ann')
      .suspected('Bob')
      .suspected('Cyd')
      .scene('Bob comes back by himself before his turn')
      .until(2)
      .trusted('Bob')
      .until(3)
      .acted('Ann', 1)
      .trusted('Ann')
      .scene('Cyd has her turn when Ann has proved herself, and leaves for good')
      .until(20)
      .removed('Cyd')
      .acted('Cyd', 2)
      .scene(
        'Bob falls silent again and again: each time he has to prove himself for longer, and the fourth time is for people',
      )
      .until(100)
      .suspected('Bob')
      .trusted('Bob')
      .until(200)
      .suspected('Bob')
      .until(201)
      .acted('Bob', 3)
      .trusted('Bob')
      .until(300)
      .suspected('Bob')
      .until(400);
    await expect(story.text).toMatchFileSnapshot(golden('budget'));
  });

  test('of one that only observes', async () => {
    const story = new Transcript({ observes: true, budget: { share: 0.1, least: 1 }, patience: s(5) })
      .scene('Ann and Bob fall silent; only Ann would have a place')
      .suspected('Ann')
      .suspected('Bob')
      .until(30)
      .scene('Down and up: nothing is asked')
      .crash()
      .until(40)
      .scene('Ann comes back; it would be Bobs turn. He comes back as well')
      .trusted('Ann')
      .until(50)
      .trusted('Bob')
      .until(100);
    await expect(story.text).toMatchFileSnapshot(golden('observe'));
  });
});

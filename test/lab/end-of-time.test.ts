import { describe, expect, it } from 'vitest';
import { summaryOf } from './from-text.ts';

const LONG = 'agents: 1\nhealth: { detector: none, heartbeat_interval: 0 }\nretry: { timeout: never }\n';

describe('the end of virtual time', () => {
  it('is a reason to refuse a run that would reach it', async () => {
    const text = `${LONG}workload: { backlog: 15, service: 10000d }\n`;
    await expect(summaryOf(text)).rejects.toThrow(
      /^at 100,000 d something was to happen more than 285 years/,
    );
  });

  it('is none for a run that ends before', async () => {
    const text = `${LONG}duration: 20000d\nworkload: { backlog: 15, service: 10000d }\n`;
    expect((await summaryOf(text)).simulated).toBe(20_000 * 86_400);
  });
});

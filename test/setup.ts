/**
 * The seed of property tests. It is the same in every run: a suite that fails does so because of the change, and not by the luck of the
 * draw. Other draws are asked for: PROPERTY_SEED=random, or the number that a failure has printed.
 */
import fc from 'fast-check';

const asked = process.env.PROPERTY_SEED ?? '1';
const seed = asked === 'random' ? Math.trunc(Math.random() * 2 ** 32) : Number(asked);
if (!Number.isInteger(seed)) throw new Error(`PROPERTY_SEED is "${asked}": a whole number, or "random"`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

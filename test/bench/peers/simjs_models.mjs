// The models on SimJS, of npm: node simjs_models.mjs MODEL NUMBER..., where `simjs` can be imported from.
// hold PENDING HOLDS; mmc SERVERS LOAD TASKS; heartbeats AGENTS SECONDS. Prints as simpy_models.py does.
import { createRequire } from 'node:module';
import { join } from 'node:path';

// It is made for browsers, and the user's, not a dependency of this project.
globalThis.window = globalThis;
createRequire(join(process.cwd(), 'index.js'))('simjs');
const { Sim, Entity, Facility } = globalThis.Sim;

const exponential = (rate) => -Math.log1p(-Math.random()) / rate;

function timed(sim, until) {
  const begin = process.cpuUsage();
  sim.simulate(until);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

/** An entity whose `start` is `start`. */
function entity(sim, start) {
  class Own extends Entity {
    start() {
      start(this);
    }
  }
  return sim.addEntity(Own);
}

function hold(pending, holds) {
  const sim = new Sim();
  // Drawn in advance, so that no generator of random numbers is measured.
  const delays = Float64Array.from({ length: 2 ** 17 }, () => exponential(1));
  let drawn = 0;
  let left = holds;
  let end = 0;
  const fire = (own) => {
    own.setTimer(delays[drawn++ & (delays.length - 1)]).done(() => {
      if (--left === 0) end = sim.time();
      else if (left > 0) fire(own);
    });
  };
  for (let i = 0; i < pending; i++) entity(sim, fire);
  return [timed(sim, Number.MAX_VALUE), holds, (end * pending) / holds];
}

function mmc(servers, load, tasks) {
  const sim = new Sim();
  const pool = new Facility('pool', Facility.FCFS, servers);
  let waited = 0;
  let arrived = 0;
  const arrive = (own) => {
    own.setTimer(exponential(load * servers)).done(() => {
      const since = sim.time();
      const work = exponential(1);
      own.useFacility(pool, work).done(() => {
        waited += sim.time() - since - work;
      });
      if (++arrived < tasks) arrive(own);
    });
  };
  entity(sim, arrive);
  return [timed(sim, Number.MAX_VALUE), tasks, waited / tasks];
}

function heartbeats(agents, seconds) {
  const sim = new Sim();
  const heard = new Float64Array(agents);
  const suspected = new Uint8Array(agents);
  const crashed = new Uint8Array(agents);
  let beats = 0;
  let found = 0;
  let freeAt = 0;
  for (let agent = 0; agent < agents; agent++) {
    const beat = (own) => {
      if (crashed[agent] === 1) return;
      beats++;
      own.setTimer(250e-6).done(() => {
        freeAt = Math.max(freeAt, sim.time()) + 1e-6;
        own.setTimer(freeAt - sim.time()).done(() => {
          heard[agent] = sim.time();
        });
      });
      own.setTimer(1).done(() => beat(own));
    };
    entity(sim, (own) => own.setTimer(Math.random()).done(() => beat(own)));
  }
  const look = (own) => {
    own.setTimer(1).done(() => {
      for (let agent = 0; agent < agents; agent++) {
        if (suspected[agent] === 1 || sim.time() - heard[agent] <= 5) continue;
        suspected[agent] = 1;
        found++;
      }
      look(own);
    });
  };
  entity(sim, look);
  entity(sim, (own) => {
    own.setTimer(20).done(() => {
      for (let left = Math.floor(agents / 100); left > 0; ) {
        const agent = Math.floor(Math.random() * agents);
        if (crashed[agent] === 1) continue;
        crashed[agent] = 1;
        left--;
      }
    });
  });
  return [timed(sim, seconds), beats, found];
}

const [model, ...numbers] = process.argv.slice(2);
const [seconds, events, result] = { hold, mmc, heartbeats }[model](...numbers.map(Number));
console.log(JSON.stringify({ seconds, events, result }));

"""The models on SimPy: python3 simpy_models.py MODEL NUMBER...

hold PENDING HOLDS; mmc SERVERS LOAD TASKS; heartbeats AGENTS SECONDS.
Prints one line of JSON: seconds of processor time of the run alone, events, and a result that every engine must agree on.
"""
import json
import random
import sys
import time

import simpy

DELAYS = 2**17


def timed(env, until):
    begin = time.process_time()
    env.run(until=until)
    return time.process_time() - begin


def hold(pending, holds):
    env = simpy.Environment()
    draw = random.Random(1).expovariate
    # Drawn in advance, so that no generator of random numbers is measured.
    delays = [draw(1.0) for _ in range(DELAYS)]
    drawn = 0
    left = holds
    done = env.event()

    def process():
        nonlocal left, drawn
        while True:
            drawn += 1
            yield env.timeout(delays[drawn % DELAYS])
            left -= 1
            if left == 0:
                done.succeed()

    for _ in range(pending):
        env.process(process())
    # The first events of all processes only start them.
    env.run(until=1e-12)
    return timed(env, done), holds, env.now * pending / holds


def mmc(servers, load, tasks):
    env = simpy.Environment()
    draw = random.Random(1).expovariate
    pool = simpy.Resource(env, capacity=servers)
    waited = 0.0
    ended = 0
    done = env.event()

    def task():
        nonlocal waited, ended
        arrived = env.now
        with pool.request() as request:
            yield request
            waited += env.now - arrived
            yield env.timeout(draw(1.0))
        ended += 1
        if ended == tasks:
            done.succeed()

    def arrivals():
        for _ in range(tasks):
            yield env.timeout(draw(load * servers))
            env.process(task())

    env.process(arrivals())
    return timed(env, done), tasks, waited / tasks


def heartbeats(agents, seconds):
    """Each agent beats once a second; the coordinator takes 250 us of way and 1 us of work for each; a hundredth of the
    agents crash after 20 s, and are suspected after 5 s of silence, which is looked at every second."""
    env = simpy.Environment()
    rng = random.Random(1)
    heard = [0.0] * agents
    suspected = [False] * agents
    crashed = [False] * agents
    beats = 0
    found = 0
    free_at = 0.0

    def handled(event):
        heard[event.agent] = env.now

    def arrive(event):
        nonlocal free_at
        free_at = max(free_at, env.now) + 1e-6
        after = env.timeout(free_at - env.now)
        after.agent = event.agent
        after.callbacks.append(handled)

    def agent(number):
        nonlocal beats
        yield env.timeout(rng.random())
        while not crashed[number]:
            beats += 1
            message = env.timeout(250e-6)
            message.agent = number
            message.callbacks.append(arrive)
            yield env.timeout(1.0)

    def detector():
        nonlocal found
        while True:
            yield env.timeout(1.0)
            for number in range(agents):
                if not suspected[number] and env.now - heard[number] > 5.0:
                    suspected[number] = True
                    found += 1

    def fault():
        yield env.timeout(20.0)
        for number in rng.sample(range(agents), agents // 100):
            crashed[number] = True

    for number in range(agents):
        env.process(agent(number))
    env.process(detector())
    env.process(fault())
    elapsed = timed(env, seconds)
    return elapsed, beats, found


MODELS = {"hold": hold, "mmc": mmc, "heartbeats": heartbeats}
model, *numbers = sys.argv[1:]
seconds, events, result = MODELS[model](*(float(n) if "." in n else int(n) for n in numbers))
print(json.dumps({"version": simpy.__version__, "seconds": seconds, "events": events, "result": result}))

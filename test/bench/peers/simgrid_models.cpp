// The models on SimGrid's actors: simgrid_models MODEL NUMBER...
// hold PENDING HOLDS; mmc SERVERS LOAD TASKS; heartbeats AGENTS SECONDS. Prints as simpy_models.py does.
#include <simgrid/s4u.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <vector>

namespace sg = simgrid::s4u;

static std::mt19937_64 engine(1);
static double exponential(double rate) { return std::exponential_distribution<double>(rate)(engine); }
static double uniform() { return std::uniform_real_distribution<double>(0, 1)(engine); }
static double processor() { return double(std::clock()) / CLOCKS_PER_SEC; }
static double now() { return sg::Engine::get_clock(); }

static long events = 0;
static double result = 0;
static bool over = false;

// Drawn in advance, so that no generator of random numbers is measured.
static std::vector<double> delays;
static size_t drawn = 0;

static void hold_actor(long* left, long pending, long holds) {
  while (!over) {
    sg::this_actor::sleep_for(delays[drawn++ & (delays.size() - 1)]);
    if (--*left == 0) {
      result = now() * pending / holds;
      over = true;
    }
  }
}

static sg::SemaphorePtr servers;
static double waited = 0;

static void task_actor(double arrived) {
  servers->acquire();
  waited += now() - arrived;
  sg::this_actor::sleep_for(exponential(1));
  servers->release();
}

static void arrivals_actor(sg::Host* host, double rate, long tasks) {
  for (long i = 0; i < tasks; i++) {
    sg::this_actor::sleep_for(exponential(rate));
    sg::Actor::create("task", host, task_actor, now());
  }
}

static std::vector<double> heard;
static std::vector<char> suspected, crashed;
static double free_at = 0;

// Messages of SimGrid go over links of a platform; a heartbeat's way and handling are two waits of its sender's, which is cheaper.
static void agent_actor(long agent, double seconds) {
  sg::this_actor::sleep_for(uniform());
  while (!crashed[agent] && now() < seconds) {
    events++;
    sg::this_actor::sleep_for(250e-6);
    free_at = std::max(free_at, now()) + 1e-6;
    const double handling = free_at - now();
    sg::this_actor::sleep_for(handling);
    heard[agent] = now();
    sg::this_actor::sleep_for(1.0 - 250e-6 - handling);
  }
}

static void watch_actor(double seconds) {
  for (double at = 1; at < seconds; at += 1) {
    sg::this_actor::sleep_until(at);
    if (at == 20) {
      const long agents = heard.size();
      for (long left = agents / 100; left > 0;) {
        const long agent = engine() % agents;
        if (crashed[agent]) continue;
        crashed[agent] = 1;
        left--;
      }
    }
    for (size_t agent = 0; agent < heard.size(); agent++) {
      if (suspected[agent] || now() - heard[agent] <= 5) continue;
      suspected[agent] = 1;
      result++;
    }
  }
}

int main(int argc, char** argv) {
  sg::Engine e(&argc, argv);
  if (argc < 4) return 2;
  e.set_config("contexts/stack-size:16");
  e.set_config("contexts/guard-size:0");
  auto* zone = sg::create_full_zone("world");
  auto* host = zone->create_host("host", 1e9);
  zone->seal();
  long left = 0;
  if (!std::strcmp(argv[1], "hold")) {
    const long pending = std::atol(argv[2]);
    left = events = std::atol(argv[3]);
    for (long i = 0; i < 1 << 17; i++) delays.push_back(exponential(1));
    for (long i = 0; i < pending; i++) sg::Actor::create("actor", host, hold_actor, &left, pending, events);
  } else if (!std::strcmp(argv[1], "mmc")) {
    servers = sg::Semaphore::create(std::atol(argv[2]));
    events = std::atol(argv[4]);
    sg::Actor::create("arrivals", host, arrivals_actor, host, std::atof(argv[3]) * std::atol(argv[2]), events);
  } else {
    const long agents = std::atol(argv[2]);
    const double seconds = std::atof(argv[3]);
    heard.assign(agents, 0);
    suspected.assign(agents, 0);
    crashed.assign(agents, 0);
    for (long agent = 0; agent < agents; agent++) sg::Actor::create("agent", host, agent_actor, agent, seconds);
    sg::Actor::create("watch", host, watch_actor, seconds);
  }
  const double begin = processor();
  e.run();
  const double seconds = processor() - begin;
  if (!std::strcmp(argv[1], "mmc")) result = waited / events;
  std::printf("{\"seconds\": %.9g, \"events\": %ld, \"result\": %.9g}\n", seconds, events, result);
}

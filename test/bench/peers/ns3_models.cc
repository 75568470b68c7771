// The models on ns-3's simulator core, which knows events and no processes: ns3_models MODEL NUMBER...
// hold PENDING HOLDS; mmc SERVERS LOAD TASKS; heartbeats AGENTS SECONDS. Prints as simpy_models.py does.
#include <ctime>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <vector>

#include "ns3/core-module.h"

using namespace ns3;

static std::mt19937_64 engine(1);
static double exponential(double rate) { return std::exponential_distribution<double>(rate)(engine); }
static double uniform() { return std::uniform_real_distribution<double>(0, 1)(engine); }
static double processor() { return double(std::clock()) / CLOCKS_PER_SEC; }
static double now() { return Simulator::Now().GetSeconds(); }

static long events = 0;
static double result = 0;

namespace hold {
static long left;
// Drawn in advance, so that no generator of random numbers is measured.
static std::vector<double> delays;
static size_t drawn = 0;
static double delay() { return delays[drawn++ & (delays.size() - 1)]; }
static void fire() {
  if (--left == 0) {
    Simulator::Stop();
    return;
  }
  Simulator::Schedule(Seconds(delay()), &fire);
}
static double run(long pending, long holds) {
  for (long i = 0; i < 1 << 17; i++) delays.push_back(exponential(1));
  left = holds;
  for (long i = 0; i < pending; i++) Simulator::Schedule(Seconds(delay()), &fire);
  const double begin = processor();
  Simulator::Run();
  events = holds;
  result = now() * pending / holds;
  return processor() - begin;
}
}  // namespace hold

namespace mmc {
static long servers, tasks, arrived = 0, ended = 0, busy = 0;
static double rate, waited = 0;
static std::deque<double> queue;
static void end();
static void begin_service(double since) {
  waited += now() - since;
  Simulator::Schedule(Seconds(exponential(1)), &end);
}
static void end() {
  if (++ended == tasks) {
    Simulator::Stop();
    return;
  }
  if (queue.empty()) {
    busy--;
    return;
  }
  const double since = queue.front();
  queue.pop_front();
  begin_service(since);
}
static void arrive() {
  if (++arrived < tasks) Simulator::Schedule(Seconds(exponential(rate)), &arrive);
  if (busy < servers) {
    busy++;
    begin_service(now());
  } else queue.push_back(now());
}
static double run(long servers_, double load, long tasks_) {
  servers = servers_;
  tasks = tasks_;
  rate = load * servers;
  Simulator::Schedule(Seconds(exponential(rate)), &arrive);
  const double begin = processor();
  Simulator::Run();
  events = tasks;
  result = waited / tasks;
  return processor() - begin;
}
}  // namespace mmc

namespace heartbeats {
static std::vector<double> heard;
static std::vector<char> suspected, crashed;
static double free_at = 0;
static void handled(long agent) { heard[agent] = now(); }
static void arrive(long agent) {
  free_at = std::max(free_at, now()) + 1e-6;
  Simulator::Schedule(Seconds(free_at - now()), &handled, agent);
}
static void beat(long agent) {
  if (crashed[agent]) return;
  events++;
  Simulator::Schedule(MicroSeconds(250), &arrive, agent);
  Simulator::Schedule(Seconds(1), &beat, agent);
}
static void detect() {
  for (size_t agent = 0; agent < heard.size(); agent++) {
    if (suspected[agent] || now() - heard[agent] <= 5) continue;
    suspected[agent] = 1;
    result++;
  }
  Simulator::Schedule(Seconds(1), &detect);
}
static void crash() {
  const long agents = heard.size();
  for (long left = agents / 100; left > 0;) {
    const long agent = engine() % agents;
    if (crashed[agent]) continue;
    crashed[agent] = 1;
    left--;
  }
}
static double run(long agents, double seconds) {
  heard.assign(agents, 0);
  suspected.assign(agents, 0);
  crashed.assign(agents, 0);
  for (long agent = 0; agent < agents; agent++) Simulator::Schedule(Seconds(uniform()), &beat, agent);
  Simulator::Schedule(Seconds(1), &detect);
  Simulator::Schedule(Seconds(20), &crash);
  Simulator::Stop(Seconds(seconds));
  const double begin = processor();
  Simulator::Run();
  return processor() - begin;
}
}  // namespace heartbeats

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  double seconds;
  if (!std::strcmp(argv[1], "hold")) seconds = hold::run(std::atol(argv[2]), std::atol(argv[3]));
  else if (!std::strcmp(argv[1], "mmc")) seconds = mmc::run(std::atol(argv[2]), std::atof(argv[3]), std::atol(argv[4]));
  else seconds = heartbeats::run(std::atol(argv[2]), std::atof(argv[3]));
  std::printf("{\"seconds\": %.9g, \"events\": %ld, \"result\": %.9g}\n", seconds, events, result);
  Simulator::Destroy();
}

// The hold model on C++'s standard queue: queue_models hold PENDING HOLDS. Prints as simpy_models.py does.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include "../support/std_queue.hpp"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const long pending = std::atol(argv[2]), holds = std::atol(argv[3]);
  std::mt19937_64 engine(1);
  std::exponential_distribution<double> exponential(1);
  // Drawn in advance, so that no generator of random numbers is measured.
  std::vector<double> delays;
  for (long i = 0; i < 1 << 17; i++) delays.push_back(exponential(engine));
  const std::size_t mask = delays.size() - 1;
  EventList list(pending);
  for (long i = 0; i < pending; i++) list.put(delays[i & mask], std::int32_t(i));
  double now = 0;
  const std::clock_t begin = std::clock();
  for (long i = 0; i < holds; i++) {
    const Event event = list.take();
    now = event.time;
    list.putAgain(event, now + delays[i & mask]);
  }
  const double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("{\"seconds\": %.9g, \"events\": %ld, \"result\": %.9g}\n", seconds, holds, now * pending / holds);
}

// The hold model on C++'s standard queue: queue_models hold PENDING HOLDS. Prints as simpy_models.py does.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <random>
#include <vector>

struct Event {
  double time;
  std::uint64_t sequence;
  std::int32_t kind, target, a, b;
};
struct Later {
  bool operator()(const Event& x, const Event& y) const {
    return x.time > y.time || (x.time == y.time && x.sequence > y.sequence);
  }
};

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const long pending = std::atol(argv[2]), holds = std::atol(argv[3]);
  std::mt19937_64 engine(1);
  std::exponential_distribution<double> exponential(1);
  // Drawn in advance, so that no generator of random numbers is measured.
  std::vector<double> delays;
  for (long i = 0; i < 1 << 17; i++) delays.push_back(exponential(engine));
  const std::size_t mask = delays.size() - 1;
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  std::uint64_t sequence = 0;
  for (long i = 0; i < pending; i++) queue.push({delays[i & mask], sequence++, 1, std::int32_t(i), 0, 0});
  double now = 0;
  const std::clock_t begin = std::clock();
  for (long i = 0; i < holds; i++) {
    Event event = queue.top();
    queue.pop();
    now = event.time;
    event.time += delays[i & mask];
    event.sequence = sequence++;
    queue.push(event);
  }
  const double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("{\"seconds\": %.9g, \"events\": %ld, \"result\": %.9g}\n", seconds, holds, now * pending / holds);
}

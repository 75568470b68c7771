// The hold model on std::priority_queue: take out the least event, put it back at its time plus the next delay.
// Usage: hold DELAYS LOG2_DELAYS PENDING WARM_HOLDS HOLDS   (DELAYS: file of doubles, whole microseconds)
// Prints nanoseconds of processor time per hold and the time of the last event, which the other side must reach as well.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
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
  if (argc != 6) return 2;
  const std::size_t count = std::size_t(1) << std::atoi(argv[2]);
  const std::size_t mask = count - 1;
  const long pending = std::atol(argv[3]), warm = std::atol(argv[4]), holds = std::atol(argv[5]);
  std::vector<double> delays(count);
  std::FILE* file = std::fopen(argv[1], "rb");
  if (!file || std::fread(delays.data(), sizeof(double), count, file) != count) return 3;
  std::fclose(file);

  std::vector<Event> memory;
  memory.reserve(pending + 1);
  std::priority_queue<Event, std::vector<Event>, Later> queue(Later(), std::move(memory));
  std::uint64_t sequence = 0;
  std::size_t next = 0;
  for (long i = 0; i < pending; i++) queue.push({delays[next++ & mask], sequence++, 1, std::int32_t(i), 0, 0});
  double now = 0;
  auto run = [&](long n) {
    for (long i = 0; i < n; i++) {
      Event event = queue.top();
      queue.pop();
      now = event.time;
      event.time = now + delays[next++ & mask];
      event.sequence = sequence++;
      queue.push(event);
    }
  };
  run(warm);
  const std::clock_t start = std::clock();
  run(holds);
  const double elapsed = double(std::clock() - start) / CLOCKS_PER_SEC * 1e9;
  std::printf("%.3f %.0f\n", elapsed / holds, now);
}

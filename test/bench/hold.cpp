// The hold model on std::priority_queue: take out the least event, put it back at its time plus the next delay.
// Usage: hold DELAYS LOG2_DELAYS PENDING WARM HOLDS START CHANGE
//   DELAYS  file of 2^LOG2_DELAYS doubles, whole microseconds
//   START   delay: the first events come after one delay each; spread: they are spread evenly over one second
//   CHANGE  steady: one event makes one; swing: two while growing to PENDING, none while shrinking to a thousandth of it
// Prints nanoseconds of processor time per event and the time of the last one, which the other side must reach as well.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "support/std_queue.hpp"

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  const std::size_t count = std::size_t(1) << std::atoi(argv[2]);
  const std::size_t mask = count - 1;
  const long pending = std::atol(argv[3]), warm = std::atol(argv[4]), holds = std::atol(argv[5]);
  const bool spread = std::strcmp(argv[6], "spread") == 0, swing = std::strcmp(argv[7], "swing") == 0;
  std::vector<double> delays(count);
  std::FILE* file = std::fopen(argv[1], "rb");
  if (!file || std::fread(delays.data(), sizeof(double), count, file) != count) return 3;
  std::fclose(file);

  EventList list(pending + 2);
  std::size_t next = 0;
  for (long i = 0; i < pending; i++)
    list.put(spread ? std::floor(i * 1e6 / pending) : delays[next++ & mask], std::int32_t(i));
  double now = 0;
  const std::size_t low = pending / 1000;
  bool growing = false;
  auto steady = [&](long n) {
    for (long i = 0; i < n; i++) {
      const Event event = list.take();
      now = event.time;
      list.putAgain(event, now + delays[next++ & mask]);
    }
  };
  auto swinging = [&](long n) {
    for (long i = 0; i < n; i++) {
      const Event event = list.take();
      now = event.time;
      if (list.size() + 1 >= std::size_t(pending)) growing = false;
      if (list.size() <= low) growing = true;
      for (int births = growing ? 2 : 0; births > 0; births--) list.putAgain(event, now + delays[next++ & mask]);
    }
  };
  auto run = [&](long n) { swing ? swinging(n) : steady(n); };
  run(warm);
  const std::clock_t start = std::clock();
  run(holds);
  const double elapsed = double(std::clock() - start) / CLOCKS_PER_SEC * 1e9;
  std::printf("%.3f %.0f\n", elapsed / holds, now);
}

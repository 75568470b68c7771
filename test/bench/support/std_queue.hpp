// The event list that C++'s standard library offers, for the hold models of the benchmarks: the least time first, ties in the order in
// which they were put in.
#pragma once
#include <cstddef>
#include <cstdint>
#include <queue>
#include <utility>
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

class EventList {
 public:
  explicit EventList(std::size_t capacity) : queue_(Later(), reserved(capacity)) {}

  std::size_t size() const { return queue_.size(); }

  void put(double time, std::int32_t target) { queue_.push({time, sequence_++, 1, target, 0, 0}); }

  Event take() {
    Event event = queue_.top();
    queue_.pop();
    return event;
  }

  void putAgain(Event event, double time) {
    event.time = time;
    event.sequence = sequence_++;
    queue_.push(event);
  }

 private:
  static std::vector<Event> reserved(std::size_t capacity) {
    std::vector<Event> memory;
    memory.reserve(capacity);
    return memory;
  }

  std::priority_queue<Event, std::vector<Event>, Later> queue_;
  std::uint64_t sequence_ = 0;
};

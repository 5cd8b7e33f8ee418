extension CounterRandom {
  /// The numbers 0 ..< `count` in a random order (Fisher–Yates).
  ///
  /// The library's own `shuffle` may change from one Swift to the next; this order stays.
  package mutating func order(_ count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }
}

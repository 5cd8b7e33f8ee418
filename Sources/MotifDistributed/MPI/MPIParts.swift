/// The ranks' parts of a buffer in elements, where MPI finds their counts and places.
final class MPIParts {
  let counts: UnsafePointer<CInt>
  let places: UnsafePointer<CInt>

  /// One part a rank; all lie in the first 2³¹ - 1 elements.
  init(_ parts: [Range<Int>]) {
    func table(_ value: (Range<Int>) -> Int) -> UnsafePointer<CInt> {
      let table = UnsafeMutablePointer<CInt>.allocate(capacity: parts.count)
      for (rank, part) in parts.enumerated() {
        // An empty part may lie behind the last element that MPI can name.
        (table + rank).initialize(to: part.isEmpty ? 0 : CInt(value(part)))
      }
      return UnsafePointer(table)
    }
    counts = table(\.count)
    places = table(\.lowerBound)
  }

  deinit {
    counts.deallocate()
    places.deallocate()
  }
}

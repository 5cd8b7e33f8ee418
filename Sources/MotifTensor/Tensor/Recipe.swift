internal import MotifCore

/// How to make the result of a cheap operation again, shared by all who keep that result.
///
/// Made once, at first use; freed with the last who keeps it.
final class Recipe: @unchecked Sendable {
  // Invariant behind @unchecked: a graph is built and consumed by one thread.
  private enum State {
    case waiting(() -> Tensor)
    case made(Tensor)
  }

  private let name: String
  private var state: State

  init(_ name: String, _ make: @escaping () -> Tensor) {
    self.name = name
    state = .waiting(make)
  }

  var result: Tensor {
    switch state {
    case .made(let result): return result
    case .waiting(let make):
      let result = MemoryPurpose.$current.withValue(.activations) { make() }
      state = .made(result)
      Trace.ended(name + " again")
      return result
    }
  }
}

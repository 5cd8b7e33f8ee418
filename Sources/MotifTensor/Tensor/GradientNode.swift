internal import MotifCore

/// A vertex of the gradient graph: a parameter, or the result of one operation.
///
/// The graph is built while operations run and is used once: ``Tensor/backward()`` frees what each
/// operation kept as soon as its gradient is done.
public final class GradientNode: @unchecked Sendable {
  // Invariant behind @unchecked: a graph is built and consumed by one thread; a leaf is immutable.

  /// How the gradient of a result becomes gradients of what it was computed from.
  enum Gradient {
    /// One operation, which sends them through the sink.
    case operation((_ upstream: Tensor, _ sink: GradientSink) -> Void)
    /// A body that is run again first; the gradients are those of its graph.
    case repeated(() -> Tensor)
  }

  /// The name of the operation or of the leaf, for messages and traces.
  public let name: String
  private(set) var parents: [GradientNode]
  /// The run of a checkpointed body that made this node, nil outside of any.
  let region: RecordedRegion?
  /// Nil for leaves, once consumed, and where only origins are recorded.
  var gradient: Gradient?

  var isLeaf: Bool { parents.isEmpty }

  /// A leaf: a tensor whose gradient is wanted.
  init(leaf name: String, region: RecordedRegion? = nil) {
    self.name = name
    self.region = region
    parents = []
    gradient = nil
  }

  init(
    _ name: String, parents: [GradientNode], region: RecordedRegion?, gradient: Gradient?
  ) {
    self.name = name
    self.parents = parents
    self.region = region
    self.gradient = gradient
  }

  /// Frees what this node alone held, without recursion: graphs can be deeper than a stack.
  deinit {
    var waiting = parents
    parents = []
    gradient = nil
    while var node = waiting.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      waiting += node.parents
      node.parents = []
      node.gradient = nil
    }
  }

  /// The nodes that this one was computed from, itself the last.
  ///
  /// Parents come before children, without recursion: graphs are as deep as models. With a region,
  /// `inside` has the nodes made in it alone, and `origins` those outside that they begin from.
  func ancestry(
    in region: RecordedRegion? = nil
  ) -> (inside: [GradientNode], origins: [GradientNode]) {
    func isInside(_ node: GradientNode) -> Bool { region == nil || node.region === region }
    guard isInside(self) else { return ([], [self]) }
    var (inside, origins): ([GradientNode], [GradientNode]) = ([], [])
    var visited: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var stack: [(node: GradientNode, next: Int)] = [(self, 0)]
    while let (node, next) = stack.popLast() {
      guard next < node.parents.count else {
        inside.append(node)
        continue
      }
      stack.append((node, next + 1))
      let parent = node.parents[next]
      guard visited.insert(ObjectIdentifier(parent)).inserted else { continue }
      if isInside(parent) { stack.append((parent, 0)) } else { origins.append(parent) }
    }
    return (inside, origins)
  }
}

extension Tensor {
  /// This tensor as a leaf whose gradient ``backward()`` returns.
  public func tracked(name: String = "leaf") -> Tensor {
    var result = detached
    result.node = GradientNode(leaf: name, region: Recording.current.region)
    return result
  }

  /// This result of an operation, entered into the graph when any input takes part in it.
  ///
  /// An operation is a function that computes a result, keeps of its inputs what its gradient reads
  /// (``kept``) or where gradients go (``target``), and records how to send them:
  ///
  /// ```swift
  /// extension Tensor {
  ///   /// `x³`, element by element; gradient `3 x² ∘ dy`.
  ///   func cubed() -> Tensor {
  ///     let input = kept
  ///     let result = Tensor(shape: shape) { y in
  ///       withUnsafePointer { x in for i in 0..<count { y[i] = x[i] * x[i] * x[i] } }
  ///     }
  ///     return result.recorded("cubed", from: [self]) { upstream, sink in
  ///       let x = input.tensor
  ///       sink.add(3 * x * x * upstream, to: input.target)
  ///     }
  ///   }
  /// }
  /// ```
  ///
  /// Memory looks after itself: what the closure captures is freed as soon as it ran, nothing is held
  /// where no gradient is recorded, and inside `checkpointed` and `selectivelyCheckpointed` the
  /// operation is run again as the others are. Capture ``kept`` rather than a tensor: a tensor would
  /// hold numbers that can be made again. Operations that `propagate` calls are not recorded.
  ///
  /// - Parameters:
  ///   - name: for messages and traces.
  ///   - inputs: all tensors that gradients are sent to.
  ///   - again: makes the result again, bit by bit, from what `propagate` keeps anyway; given where
  ///     that is cheap. ``selectivelyCheckpointed(_:)`` uses it instead of keeping the result.
  ///   - propagate: receives the gradient of the result, of its shape, and sends the gradients of the
  ///     inputs through the sink. Runs once, and not at all when nothing flows to the result.
  public func recorded(
    _ name: String, from inputs: [Tensor], again: (() -> Tensor)? = nil,
    propagate: @escaping (_ upstream: Tensor, _ sink: GradientSink) -> Void
  ) -> Tensor {
    let recording = Recording.current
    Trace.ended(recording.region?.isRepeated == true ? name + " again" : name)
    let parents = inputs.compactMap(\.node)
    guard !parents.isEmpty, recording.extent != .nothing else { return self }
    let isComplete = recording.extent == .graph
    var result = self
    result.node = GradientNode(
      name, parents: parents, region: recording.region,
      gradient: isComplete ? .operation(propagate) : nil)
    if isComplete, recording.isSelective, let again { result.recipe = Recipe(name, again) }
    return result
  }
}

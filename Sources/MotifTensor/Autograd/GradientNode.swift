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

  /// The operation's name, for messages and traces.
  let name: String
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
  /// `propagate` receives the gradient of the result and sends gradients to the inputs through the
  /// sink; it captures of the inputs what it reads (``kept``), and where gradients go (``target``).
  /// A result that is cheap to make from what `propagate` keeps anyway gives `again`, which does so.
  func recorded(
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

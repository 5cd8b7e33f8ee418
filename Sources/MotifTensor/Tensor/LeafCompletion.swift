/// Tells when the gradient of a leaf is complete: when every operation that reads it has sent its part.
///
/// Counts the edges that lead to each leaf before a pass begins and takes off those of every operation
/// that is done. Cost O(edges to leaves) a pass.
final class LeafCompletion {
  private let whenComplete: (_ leaf: GradientNode, _ gradient: inout Tensor?) -> Void
  /// By leaf, the edges that are still to come; 0 for leaves that were told of.
  private var remaining: [ObjectIdentifier: Int] = [:]

  init(_ whenComplete: @escaping (_ leaf: GradientNode, _ gradient: inout Tensor?) -> Void) {
    self.whenComplete = whenComplete
  }

  /// Counts what `nodes` will send.
  func expect(_ nodes: [GradientNode]) {
    for node in nodes {
      for leaf in Self.leaves(of: node) {
        let before = remaining[ObjectIdentifier(leaf)]
        precondition(
          before != 0, "a checkpointed body read \(leaf.name) in its second run alone")
        remaining[ObjectIdentifier(leaf)] = (before ?? 0) + 1
      }
    }
  }

  /// Takes off what `node` was expected to send, and tells of leaves that wait for nothing else.
  func end(_ node: GradientNode, in sink: GradientSink) {
    for leaf in Self.leaves(of: node) {
      guard let count = remaining[ObjectIdentifier(leaf)], count > 0 else { continue }
      remaining[ObjectIdentifier(leaf)] = count - 1
      if count == 1 { tell(leaf, in: sink) }
    }
  }

  /// Tells of `leaf` now, if anything flowed to it.
  func tell(_ leaf: GradientNode, in sink: GradientSink) {
    sink.change(leaf) { whenComplete(leaf, &$0) }
  }

  /// The leaves that `node` read, once for every edge; those that a checkpointed body made for itself
  /// do not count.
  private static func leaves(of node: GradientNode) -> some Sequence<GradientNode> {
    node.parents.lazy.filter { $0.isLeaf && $0.region == nil }
  }
}

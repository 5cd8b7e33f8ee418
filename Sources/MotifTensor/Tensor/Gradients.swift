/// The gradients of leaves (parameters and tracked tensors), summed over backward passes.
public struct Gradients: Sendable {
  /// A gradient and whose it is: holding the node keeps its address from becoming another one's.
  struct Entry: Sendable {
    let node: GradientNode
    var value: Tensor
  }

  var byNode: [ObjectIdentifier: Entry] = [:]

  /// No gradients yet.
  public init() {}

  /// The gradient of a tracked tensor, nil when nothing flowed to it.
  public subscript(tensor: Tensor) -> Tensor? { tensor.node.flatMap { self[$0] } }

  /// The gradient of a leaf, nil when nothing flowed to it.
  public subscript(node: GradientNode) -> Tensor? { byNode[ObjectIdentifier(node)]?.value }
}

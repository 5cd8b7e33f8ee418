internal import MotifKernels

/// The gradients of leaves (parameters and tracked tensors), summed over backward passes.
public struct Gradients: Sendable {
  var byNode: [ObjectIdentifier: Tensor] = [:]

  /// No gradients yet.
  public init() {}

  /// The gradient of a tracked tensor, nil when nothing flowed to it.
  public subscript(tensor: Tensor) -> Tensor? { tensor.node.flatMap { self[$0] } }

  /// The gradient of a leaf, nil when nothing flowed to it.
  public subscript(node: GradientNode) -> Tensor? { byNode[ObjectIdentifier(node)] }
}

/// Collects gradients during a backward pass; operations send theirs here.
final class GradientSink {
  private(set) var pending: [ObjectIdentifier: Tensor]

  init(_ start: [ObjectIdentifier: Tensor]) { pending = start }

  /// Adds a finished tensor to the gradient of `tensor`.
  ///
  /// O(1) for the first contribution.
  func add(_ value: @autoclosure () -> Tensor, to tensor: Tensor) {
    guard let node = tensor.node else { return }
    let id = ObjectIdentifier(node)
    guard var sum = pending.removeValue(forKey: id) else {
      pending[id] = value()
      return
    }
    let value = value()
    precondition(
      value.count == sum.count, "\(node.name) receives gradients of \(value.shape) and \(sum.shape)"
    )
    let count = sum.count
    sum.withUnsafeMutablePointer { sum in
      value.withUnsafePointer { Vectorized.add(sum, $0, count: count, out: sum) }
    }
    pending[id] = sum
  }

  /// Lets a kernel write (`accumulate` false) or add (`accumulate` true) the gradient of `tensor`.
  func accumulate(
    to tensor: Tensor,
    _ kernel: (_ gradient: UnsafeMutablePointer<Float>, _ accumulate: Bool) -> Void
  ) {
    guard let node = tensor.node else { return }
    let id = ObjectIdentifier(node)
    if var sum = pending.removeValue(forKey: id) {
      sum.withUnsafeMutablePointer { kernel($0, true) }
      pending[id] = sum
    } else {
      pending[id] = Tensor(shape: tensor.shape) { kernel($0, false) }
    }
  }

  func take(_ node: GradientNode) -> Tensor? {
    pending.removeValue(forKey: ObjectIdentifier(node))
  }
}

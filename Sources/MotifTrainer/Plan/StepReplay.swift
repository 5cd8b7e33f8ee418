internal import MotifModel
internal import MotifTensor

/// A training step played through on sizes alone, to learn what it asks of the pool of tensor memory.
///
/// Values, their gradients and what each operation keeps live and die as in `MotifTensor/Operations`
/// and `Backward`: an operation keeps its inputs until its gradient is done, the first gradient that
/// reaches a value is shared, later ones are added to it in place.
/// Cost: about a hundred requests a layer, whatever the sizes.
final class StepReplay {
  /// Where the gradient of a value gathers.
  final class Node {
    fileprivate(set) var gradient: PoolReplay.Buffer?
    fileprivate let gradientPurpose: PoolReplay.Purpose

    init(_ gradientPurpose: PoolReplay.Purpose) {
      self.gradientPurpose = gradientPurpose
    }
  }

  /// A tensor: its memory, and its place in the gradient graph, nil when no gradient flows to it.
  struct Value {
    let storage: PoolReplay.Buffer
    let node: Node?
  }

  /// A trainable tensor and the state of its update rule.
  struct Parameter {
    let value: Value
    let shape: [Int]
    let role: ParameterRole
    let state: [PoolReplay.Buffer]
  }

  private struct Operation {
    let node: Node
    let kept: [PoolReplay.Buffer]
    let propagate: (_ upstream: PoolReplay.Buffer) -> Void
  }

  let pool: PoolReplay
  private var tape: [Operation] = []
  private var isRecording = true

  init(pool: PoolReplay) { self.pool = pool }

  /// A parameter; one that is trained has a gradient and `states` tensors of optimizer state.
  func parameter(
    _ shape: [Int], role: ParameterRole, states: Int, isTrained: Bool
  ) -> Parameter {
    let count = shape.reduce(1, *)
    return Parameter(
      value: Value(
        storage: pool.allocate(count, for: .weights), node: isTrained ? Node(.gradients) : nil),
      shape: shape, role: role,
      state: (0..<(isTrained ? states : 0)).map { _ in pool.allocate(count, for: .optimizer) })
  }

  /// The result of `count` numbers of an operation on `inputs`, entered into the graph when any of
  /// them takes part in it.
  ///
  /// The operation keeps `kept` until its gradient is done; `propagate` gets the gradient of the
  /// result and sends gradients to the inputs.
  func result(
    _ count: Int, of inputs: [Value], keeping kept: [PoolReplay.Buffer],
    keepingResult: Bool = false, propagate: @escaping (_ upstream: PoolReplay.Buffer) -> Void
  ) -> Value {
    let storage = pool.allocate(count, for: .activations)
    guard isRecording, inputs.contains(where: { $0.node != nil }) else {
      return Value(storage: storage, node: nil)
    }
    let node = Node(.buffers)
    let all = keepingResult ? kept + [storage] : kept
    tape.append(Operation(node: node, kept: all, propagate: propagate))
    return Value(storage: storage, node: node)
  }

  /// Runs all gradients, last operation first; each frees what it kept.
  func backward() {
    while let operation = tape.popLast() {
      guard let upstream = operation.node.gradient else { continue }
      operation.node.gradient = nil
      operation.propagate(upstream)
      withExtendedLifetime((upstream, operation)) {}
    }
  }

  /// Runs `body` as evaluation does: nothing is kept.
  func withoutGradients(_ body: () -> Void) {
    isRecording = false
    body()
    isRecording = true
  }

  /// Takes scratch of `count` numbers for a moment.
  func scratch(_ count: Int) { _ = pool.allocate(count, for: .buffers) }

  /// Adds a finished tensor to a gradient, as `GradientSink.add` does.
  func add(_ buffer: PoolReplay.Buffer, to node: Node?) {
    guard let node else { return }
    guard var sum = node.gradient else {
      node.gradient = buffer
      return
    }
    node.gradient = nil
    if !isKnownUniquelyReferenced(&sum) {
      sum = pool.allocate(sum.count, for: node.gradientPurpose)
    }
    node.gradient = sum
  }

  /// Lets a kernel write or add the gradient of a value of `count` numbers, as
  /// `GradientSink.accumulate` does.
  func accumulate(_ count: Int, to node: Node?) {
    guard let node else { return }
    if let sum = node.gradient {
      node.gradient = nil
      add(sum, to: node)
    } else {
      node.gradient = pool.allocate(count, for: node.gradientPurpose)
    }
  }

  /// A fresh tensor that is the gradient of `node`, or is added to it and freed.
  func addFresh(_ count: Int, to node: Node?) {
    guard let node else { return }
    add(pool.allocate(count, for: node.gradientPurpose), to: node)
  }

  /// The optimizer takes a gradient away.
  func takeGradient(_ parameter: Parameter) -> PoolReplay.Buffer? {
    defer { parameter.value.node?.gradient = nil }
    return parameter.value.node?.gradient
  }
}

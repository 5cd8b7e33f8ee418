internal import MotifTensor

/// A training step played through on sizes alone, to learn what it asks of the pool of tensor memory.
///
/// Values, their gradients and what each operation keeps live and die as in `MotifTensor/Operations`
/// and `Backward`: an operation keeps what its gradient reads until that is done, the first gradient
/// that reaches a value is shared, later ones are added to it in place. Checkpointing is played as in
/// `Checkpointing`: results of cheap operations and whole bodies are made again.
/// Cost: about a hundred requests a layer, whatever the sizes.
final class StepReplay {
  /// Where the gradient of a value gathers.
  final class Node {
    fileprivate(set) var gradient: PoolReplay.Buffer?
    fileprivate let gradientPurpose: MemoryPurpose

    init(_ gradientPurpose: MemoryPurpose) {
      self.gradientPurpose = gradientPurpose
    }
  }

  /// A tensor: its memory, and its place in the gradient graph, nil when no gradient flows to it.
  struct Value {
    let storage: PoolReplay.Buffer
    let node: Node?
    fileprivate let recipe: Recipe?

    /// What an operation keeps that reads this value in its gradient.
    var kept: Kept { recipe.map { .recipe($0) } ?? .memory(storage) }
  }

  /// What an operation keeps for its gradient: memory, or how to make it again.
  enum Kept {
    case memory(PoolReplay.Buffer)
    case recipe(Recipe)

    fileprivate func read() {
      if case .recipe(let recipe) = self { recipe.make() }
    }
  }

  /// The result of a cheap operation, made again when it is first read.
  final class Recipe {
    private let count: Int
    private let byproduct: Int
    private let pool: PoolReplay
    private var inputs: [Kept]
    private var made: PoolReplay.Buffer?

    fileprivate init(_ count: Int, byproduct: Int, from inputs: [Kept], in pool: PoolReplay) {
      (self.count, self.byproduct, self.inputs, self.pool) = (count, byproduct, inputs, pool)
    }

    fileprivate func make() {
      guard made == nil else { return }
      for input in inputs { input.read() }
      let aside = pool.allocate(byproduct, for: .activations)
      made = pool.allocate(count, for: .activations)
      withExtendedLifetime(aside) { inputs = [] }
    }
  }

  /// A trainable tensor and the state of its update rule.
  struct Parameter {
    let value: Value
    let shape: [Int]
    let role: ParameterRole
    let state: [PoolReplay.Buffer]
  }

  private struct Operation {
    enum Gradient {
      case operation((_ upstream: PoolReplay.Buffer) -> Void)
      /// A body to play again: the node of its result.
      case repeated(() -> Node?)
    }

    let node: Node
    let kept: [Kept]
    let gradient: Gradient
  }

  private enum Extent { case nothing, origins, graph }

  let pool: PoolReplay
  private var tape: [Operation] = []
  private var extent = Extent.graph
  private var isSelective = false

  init(pool: PoolReplay) { self.pool = pool }

  /// A parameter; one that is trained has a gradient and `states` tensors of optimizer state.
  func parameter(
    _ shape: [Int], role: ParameterRole, states: Int, isTrained: Bool
  ) -> Parameter {
    let count = shape.reduce(1, *)
    return Parameter(
      value: Value(
        storage: pool.allocate(count, for: .weights), node: isTrained ? Node(.gradients) : nil,
        recipe: nil),
      shape: shape, role: role,
      state: (0..<(isTrained ? states : 0)).map { _ in pool.allocate(count, for: .optimizer) })
  }

  /// The result of `count` numbers of an operation on `inputs`, entered into the graph when any of
  /// them takes part in it.
  ///
  /// The operation keeps `kept` until its gradient is done, and what it made `aside` of the result;
  /// `propagate` gets the gradient of the result and sends gradients to the inputs. `isCheap` says
  /// that the result can be made again from `kept`.
  func result(
    _ count: Int, of inputs: [Value], keeping kept: [Kept], aside: Int = 0,
    keepingResult: Bool = false, isCheap: Bool = false,
    propagate: @escaping (_ upstream: PoolReplay.Buffer) -> Void
  ) -> Value {
    let byproduct = aside > 0 ? [Kept.memory(pool.allocate(aside, for: .activations))] : []
    let storage = pool.allocate(count, for: .activations)
    guard extent != .nothing, inputs.contains(where: { $0.node != nil }) else {
      return Value(storage: storage, node: nil, recipe: nil)
    }
    let node = Node(.buffers)
    guard extent == .graph else { return Value(storage: storage, node: node, recipe: nil) }
    tape.append(
      Operation(
        node: node, kept: kept + byproduct + (keepingResult ? [.memory(storage)] : []),
        gradient: .operation(propagate)))
    return Value(
      storage: storage, node: node,
      recipe: isSelective && isCheap
        ? Recipe(count, byproduct: aside, from: kept, in: pool) : nil)
  }

  /// Runs all gradients, last operation first; each frees what it kept.
  func backward() {
    while let operation = tape.popLast() {
      guard let upstream = operation.node.gradient else { continue }
      operation.node.gradient = nil
      switch operation.gradient {
      case .operation(let propagate):
        for kept in operation.kept { kept.read() }
        propagate(upstream)
      case .repeated(let body):
        // What it plays goes onto the tape and comes next.
        body()?.gradient = upstream
      }
      withExtendedLifetime((upstream, operation)) {}
    }
  }

  /// Runs `body` as evaluation does: nothing is kept.
  func withoutGradients(_ body: () -> Void) { with(.nothing, body) }

  /// Runs `body` on `input`, which alone is kept for the backward pass.
  func checkpointed(_ input: Value, _ body: @escaping (Value) -> Value) -> Value {
    guard extent == .graph else { return body(input) }
    let first = with(.origins) { body(input) }
    guard first.node != nil else { return first }
    let node = Node(.buffers)
    tape.append(
      Operation(node: node, kept: [input.kept], gradient: .repeated { body(input).node }))
    return Value(storage: first.storage, node: node, recipe: nil)
  }

  /// Runs `body`, keeping no results of cheap operations.
  func selectivelyCheckpointed(_ body: () -> Value) -> Value {
    isSelective = true
    defer { isSelective = false }
    return body()
  }

  private func with<Result>(_ extent: Extent, _ body: () -> Result) -> Result {
    let outer = self.extent
    self.extent = extent
    defer { self.extent = outer }
    return body()
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

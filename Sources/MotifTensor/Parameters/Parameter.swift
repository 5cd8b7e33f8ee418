/// A trainable tensor with its name and role.
///
/// A reference: the model reads it, the optimizer changes it. One thread at a time.
public final class Parameter {
  /// Name, shapes and role.
  public let spec: ParameterSpec
  /// The numbers, where ranks share the parameter out those of this rank's part; an optimizer changes
  /// them in place once no graph shares them.
  public var value: Tensor {
    get { stored }
    set { stored = newValue.counted(as: .weights) }
    // An observer instead would make other modules change a copy and set it.
    _modify { yield &stored }
  }
  /// Whether gradients are computed for it.
  public var isTrainable = true
  /// The leaf that it is in every gradient graph.
  public let node: GradientNode
  private var stored: Tensor
  /// What operations read while the parts of all ranks are joined, and how to join them again.
  private var joined: (whole: Tensor, again: () -> Tensor)?

  /// A parameter that starts with `value`, whose shape must be that of `spec`.
  public init(_ spec: ParameterSpec, value: Tensor) {
    precondition(
      value.shape == spec.shape, "\(spec.name): shape \(value.shape), expected \(spec.shape)")
    self.spec = spec
    stored = value.detached.counted(as: .weights)
    node = GradientNode(leaf: spec.name)
  }

  /// The checkpoint name.
  public var name: String { spec.name }
  /// The role.
  public var role: ParameterRole { spec.role }
  /// The number of elements that this rank holds.
  public var count: Int { spec.shape.count }

  /// The value as a leaf of the gradient graph, or outside it when frozen or not recording.
  ///
  /// Where ranks share the parameter out it is what they have joined; a gradient that reads it joins
  /// it again rather than hold it.
  public var tensor: Tensor {
    var result = joined?.whole ?? value
    guard Recording.isEnabled else { return result }
    result.recipe = joined.map { Recipe("gather", $0.again) }
    if isTrainable { result.node = node }
    return result
  }

  /// Lets operations read `whole`, of which ``value`` is this rank's part, until ``release()``.
  ///
  /// - Parameter again: joins the parts once more, for gradients that read them later.
  package func join(_ whole: Tensor, again: @escaping () -> Tensor) {
    joined = (whole.counted(as: .buffers), again)
  }

  /// What operations read now: the joined parts, else this rank's.
  package var readable: Tensor { joined?.whole ?? value }

  /// Ends what ``join(_:again:)`` began.
  package func release() { joined = nil }
}

extension Gradients {
  /// The gradient of a parameter, nil when nothing flowed to it.
  public subscript(parameter: Parameter) -> Tensor? { self[parameter.node] }

  /// Removes and returns a parameter's gradient, so that its memory is free after use.
  public mutating func take(_ parameter: Parameter) -> Tensor? {
    byNode.removeValue(forKey: ObjectIdentifier(parameter.node))?.value
  }

  /// Replaces the gradient of a parameter.
  public mutating func set(_ gradient: Tensor, for parameter: Parameter) {
    byNode[ObjectIdentifier(parameter.node)] = .init(
      node: parameter.node, value: gradient.detached)
  }
}

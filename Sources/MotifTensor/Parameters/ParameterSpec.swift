public import MotifDistributed

/// The name, shapes and role of a parameter, without its numbers.
public struct ParameterSpec: Sendable, Equatable {
  /// The full checkpoint name, such as `model.layers.0.mlp.up_proj.weight`.
  public let name: String
  /// The dimensions of the whole parameter, as a checkpoint holds it.
  public let globalShape: Shape
  /// The part of it that this rank holds; nil when that is all of it.
  public let slice: TensorSlice?
  /// The dimensions of what this rank holds: ``globalShape`` unless the parameter is sharded.
  public let shape: Shape
  /// What it is for.
  public let role: ParameterRole

  /// A parameter of the given name, shape and role, held whole.
  public init(name: String, shape: Shape, role: ParameterRole) {
    self.init(name: name, globalShape: shape, slice: nil, role: role)
  }

  /// A parameter of which this rank holds the given slice.
  ///
  /// Precondition: the slice lies within the shape. An empty slice is allowed: ranks can outnumber rows.
  public init(name: String, globalShape: Shape, slice: TensorSlice?, role: ParameterRole) {
    self.name = name
    self.globalShape = globalShape
    self.slice = slice
    self.role = role
    guard let slice else {
      shape = globalShape
      return
    }
    precondition(
      slice.lies(in: globalShape.dimensions),
      "\(name): the slice from \(slice.start) on by \(slice.extent) of the shape \(globalShape)")
    shape = Shape(slice.extent)
  }

  /// A number for each row of the parameter: this rank holds those of its rows.
  package var ofRows: ParameterSpec {
    ParameterSpec(
      name: name, globalShape: Shape([globalShape[0]]),
      slice: slice.map { TensorSlice(start: [$0.start[0]], extent: [$0.extent[0]]) }, role: role)
  }

  /// Whether this rank holds a part of the parameter only.
  public var isSharded: Bool { slice != nil }
}

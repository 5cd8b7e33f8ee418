/// A path under which a layer declares its parameters.
///
/// A layer says what it needs (`scope.parameter("weight", [out, in], role: .upProjection)`), the
/// scope knows the full name, where the numbers come from, and which of them this rank holds.
public struct ParameterScope {
  private let path: String
  private let store: ParameterStore
  private let source: any ParameterSource
  private let held: (ParameterSpec) -> ParameterSpec

  /// The root scope: names start with nothing.
  public init(store: ParameterStore, source: any ParameterSource) {
    self.init(store: store, source: source) { $0 }
  }

  /// The root scope of a rank that holds slices.
  ///
  /// - Parameter held: a parameter as the rank holds it, from what a layer declares.
  package init(
    store: ParameterStore, source: any ParameterSource,
    held: @escaping (ParameterSpec) -> ParameterSpec
  ) {
    self.init(path: "", store, source, held)
  }

  private init(
    path: String, _ store: ParameterStore, _ source: any ParameterSource,
    _ held: @escaping (ParameterSpec) -> ParameterSpec
  ) {
    self.path = path
    self.store = store
    self.source = source
    self.held = held
  }

  /// The scope `name` below this one.
  public func child(_ name: String) -> ParameterScope {
    ParameterScope(path: path + name + ".", store, source, held)
  }

  /// The scope of element `index` of a list below this one.
  public func child(_ index: Int) -> ParameterScope { child("\(index)") }

  /// Declares a parameter of the given whole shape and fetches its start value.
  ///
  /// Of one that ranks share out, the whole is made first, one parameter at a time.
  public func parameter(
    _ name: String, _ shape: Shape, role: ParameterRole
  ) throws -> Parameter {
    let whole = ParameterSpec(name: path + name, shape: shape, role: role)
    let spec = held(whole)
    let parameter = Parameter(spec, value: try Self.value(of: spec, whole, source))
    store.append(parameter)
    return parameter
  }

  /// Where a source knows no slices, they are cut from the whole.
  private static func value(
    of spec: ParameterSpec, _ whole: ParameterSpec, _ source: any ParameterSource
  ) throws -> Tensor {
    guard let slice = spec.slice else { return try source.value(for: spec) }
    if let source = source as? any SlicedSource { return try source.value(for: spec) }
    return try source.value(for: whole).box(slice)
  }
}

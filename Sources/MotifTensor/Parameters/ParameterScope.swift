/// A path under which a layer declares its parameters.
///
/// A layer says what it needs (`scope.parameter("weight", [out, in], role: .upProjection)`), the
/// scope knows the full name and where the numbers come from.
public struct ParameterScope {
  private let path: String
  private let store: ParameterStore
  private let source: any ParameterSource

  /// The root scope: names start with nothing.
  public init(store: ParameterStore, source: any ParameterSource) {
    self.init(path: "", store: store, source: source)
  }

  private init(path: String, store: ParameterStore, source: any ParameterSource) {
    self.path = path
    self.store = store
    self.source = source
  }

  /// The scope `name` below this one.
  public func child(_ name: String) -> ParameterScope {
    ParameterScope(path: path + name + ".", store: store, source: source)
  }

  /// The scope of element `index` of a list below this one.
  public func child(_ index: Int) -> ParameterScope { child("\(index)") }

  /// Declares a parameter and fetches its start value.
  public func parameter(
    _ name: String, _ shape: Shape, role: ParameterRole
  ) throws -> Parameter {
    let spec = ParameterSpec(name: path + name, shape: shape, role: role)
    let parameter = Parameter(spec, value: try source.value(for: spec))
    store.append(parameter)
    return parameter
  }
}

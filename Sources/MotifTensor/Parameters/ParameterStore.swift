/// All parameters of a model in the order in which the model asked for them.
public final class ParameterStore {
  /// The parameters, in order of creation.
  public private(set) var parameters: [Parameter] = []
  private var byName: [String: Parameter] = [:]

  /// An empty store.
  public init() {}

  /// The parameter of that name, nil when there is none.
  public subscript(name: String) -> Parameter? { byName[name] }

  /// The number of trainable numbers that this rank holds.
  public var count: Int { parameters.reduce(0) { $0 + $1.count } }

  func append(_ parameter: Parameter) {
    precondition(byName[parameter.name] == nil, "parameter \(parameter.name) is declared twice")
    parameters.append(parameter)
    byName[parameter.name] = parameter
  }
}

/// Where the numbers of a new parameter come from: a seeded generator or a checkpoint.
public protocol ParameterSource {
  /// The start value of `spec`, of its local shape; throws when the source has none of that name and
  /// shape.
  func value(for spec: ParameterSpec) throws -> Tensor
}

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

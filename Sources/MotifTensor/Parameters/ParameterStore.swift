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

/// A source that gives the part of a parameter which its spec says, without the rest of it.
package protocol SlicedSource: ParameterSource {}

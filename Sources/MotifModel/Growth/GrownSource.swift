public import MotifTensor

/// Start values for a grown model, made from another source one tensor at a time.
///
/// `CausalLanguageModel(plan.target, source: GrownSource(plan, from: CheckpointSource(file)))` is a
/// grown model; beside its own parameters it holds one source tensor at a time.
public struct GrownSource: ParameterSource {
  private let steps: [String: GrowthStep]
  private let source: any ParameterSource

  /// Grows the tensors of `source`, a model of the config `plan.source`, as `plan` says.
  public init(_ plan: GrowthPlan, from source: any ParameterSource) {
    steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.target.name, $0) })
    self.source = source
  }

  /// The grown tensor; throws what the source throws, and ``GrowthError`` for a tensor that the
  /// plan's target does not have in this shape.
  public func value(for spec: ParameterSpec) throws -> Tensor {
    guard let step = steps[spec.name], step.target.spec == spec else {
      throw GrowthError("the plan makes no tensor \(spec.name) of shape \(spec.shape)")
    }
    return try Tensor(shape: spec.shape) { target in
      var next = target
      try step.forEachRow(readingWith: { try source.value(for: $0) }) { row in
        guard let base = row.baseAddress else { return }
        next.update(from: base, count: row.count)
        next += row.count
      }
    }
  }
}

/// The parameters of a model as a source, so that one model grows into the next in memory.
public struct ModelSource: ParameterSource {
  private let parameters: ParameterStore

  /// Reads the parameters of `model`.
  public init(_ model: CausalLanguageModel) { parameters = model.parameters }

  /// The parameter's numbers; throws ``GrowthError`` when it is missing or has another shape.
  public func value(for spec: ParameterSpec) throws -> Tensor {
    guard let value = parameters[spec.name]?.value, value.shape == spec.shape else {
      throw GrowthError(
        "the model has no parameter \(spec.name) of shape \(spec.shape), but "
          + (parameters[spec.name].map { "one of shape \($0.value.shape)" } ?? "none of that name"))
    }
    return value
  }
}

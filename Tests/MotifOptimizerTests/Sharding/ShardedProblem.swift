import MotifDistributed
import MotifModel
import MotifTestSupport

@testable import MotifOptimizer
@testable import MotifTensor

/// Parameters with start values and gradients that are the same however a mesh cuts them.
struct ShardedProblem: Sendable {
  let parameters: [ParameterSpec]
  let steps: Int
  private let weights: [[Float]]
  /// By step, then by parameter.
  private let gradients: [[[Float]]]

  init(_ parameters: [ParameterSpec], steps: Int) {
    self.parameters = parameters
    self.steps = steps
    weights = parameters.map {
      randomNumbers($0.globalShape.count, "weight.\($0.name)", scale: 0.1)
    }
    gradients = (0..<steps).map { step in
      parameters.map { randomNumbers($0.globalShape.count, "gradient.\(step).\($0.name)") }
    }
  }

  /// What a rank holds: its specs, and its part of every tensor.
  struct Part {
    let specs: [ParameterSpec]
    let weights: [[Float]]
    let gradients: [[[Float]]]

    /// A store of its own with the start values.
    func store() -> ParameterStore {
      let store = ParameterStore()
      for (spec, values) in zip(specs, weights) {
        store.append(Parameter(spec, value: Tensor(values, shape: spec.shape)))
      }
      return store
    }

    /// The gradients of a step.
    func gradients(_ step: Int, _ store: ParameterStore) -> Gradients {
      var result = Gradients()
      for (parameter, values) in zip(store.parameters, gradients[step]) {
        result.set(Tensor(values, shape: parameter.spec.shape), for: parameter)
      }
      return result
    }
  }

  /// All of it.
  var whole: Part { Part(specs: parameters, weights: weights, gradients: gradients) }

  /// What `rank` holds of it.
  func part(_ sharding: ModelSharding, of rank: Int) -> Part {
    let specs = parameters.indices.map { sharding.parameter($0, of: rank) }
    func cut(_ values: [[Float]]) -> [[Float]] {
      zip(specs, values).map { Self.cut($1, $0) }
    }
    return Part(specs: specs, weights: cut(weights), gradients: gradients.map(cut))
  }

  /// The numbers of a whole tensor that belong to the slice of `spec`.
  static func cut(_ values: [Float], _ spec: ParameterSpec) -> [Float] {
    guard let slice = spec.slice else { return values }
    return SliceReference.numbers(slice, of: values, shape: spec.globalShape.dimensions)
  }
}

extension ParameterStore {
  /// The bits of all numbers.
  var bits: [[UInt32]] { parameters.map { $0.value.values.map(\.bitPattern) } }
}

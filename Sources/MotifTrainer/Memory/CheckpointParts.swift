internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// The tensors of a checkpoint by file, known from the model's shape.
struct CheckpointParts {
  typealias Tensors = [(name: String, shape: Shape)]

  let weights: Tensors
  /// What the optimizer keeps of the parameters that are trained.
  let moments: Tensors

  /// Those of a model of `shape` whose parameters named in `trained` are trained, nil for all.
  init(_ shape: ModelConfig, optimizer: Optimizer.Kind, trained: Set<String>?) {
    let shapes = shape.parameterShapes
    weights = shapes.map { (name: $0.name, shape: $0.spec.shape) }
    moments = shapes.filter { trained?.contains($0.name) ?? true }.flatMap { shape in
      optimizer.stateSpecs(for: shape.spec).map {
        (name: Optimizer.stateName(shape.name, $0.name), shape: $0.spec.shape)
      }
    }
  }
}

package import MotifDistributed
package import MotifModel
package import MotifTensor

/// Which rank of a mesh holds which part of a model's parameters, and who orthogonalises its matrices.
///
/// A value: nothing is allocated, so that it also plans for models and clusters that are not there.
package struct ModelSharding: Sendable {
  /// Matrices that are gathered over the same axes, and who owns which.
  package struct Ownership: Sendable {
    /// The parameters, by their number in the model; matrix i of ``plan`` is `parameters[i]`.
    package let parameters: [Int]
    /// The owners.
    package let plan: OwnershipPlan
  }

  /// The ranks.
  package let mesh: Mesh
  /// Every parameter as a checkpoint holds it.
  package let parameters: [ParameterSpec]
  /// What the ranks hold of each.
  package let slices: [ShardSlices]
  private let numbers: [String: Int]

  /// Parameters placed by their roles.
  ///
  /// That groups of heads stay whole under tensor parallelism is for ``init(_:on:)-(ModelConfig,_)``.
  package init(_ parameters: [ParameterSpec], on mesh: Mesh) {
    self.mesh = mesh
    self.parameters = parameters
    numbers = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { ($1.name, $0) })
    slices = parameters.map { spec in
      let shape = spec.globalShape.dimensions
      return ShardSlices(
        shape: shape, placements: spec.role.placements(dimensions: shape.count, on: mesh), on: mesh)
    }
  }

  /// The parameters of a model of the given shape.
  ///
  /// Throws ``ShardingError`` when tensor parallelism would cut a group of heads.
  package init(_ config: ModelConfig, on mesh: Mesh) throws(ShardingError) {
    try TensorParallelShare.check(config, degree: mesh.tp)
    self.init(config.parameterShapes.map(\.spec), on: mesh)
  }

  /// The number of the parameter `name`, nil when there is none.
  package func number(of name: String) -> Int? { numbers[name] }

  /// Parameter `index` as `rank` holds it; without a slice where no axis cuts it.
  package func parameter(_ index: Int, of rank: Int) -> ParameterSpec {
    let whole = parameters[index]
    return ParameterSpec(
      name: whole.name, globalShape: whole.globalShape,
      slice: slices[index].shardAxes.isEmpty ? nil : slices[index].slice(of: rank),
      role: whole.role)
  }

  /// How many numbers `rank` holds.
  ///
  /// Cost: O(parameters).
  package func elementCount(of rank: Int) -> Int {
    slices.reduce(0) { $0 + $1.elementCount(of: rank) }
  }

  /// Who orthogonalises the hidden matrices among `indices`, by default all of them.
  ///
  /// One plan for each set of axes that cut matrices, in the order in which the model has the first of
  /// each; see ``MotifDistributed/OwnershipPlan`` for the options.
  package func ownership(
    of indices: [Int]? = nil, cost: OrthogonalizationCost,
    assignment: OwnershipPlan.Assignment = .sorted, chunkSize: Int? = nil,
    sharesReplicas: Bool = true
  ) -> [Ownership] {
    let matrices = (indices ?? Array(parameters.indices)).filter {
      parameters[$0].role.isHiddenMatrix
    }
    var groups: [(axes: Set<Mesh.Axis>, matrices: [Int])] = []
    for matrix in matrices {
      let axes = slices[matrix].shardAxes
      if let known = groups.firstIndex(where: { $0.axes == axes }) {
        groups[known].matrices.append(matrix)
      } else {
        groups.append((axes, [matrix]))
      }
    }
    return groups.map { _, matrices in
      let costs = matrices.map {
        cost(rows: slices[$0].shape[0], columns: slices[$0].shape[1])
      }
      let plan = OwnershipPlan(
        matrices.map { slices[$0] }, costs: costs, on: mesh, assignment: assignment,
        chunkSize: chunkSize, sharesReplicas: sharesReplicas)
      return Ownership(parameters: matrices, plan: plan)
    }
  }
}

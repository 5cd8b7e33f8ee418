package import MotifDistributed
package import MotifTensor

/// Where parameters go on a mesh; like all that sets parameters apart, their role decides.
extension ParameterRole {
  /// What tensor parallelism does with a parameter of this role.
  ///
  /// What a layer reads is cut by the rows that make its own part: query, key and value heads in whole
  /// groups, feed-forward units, vocabulary. The projections back are cut by columns, and their results
  /// summed. All ranks hold the rest, and every parameter of a role of a user's own.
  package var tensorParallelPlacement: Placement {
    switch self {
    case .queryProjection, .keyProjection, .valueProjection, .gateProjection, .upProjection,
      .embedding, .outputHead:
      .shard(0)
    case .outputProjection, .downProjection: .shard(1)
    case .normGain, .subNormGain, .lambdaVector, .polyNormWeight, .polyNormBias, .custom:
      .replicate
    }
  }

  /// Whether each rank of tensor parallelism has a part of the gradient alone, though all hold the
  /// parameter: its results go into this rank's heads or units.
  ///
  /// The norms read and write what all ranks hold, and have whole gradients everywhere.
  package var isPartialUnderTensorParallelism: Bool {
    switch self {
    case .subNormGain, .lambdaVector, .polyNormWeight, .polyNormBias: true
    case .queryProjection, .keyProjection, .valueProjection, .gateProjection, .upProjection,
      .embedding, .outputHead, .outputProjection, .downProjection, .normGain, .custom:
      false
    }
  }

  /// What every axis of `mesh` does with a parameter of this role that has so many `dimensions`.
  ///
  /// FSDP cuts the outermost dimension, inside of what tensor parallelism holds; replicas hold the
  /// same, and a scalar is nowhere cut.
  package func placements(dimensions: Int, on mesh: Mesh) -> Placements {
    dimensions == 0
      ? Placements() : Placements(sharding: 0, inside: tensorParallelPlacement, on: mesh)
  }
}

internal import MotifKernels

/// What memory is used for.
///
/// Every tensor's memory is counted under one purpose, by the bytes that were asked for. A copy on
/// write has the purpose of what it copies, so weights that a save still holds count as weights.
package enum MemoryPurpose: Int, CaseIterable, Sendable {
  /// Gradients of activations, packed operands, logits and other scratch.
  ///
  /// First, because it is what the pool counts where kernels say nothing.
  case buffers
  /// Parameters and constant tables.
  case weights
  /// Gradients of parameters.
  case gradients
  /// Moments and momenta.
  case optimizer
  /// Results of operations and what they keep for the backward pass.
  case activations

  /// What new tensors are for unless they say.
  @TaskLocal static var current = MemoryPurpose.activations

  /// The most bytes in use for this purpose at one moment since ``resetPeaks()``; in a dry run, its
  /// own.
  package var peakBytes: Int {
    DryRun.current?.pool.peakBytes(for: self) ?? BufferPool.statistics.peakByPurpose[rawValue]
  }

  /// Starts new measurements of all peaks from what is in use now; in a dry run, its own.
  package static func resetPeaks() {
    if let dryRun = DryRun.current { dryRun.pool.resetPeaks() } else { BufferPool.resetPeak() }
  }
}

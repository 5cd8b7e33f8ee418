internal import Foundation
internal import MotifCore

/// Memory that the system refused although the estimate before the run allowed it, in one sentence.
package struct MemoryRefusal: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was refused and what to do.
  package let description: String

  /// A refusal of `bytes` bytes.
  package init(bytes: Int) {
    description =
      "the system refused \(ByteText.short(bytes)) of memory; checkpoints on disk are whole. Take a "
      + "smaller training.microBatchSize or model, or training.activationCheckpointing \"full\"; "
      + "--plan estimates what a run takes"
  }
}

internal import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
package import MotifReport

/// A run that has read its data and stands before its first step, as far as a plan needs it.
package struct PlannedRun {
  let resolved: ResolvedConfig
  let output: ProgressOutput
  let initial: InitialWeights
  /// The model with the vocabulary of the tokenizer or of the initial weights.
  let model: ModelConfig
  let tokenizer: ByteLevelBPE
  let corpora: TokenizedSources
  let stream: BatchStream
  /// The names of the parameters that are trained, nil for all.
  let trained: Set<String>?
  let preparationSeconds: Double
  let measured: MemoryPlan.Measured

  var parts: RunParts { RunParts(config: resolved.config) }

  /// Reads and tokenizes what a run of `resolved` trains on, watching time and memory.
  ///
  /// Throws ``DataError`` or ``FileError`` for a source or initial weights that cannot be read or an
  /// output folder that cannot be written, ``ConfigErrors`` for a step that is beyond all counting.
  package init(_ resolved: ResolvedConfig, output: ProgressOutput) throws {
    self.resolved = resolved
    self.output = output
    try FileOperations.system.requireWritable(resolved.config.output)
    let program = ProcessMemory.resident
    let clock = ContinuousClock()
    let start = clock.now
    try MemoryGuard(resolved).requireCountable(resolved.model)
    initial = try InitialWeights(resolved.config, output: output)
    let preparation = RunPreparation(resolved: resolved, output: output)
    // Held until the memory was measured, as the run holds it.
    let prepared = try preparation.read(initial)
    tokenizer = prepared.tokenizer
    corpora = prepared.tokens
    stream = try RunParts(config: resolved.config).stream(corpora.train)
    preparationSeconds = (clock.now - start) / .seconds(1)
    let held = ProcessMemory.resident
    measured = MemoryPlan.Measured(
      program: program, resident: held, peak: ProcessMemory.peak,
      available: ProcessMemory.available + held)
    withExtendedLifetime(prepared) {}
    model = preparation.shape(tokenizer, initial)
    try MemoryGuard(resolved).requireCountable(model)
    try initial.check(model)
    trained = try initial.trainedNames(model)
  }

  /// The whole plan; takes a few steps when there is memory for them.
  package func plan() throws -> TrainingPlan { try TrainingPlan(of: self) }

  /// The numbers of rows of the evaluation's batches, all domains in turn.
  var evaluationRows: [Int] { parts.evaluationRows(corpora.validation) }

  /// The memory; `overlapsSave` lets a step be taken while a checkpoint is written.
  func memory(overlapsSave: Bool) throws -> MemoryPlan {
    try MemoryPlan(
      resolved, model, trained: trained, evaluationRows: evaluationRows,
      overlapsSave: overlapsSave, measured: measured)
  }
}

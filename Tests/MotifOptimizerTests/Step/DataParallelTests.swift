import Foundation
import MotifData
import MotifDistributed
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTestSupport
import Synchronization
import Testing

/// The nano preset on ranks that are threads, each with its rows of every batch.
@Suite("Data parallel") struct DataParallelTests {
  private struct Failed: Error, CustomStringConvertible {
    let description = "the memory is worn out"
  }

  /// What one rank ends with.
  private struct Outcome: Sendable, Equatable {
    var losses: [UInt64] = []
    var norms: [UInt64] = []
    var gradients: [String: [Float]] = [:]
    var weights: [[UInt32]] = []
  }

  private func model(_ vocabulary: Int) throws -> CausalLanguageModel {
    var config = try #require(ModelPresets.named("nano"))
    config.vocabSize = vocabulary
    return try CausalLanguageModel(config, seed: 3)
  }

  private func bits(_ model: CausalLanguageModel) -> [[UInt32]] {
    model.parameters.parameters.map { $0.value.values.map(\.bitPattern) }
  }

  /// Two steps on `ranks` ranks of one process, which share the cores.
  private func train(
    _ packed: ArithmeticBatches, ranks: Int, microBatchRows: Int = 3
  ) throws -> [Outcome] {
    try ThreadWorld(size: ranks, deadline: 120).run { communicator in
      try ComputeThreads.withTeam(
        threads: ComputeThreads.share(of: communicator.rank, of: ranks)
      ) { () throws -> Outcome in
        let group = TensorGroup(communicator)
        let model = try self.model(packed.vocabulary)
        let optimizer = Optimizer(
          .muonClip(.init(), QKClip(threshold: 5), interval: 1), model: model)
        var outcome = Outcome()
        let seen = Mutex<[String: [Float]]>([:])
        var step = TrainStep(model: model, optimizer: optimizer, group: group)
        step.inspectGradients = { gradients in
          let values = model.parameters.parameters.map {
            ($0.name, gradients[$0]?.values ?? [])
          }
          seen.withLock { $0 = Dictionary(uniqueKeysWithValues: values) }
        }
        for batch in packed.batches {
          let result = try step(batch, microBatchRows: microBatchRows, learningRate: 1e-3)
          outcome.losses.append(result.loss.bitPattern)
          outcome.norms.append(result.gradientNorm.bitPattern)
          if outcome.gradients.isEmpty { outcome.gradients = seen.withLock { $0 } }
        }
        outcome.weights = self.bits(model)
        return outcome
      }
    }
  }

  @Test("four ranks have the loss and the gradients of one, and the same bits again")
  func fourRanks() throws {
    let packed = try ArithmeticBatches(documents: 80, rows: 10, length: 48, batches: 2)
    let alone = try train(packed, ranks: 1, microBatchRows: 10)[0]
    // What float32 itself is off by here: the same rows in other pieces.
    let pieces = try train(packed, ranks: 1, microBatchRows: 1)[0]
    let ranks = try train(packed, ranks: 4)
    for rank in 1..<4 { #expect(ranks[rank] == ranks[0]) }
    #expect(try train(packed, ranks: 4) == ranks)
    for (one, four) in zip(alone.losses, ranks[0].losses) {
      let (one, four) = (Double(bitPattern: one), Double(bitPattern: four))
      #expect(abs(one - four) <= 1e-6 * abs(one))
    }
    for (name, gradient) in alone.gradients {
      let other = try #require(ranks[0].gradients[name])
      let piecewise = try #require(pieces.gradients[name])
      let size = gradient.map(abs).max() ?? 0
      func distance(_ values: [Float]) -> Float {
        zip(values, gradient).map { abs($0 - $1) }.max() ?? 0
      }
      // Four times what another cut into pieces moves, and never less than a few ulp of the largest.
      let bound = max(4 * distance(piecewise), 16 * size.ulp)
      #expect(distance(other) <= bound, "\(name): \(distance(other)) of \(size), allowed \(bound)")
    }
    #expect(alone.gradients.count > 50)
  }

  @Test("ranks without rows take part", arguments: [3, 5])
  func emptyShares(ranks: Int) throws {
    let packed = try ArithmeticBatches(documents: 60, rows: 2, length: 32, batches: 2)
    let outcomes = try train(packed, ranks: ranks)
    for outcome in outcomes { #expect(outcome == outcomes[0]) }
  }

  @Test("a rank that throws in forward ends all with its error, and no weight has changed")
  func oneThrows() throws {
    let packed = try ArithmeticBatches(documents: 80, rows: 8, length: 32, batches: 1)
    let before = try bits(model(packed.vocabulary))
    let errors = Mutex<[Int: String]>([:])
    let weights = Mutex<[Int: [[UInt32]]]>([:])
    let thrown = #expect(throws: Failed.self) {
      _ = try ThreadWorld(size: 4, deadline: 60).run { communicator -> Int in
        let model = try self.model(packed.vocabulary)
        let optimizer = Optimizer(.muonClip(.init(), QKClip(), interval: 1), model: model)
        var step = TrainStep(
          model: model, optimizer: optimizer, group: TensorGroup(communicator))
        let rank = communicator.rank
        step.willRun = { if rank == 2 { throw Failed() } }
        defer { weights.withLock { $0[rank] = self.bits(model) } }
        do {
          _ = try step(packed.batches[0], microBatchRows: 1, learningRate: 1e-3)
        } catch {
          errors.withLock { $0[rank] = "\(error)" }
          throw error
        }
        return optimizer.step
      }
    }
    #expect(thrown != nil)
    let found = errors.withLock { $0 }
    #expect(found.count == 4)
    for rank in [0, 1, 3] {
      let text = try #require(found[rank])
      #expect(text.contains("rank 2") && text.contains("the memory is worn out"), "\(text)")
    }
    for rank in 0..<4 { #expect(weights.withLock { $0[rank] } == before) }
  }

  @Test("a loss that is not a number on one rank refuses the step on all")
  func oneIsNotFinite() throws {
    let packed = try ArithmeticBatches(documents: 80, rows: 8, length: 32, batches: 1)
    let sentences = try ThreadWorld(size: 4, deadline: 60).run { communicator -> String in
      let model = try self.model(packed.vocabulary)
      if communicator.rank == 1 {
        model.parameters.parameters[0].value = Tensor(
          repeating: .nan, shape: model.parameters.parameters[0].spec.shape)
      }
      let optimizer = Optimizer(.adamW, model: model)
      let step = TrainStep(model: model, optimizer: optimizer, group: TensorGroup(communicator))
      do {
        _ = try step(packed.batches[0], microBatchRows: 2, learningRate: 1e-3)
        return "taken"
      } catch let error as NumericError {
        return "\(error) \(optimizer.step)"
      }
    }
    #expect(sentences == Array(repeating: "the loss is nan; the step was not taken 0", count: 4))
  }
}

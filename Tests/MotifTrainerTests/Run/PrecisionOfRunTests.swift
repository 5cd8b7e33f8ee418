import Foundation
import MotifCore
import MotifModel
import MotifReport
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifTrainer

/// A run computes in its precision, and so does who loads it.
@Suite struct PrecisionOfRunTests {
  @Test("a model is loaded with the precision of its run", arguments: ProductPrecision.allCases)
  func loaded(precision: ProductPrecision) throws {
    let place = TemporaryRoot.path + "/precision-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let text = """
      {"seed": 3, "output": "\(place)", "name": "run", "tokenizer": {"vocabSize": 270},
       "model": {"hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 12,
         "num_attention_heads": 6, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
         "max_position_embeddings": 32},
       "precision": {"matmul": "\(precision.rawValue)"},
       "data": {"sources": [{"name": "tales", "documents": 30}]},
       "training": {"steps": 2, "batchSize": 2, "sequenceLength": 16},
       "evaluation": {"maxTokens": 50, "items": 0}, "generation": {"tokens": 2},
       "logging": {"tensorBoard": false, "report": false}}
      """
    let config = try ConfigLoader.load(text: text, file: place + "/run.json")
    let trained = try TrainingRun(config, output: .silent, signals: .deaf).start()
    #expect(trained.model.precision == precision)
    let loaded = try TrainedModel(run: trained.folder.path)
    #expect(loaded.model.precision == precision)
    // A model folder does not say how it was trained.
    try loaded.save(to: place + "/exported")
    #expect(try TrainedModel(run: place + "/exported").model.precision == .float32)
    let last = try #require(try MetricsLog.read(trained.folder.metricsPath).last)
    let isShort = precision != .float32 && precision != .bfloat16
    #expect((last["float8Decibels"] != nil) == isShort)
    guard case .table(let rows)? = last["float8Decibels"] else { return }
    #expect(rows.count == 7 && rows.allSatisfy { $0.value > 25 && $0.value < 45 }, "\(rows)")
  }
}

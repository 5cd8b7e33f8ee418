import MotifReport
import MotifTrainer
import Testing

/// Keys of a config that change what the loss of a step is.
@Suite struct LossKeyTests {
  /// The loss of the first step, before anything was learnt, with one key changed.
  @Test func keysOfTheLossReachTheStep() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 1)
    func loss(_ name: String, _ key: String) throws -> Double {
      let trained = try Executable.run(
        ["tiny.json", "--set", "name=\(name)", "--set", key, "--set", "training.batchSize=16"],
        in: place.path)
      #expect(trained.status == 0, "\(key): \(trained.all)")
      let records = try MetricsLog.read("\(place.path)/runs/\(name)/metrics.jsonl")
      return try #require(records.first?.number("loss"))
    }
    let plain = try loss("plain", "training.zLoss=0")
    // log Σ exp is about log 280 at the start, squared 32.
    #expect(try abs(loss("z", "training.zLoss=0.1") - plain - 3.2) < 0.2)
    #expect(try loss("joined", "data.joinDocuments=true") != plain)
  }
}

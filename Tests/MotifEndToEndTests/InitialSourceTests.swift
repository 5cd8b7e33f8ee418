import Foundation
import MotifCore
import MotifModel
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// Sources of initial weights that are not a plain run: padded, grown before, with damaged metrics.
@Suite(.serialized) final class InitialSourceTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.trainSeed()
  }

  private func motif(_ arguments: String...) throws -> Executable.Result {
    try Executable.run(arguments, in: place.path)
  }

  /// The arguments that start the run `name` of `recipe` from the weights in `source`.
  private func start(
    _ name: String, _ recipe: String, _ kind: String, _ source: String, _ sets: String...
  ) -> [String] {
    let initialization = ["kind=\(kind)", "from=\(source)"].map { "initialization." + $0 }
    return [recipe] + (["name=\(name)"] + initialization + sets).flatMap { ["--set", $0] }
  }

  /// The seed's shape with an embedding for `vocabulary` tokens beside its tokenizer of 280 ids.
  private func writeModel(_ name: String, vocabulary: Int) throws {
    let (seed, path) = (place.path + "/runs/seed", place.path + "/" + name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var config = try ModelConfig(
      contentsOfFile: seed + "/checkpoints/step-00000002/config.json")
    config.vocabSize = vocabulary
    let model = try CausalLanguageModel(config, seed: 3)
    let tensors = config.parameterShapes.map {
      SafetensorsFile.Description(name: $0.name, type: .float32, shape: $0.shape)
    }
    try ShardPlan(tensors, limit: 1 << 30).write(to: path) { tensor, sink throws(FileError) in
      try sink.append(model.parameters[tensor.name]?.value.values ?? [])
    }
    try place.write(name + "/config.json", config.huggingFaceJSON)
    try FileManager.default.copyItem(
      atPath: seed + "/tokenizer.json", toPath: path + "/tokenizer.json")
  }

  /// Trains what `arguments` ask for, then again without its checkpoints and from the newest one.
  private func trains(_ name: String, _ arguments: [String]) throws {
    for extra in [["--check"], ["--plan"], []] {
      let result = try Executable.run(arguments + extra, in: place.path)
      #expect(result.status == 0, "\(result.all)")
    }
    let run = "runs/" + name
    let checkpoint = "\(place.path)/\(run)/checkpoints/step-00000002"
    #expect(try ModelConfig(contentsOfFile: checkpoint + "/config.json").vocabSize == 300)
    let hashes = try place.hashes(name, step: 2)
    try FileManager.default.removeItem(atPath: "\(place.path)/\(run)/checkpoints")
    for fromStart in [["--from-start"], []] {
      let resume = ["--resume", run] + fromStart
      let check = try Executable.run(resume + ["--check"], in: place.path)
      #expect(check.status == 0, "\(check.all)")
      let resumed = try Executable.run(resume, in: place.path)
      #expect(resumed.status == 0, "\(resumed.all)")
      #expect(try place.hashes(name, step: 2) == hashes)
    }
  }

  @Test func aPaddedEmbeddingStaysPadded() throws {
    try writeModel("padded", vocabulary: 300)
    try trains("on", start("on", "tiny.json", "checkpoint", "padded"))
    try trains("wide", start("wide", "grown.json", "grown", "padded"))
    let grown = try motif("grow", "padded", "--to", "grown.json", "--out", "big")
    #expect(grown.status == 0 && grown.output.contains(#""from": "big""#), "\(grown.all)")
    try trains("big", start("big", "grown.json", "checkpoint", "big"))
  }

  @Test func aTokenizerLargerThanTheEmbeddingIsRefused() throws {
    try writeModel("small", vocabulary: 270)
    for (tokenizer, path) in [
      ("", "small/tokenizer.json"), ("runs/seed/tokenizer.json", "runs/seed/tokenizer.json"),
    ] {
      let sentence =
        "\(path): has 280 token ids, but the model in small has an embedding for 270"
      let arguments = start(
        "wrong", "tiny.json", "checkpoint", "small", "tokenizer.path=\(tokenizer)")
      for extra in [["--check"], []] {
        let result = try Executable.run(arguments + extra, in: place.path)
        #expect(result.status == 3 && result.error.contains(sentence), "\(result.all)")
        #expect(!place.exists("runs/wrong"))
      }
    }
  }

  @Test func aRunThatGrewIsStillGrownWhenAnotherStartsFromIt() throws {
    let grown = try Executable.run(
      start("grown", "grown.json", "grown", "runs/seed"), in: place.path)
    #expect(grown.status == 0, "\(grown.all)")
    for source in ["runs/grown", "runs/grown/checkpoints/step-00000002"] {
      let name = "on\(source.count)"
      let result = try Executable.run(
        start(
          name, "grown.json", "checkpoint", source, "initialization.trainable=newBlocksOnly"),
        in: place.path)
      #expect(result.status == 0, "\(result.all)")
      #expect(place.exists("runs/\(name)/grown-from.json"))
      let first = try MetricsLog.read("\(place.path)/runs/\(name)/metrics.jsonl").first
      #expect(first?["cloneCosine"] != nil)
    }
  }

  /// What training had cost is in the state; where that is one of an older run, it is then unknown,
  /// which is no reason to refuse.
  @Test func damagedMetricsOfASourceAreNoReasonToRefuse() throws {
    let path = place.path + "/runs/seed/metrics.jsonl"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let flops = try MetricsLog.read(path).last?.number("trainingFLOPs")
    try place.write("runs/seed/metrics.jsonl", "{\n" + text)
    func firstFLOPs(_ name: String, from source: String) throws -> Double? {
      let started = try Executable.run(
        start(name, "tiny.json", "checkpoint", source), in: place.path)
      #expect(started.status == 0, "\(started.all)")
      try FileManager.default.removeItem(atPath: place.path + "/runs/\(name)/checkpoints")
      let resumed = try motif("--resume", "runs/\(name)", "--from-start")
      #expect(resumed.status == 0, "\(resumed.all)")
      let records = try MetricsLog.read(place.path + "/runs/\(name)/metrics.jsonl")
      #expect(records.map(\.step) == [0, 1, 2])
      return records.first?.number("trainingFLOPs")
    }
    #expect(try flops != nil && firstFLOPs("on", from: "runs/seed") == flops)
    let checkpoint = "runs/seed/checkpoints/step-00000002"
    let url = URL(fileURLWithPath: "\(place.path)/\(checkpoint)/state.json")
    var state = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    #expect(state?.removeValue(forKey: "computed") != nil)
    try JSONSerialization.data(withJSONObject: state ?? [:]).write(to: url)
    #expect(try firstFLOPs("older", from: checkpoint) == 0)
  }
}

import Foundation
import MotifModel
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// Runs that start from weights: grown or loaded, whole or with frozen layers, resumed to the bit.
@Suite(.serialized) final class InitializationTests {
  private let place: Workplace
  private let steps = 8

  init() throws {
    place = try Workplace()
    try place.trainSeed(steps: steps)
  }

  private func train(_ name: String, _ sets: String...) throws -> Executable.Result {
    let all = ["name=\(name)"] + sets
    return try Executable.run(["grown.json"] + all.flatMap { ["--set", $0] }, in: place.path)
  }

  private func weights(_ name: String, step: Int) throws -> SafetensorsFile {
    let digits = String(step)
    let folder = "step-" + String(repeating: "0", count: 8 - digits.count) + digits
    return try SafetensorsFile(
      path: "\(place.path)/runs/\(name)/checkpoints/\(folder)/model.safetensors")
  }

  @Test func aGrownRunBeginsWhereItsSourceEnded() throws {
    let grown = try train("grown")
    #expect(grown.status == 0, "\(grown.all)")
    #expect(grown.error.contains("logits differ by at most"))
    let before = try #require(MetricsLog.read(place.path + "/runs/seed/metrics.jsonl").last)
    let records = try MetricsLog.read(place.path + "/runs/grown/metrics.jsonl")
    #expect(records.map(\.step) == Array(0...steps))
    let (old, new) = (
      before.number("validationBitsPerByte") ?? 0, records[0].number("validationBitsPerByte") ?? 1
    )
    #expect(abs(old - new) < 1e-4 * old, "\(old) \(new)")
    #expect(records[0].number("trainingFLOPs") == before.number("trainingFLOPs"))
    let flops = records.compactMap { $0.number("trainingFLOPs") }
    #expect(flops.count == steps + 1 && flops == flops.sorted() && flops[0] > 0)
    // Noise parts the copies from the first moment; without it they are the same vector.
    let plain = try train("plain", "initialization.noise=false")
    #expect(plain.status == 0, "\(plain.all)")
    let noisy = cosines(records[0])
    let equal = try cosines(
      #require(MetricsLog.read(place.path + "/runs/plain/metrics.jsonl").first))
    #expect(noisy.count == 4 && equal.count == 4)
    #expect(zip(noisy, equal).allSatisfy { $0 < $1 }, "\(noisy) \(equal)")
    let tokenizers = try ["seed", "grown"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/runs/\($0)/tokenizer.json"))
    }
    #expect(tokenizers[0] == tokenizers[1])
  }

  private func cosines(_ record: MetricsRecord) -> [Double] {
    if case .list(let values) = record["cloneCosine"] { values } else { [] }
  }

  /// The source is gone by then: what is needed is in the run's own folder.
  @Test(arguments: ["all", "newBlocksOnly"]) func resumesToTheBit(_ trainable: String) throws {
    let choice = "initialization.trainable=\(trainable)"
    let whole = try train("whole", choice)
    try #require(whole.status == 0, "\(whole.all)")
    for step in [0, 1, 4] {
      let name = "cut\(step)"
      let path = "\(place.path)/runs/\(name)"
      let running = try Executable.start(
        ["grown.json", "--set", "name=\(name)", "--set", choice], in: place.path)
      running.wait { (try? MetricsLog.read(path + "/metrics.jsonl").count) ?? 0 > step }
      running.send(step % 2 == 0 ? SIGTERM : SIGKILL)
      _ = try running.wait()
      let saved = FileManager.default.fileExists(atPath: path + "/checkpoints/step-00000000")
      let source = place.path + "/runs/seed"
      if saved { try FileManager.default.moveItem(atPath: source, toPath: source + "-away") }
      let resumed = try Executable.run(["--resume", "runs/\(name)"], in: place.path)
      if saved { try FileManager.default.moveItem(atPath: source + "-away", toPath: source) }
      #expect(resumed.status == 0, "\(resumed.all)")
      #expect(try place.hashes(name, step: steps) == place.hashes("whole", step: steps))
      let metrics = try ["whole", name].map { run in
        try MetricsLog.read("\(place.path)/runs/\(run)/metrics.jsonl").map { record in
          record.fields.filter { !["tokensPerSecond", "teraFLOPS", "peakBytes"].contains($0.name) }
        }
      }
      #expect(metrics[0] == metrics[1], "\(name)")
    }
  }

  @Test func frozenLayersDoNotMove() throws {
    let trained = try train(
      "frozen", "initialization.trainable=newBlocksOnly", "optimizer.qkClip.threshold=1e-3",
      "checkpoint.keepLast=9")
    try #require(trained.status == 0, "\(trained.all)")
    let (before, after) = (try weights("frozen", step: 0), try weights("frozen", step: steps))
    var moved: Set<String> = []
    for name in before.entries.keys where try before.bytes(name) != after.bytes(name) {
      moved.insert(name)
    }
    let layers = Set(moved.map { $0.split(separator: ".").prefix(3).joined(separator: ".") })
    #expect(layers == ["model.layers.1", "model.layers.3"], "\(moved.sorted())")
    let state = try SafetensorsFile(
      path: "\(place.path)/runs/frozen/checkpoints/step-00000008/optimizer.safetensors")
    #expect(
      state.entries.keys.allSatisfy {
        $0.hasPrefix("model.layers.1.") || $0.hasPrefix("model.layers.3.")
      })
  }

  @Test func aCheckpointOfTheSameShapeGoesOn() throws {
    let on = try Executable.run(
      [
        "tiny.json", "--set", "name=on", "--set", "initialization.kind=checkpoint", "--set",
        "initialization.from=runs/seed", "--set", "checkpoint.keepLast=9",
      ], in: place.path)
    #expect(on.status == 0, "\(on.all)")
    #expect(try place.hashes("on", step: 0)[0] == place.hashes("seed", step: steps)[0])
    let record = try #require(MetricsLog.read(place.path + "/runs/on/metrics.jsonl").first)
    #expect(record["cloneCosine"] == nil)
  }

  @Test func aWrongSourceIsNamedAndNothingIsWritten() throws {
    let cases: [([String], String)] = [
      (["initialization.from=runs/none"], "runs/none: does not exist"),
      (
        ["initialization.kind=checkpoint"],
        "tensor model.embed_tokens.weight has shape [280, 16], expected [280, 32]"
      ),
      (["model.hidden_size=40"], "hidden_size grows from 16 to 40"),
      (
        ["model.num_hidden_layers=2", "initialization.trainable=newBlocksOnly"],
        "no layers that growth inserted"
      ),
      (["initialization.from=bare"], "bare: has no tokenizer.json; set tokenizer.path"),
      (["tokenizer.path=nope.json"], "nope.json: cannot be read; expected a tokenizer.json"),
      (
        ["tokenizer.path=endless.json"],
        "endless.json: which of the tokenizer's added tokens ends documents? It has none"
      ),
      (["tokenizer.endOfText=</doc>"], "runs/seed: the tokenizer has no added token </doc>"),
    ]
    try place.writeUnusableTokenizers()
    for (sets, sentence) in cases {
      for check in [[], ["--check"]] {
        let result = try Executable.run(
          ["grown.json", "--set", "name=wrong"] + sets.flatMap { ["--set", $0] } + check,
          in: place.path)
        #expect(result.status == 3 && result.error.contains(sentence), "\(result.all)")
        #expect(!place.exists("runs/wrong"))
      }
    }
    // A run that goes on needs neither.
    let resumed = try Executable.run(
      ["--resume", "runs/seed", "--set", "tokenizer.path=nope.json", "--check"], in: place.path)
    #expect(resumed.status == 0, "\(resumed.all)")
    let right = try Executable.run(["grown.json", "--check"], in: place.path)
    #expect(right.status == 0 && right.output.contains("stories: "), "\(right.all)")
    let missing = try train("wrong", "initialization.from=")
    #expect(missing.status == 2 && missing.error.contains("initialization.from"), "\(missing.all)")
  }
}

extension Workplace {
  /// The recipe `tiny.json` trained to `runs/seed`, and `grown.json` that grows from it.
  func trainSeed(steps: Int = 2) throws {
    try writeTinyRecipe(steps: steps)
    let seed = try Executable.run(["tiny.json", "--set", "name=seed"], in: path)
    try #require(seed.status == 0, "\(seed.all)")
    try writeGrownRecipe()
  }

  /// The recipe `grown.json`: `tiny.json`'s model twice as wide, twice as deep, with twice the signal
  /// heads, grown from `runs/seed`.
  private func writeGrownRecipe() throws {
    try write(
      "grown.json",
      """
      {
        "extends": "tiny.json",
        "initialization": {"kind": "grown", "from": "runs/seed"},
        "model": {
          "hidden_size": 32, "num_hidden_layers": 4, "intermediate_size": 48,
          "num_attention_heads": 9
        }
      }
      """)
  }

  /// The weights of `runs/seed` without a tokenizer in `bare`, and its tokenizer without an end token
  /// in `endless.json`.
  fileprivate func writeUnusableTokenizers() throws {
    let seed = path + "/runs/seed"
    try FileManager.default.copyItem(
      atPath: seed + "/checkpoints/step-00000008", toPath: path + "/bare")
    let data = try Data(contentsOf: URL(fileURLWithPath: seed + "/tokenizer.json"))
    var tokenizer = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    var model = tokenizer["model"] as? [String: Any] ?? [:]
    var vocabulary = model["vocab"] as? [String: Any] ?? [:]
    vocabulary["<|endoftext|>"] = nil
    model["vocab"] = vocabulary
    (tokenizer["model"], tokenizer["added_tokens"]) = (model, [Any]())
    try write("endless.json", JSONSerialization.data(withJSONObject: tokenizer))
  }
}

import Foundation
import MotifModel
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

/// `motif-train grow`, from a trained run to a folder that writes, trains and loads.
@Suite final class GrowCommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.trainSeed()
  }

  private func grow(_ arguments: String...) throws -> Executable.Result {
    try Executable.run(["grow"] + arguments, in: place.path)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() }
  }

  @Test func aRunGrowsIntoAModelThatWritesAndTrains() throws {
    let grown = try grow("runs/seed", "--to", "grown.json", "--out", "big")
    #expect(grown.status == 0, "\(grown.all)")
    for part in [
      "hidden ×2, feed-forward ×2, groups ×1, signal heads ×2", "layers 2 → 4, new at 1, 3",
      "λ_init moved in layers 2:", "largest logit", "at 1024 of 1024 positions", "big: 1 file",
    ] { #expect(grown.output.contains(part), "\(part): \(grown.output)") }
    #expect(grown.error.contains("growing"))
    #expect(place.partials(of: "big").isEmpty)

    let config = try ModelConfig(contentsOfFile: place.path + "/big/config.json")
    let names = try CheckpointReader(path: place.path + "/big").names
    #expect(names == config.parameterShapes.map(\.name).sorted())
    // The same function: both write the same greedy text.
    let texts = try ["runs/seed", "big"].map { folder in
      try Executable.run(
        ["generate", folder, "--prompt", "One", "--tokens", "12", "--temperature", "0"],
        in: place.path
      ).output
    }
    #expect(texts[0] == texts[1] && texts[0].hasPrefix("One"))
    let sets = ["kind=checkpoint", "from=big"].flatMap { ["--set", "initialization." + $0] }
    let trained = try Executable.run(["grown.json", "--set", "name=on"] + sets, in: place.path)
    #expect(trained.status == 0, "\(trained.all)")
    let records = try MetricsLog.read(place.path + "/runs/on/metrics.jsonl")
    #expect(records.first?.step == 0 && records.first?["cloneCosine"] != nil)
  }

  @Test func everyWayToNameTheTargetGivesTheSameFile() throws {
    #expect(try grow("runs/seed", "--to", "grown.json", "--out", "a").status == 0)
    #expect(try grow("runs/seed", "--to", "a/config.json", "--out", "b").status == 0)
    #expect(try grow("runs/seed", "--to", "a", "--out", "c").status == 0)
    let checkpoint = "runs/seed/checkpoints/step-00000002"
    #expect(try grow(checkpoint, "--to", "a", "--out", "d", "--prompt", "One").status == 0)
    let files = try ["a", "b", "c", "d"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/\($0)/model.safetensors"))
    }
    #expect(Set(files).count == 1)
    #expect(place.exists("d/tokenizer.json"))
    let plain = try grow("runs/seed", "--to", "a", "--out", "e", "--noise", "none")
    #expect(plain.status == 0 && plain.output.contains("difference") == false)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path + "/e/model.safetensors"))
    #expect(bytes != files[0])
  }

  @Test func aPlanWritesNothing() throws {
    let before = try names
    let large = try grow("motif-2.6b", "--to", "motif-2-12.7b", "--plan")
    #expect(large.status == 0, "\(large.all)")
    let digits = large.output.replacing("\u{202F}", with: "")
    #expect(digits.contains("2597218432 → 12703860896 parameters"), "\(digits)")
    #expect(digits.contains("new at 4, 9, 14, 19, 24, 29, 34, 39"))
    #expect(digits.contains("on disk 50.8 GB"))
    let small = try grow("runs/seed", "--to", "grown.json", "--plan")
    #expect(small.status == 0 && small.output.contains("rows ×2, columns ×2, W/2 ± noise"))
    #expect(
      try names.filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") }
        == before.filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") })
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let status: Int32
    let says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let refusals: [Refusal] = [
    .init(
      arguments: ["runs/seed", "--to", "grown.json", "--out", "big", "--bound", "1e-12"], status: 3,
      says: "more than the bound 1e-12; nothing was written"),
    .init(
      arguments: ["runs/seed", "--to", "nano", "--out", "big"], status: 3,
      says: "head_dim changes from 4 to 16"),
    .init(
      arguments: ["runs/seed", "--to", "nanno", "--out", "big"], status: 3,
      says: "nanno: is neither a file nor a preset"),
    .init(
      arguments: ["runs/seed", "--to", "broken.json", "--out", "big"], status: 2,
      says: "broken.json:1:"),
    .init(
      arguments: ["runs/none", "--to", "grown.json", "--out", "big"], status: 3,
      says: "runs/none: does not exist"),
    .init(
      arguments: ["runs", "--to", "grown.json", "--out", "big"], status: 3,
      says: "is not the folder of a run or model"),
    .init(
      arguments: ["runs/seed", "--to", "grown.json", "--out", "runs"], status: 3,
      says: "already exists"),
    .init(arguments: ["runs/seed", "--to", "grown.json"], status: 2, says: "needs --out"),
    .init(arguments: ["runs/seed", "--out", "big"], status: 2, says: "needs --to"),
    .init(
      arguments: ["runs/seed", "--to", "nano", "--out", "big", "--copies", "triple"], status: 2,
      says: "--copies triple: expected symmetric or diagonal"),
    .init(
      arguments: ["runs/seed", "--to", "nano", "--out", "big", "--noise", "loud"], status: 2,
      says: "--noise loud: expected decibels"),
    .init(
      arguments: ["runs/seed", "--to", "grown.json", "--out", "big", "--text", "empty.txt"],
      status: 3, says: "empty.txt: holds no text"),
    .init(arguments: ["runs/seed", "--too", "nano"], status: 2, says: "did you mean --to?"),
  ]

  @Test(arguments: refusals) func refusesInOneSentence(_ refusal: Refusal) throws {
    try place.write("broken.json", "{\"model\": {\"preset\": nano}}")
    try place.write("empty.txt", "")
    let result = try Executable.run(["grow"] + refusal.arguments, in: place.path)
    #expect(result.status == refusal.status, "\(result.all)")
    #expect(result.error.contains(refusal.says), "\(result.all)")
    #expect(!place.exists("big") && place.partials(of: "big").isEmpty)
  }

  @Test func aDamagedSourceNamesTheTensor() throws {
    #expect(try grow("runs/seed", "--to", "grown.json", "--out", "model").status == 0)
    let name = "model.layers.1.mlp.up_proj.weight"
    let path = place.path + "/model/model.safetensors"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let entry = try SafetensorsFile(path: path).entry(name)
    let start = try #require(whole.range(of: try SafetensorsFile(path: path).bytes(name)))
    var poisoned = whole
    poisoned.replaceSubrange(
      start.lowerBound..<start.lowerBound + 4, with: withUnsafeBytes(of: Float.nan) { Data($0) })
    let header = String(decoding: whole, as: UTF8.self)
    #expect(header.contains(name) && entry.shape == [48, 32])
    let cases: [(Data, String)] = [
      (poisoned, "tensor \(name) holds a number that is not finite"),
      (
        replacing("\(name)\":{\"dtype\":\"F32\",\"shape\":[48,32]", "[32,48]", in: whole),
        "tensor \(name) has shape [32, 48], expected [48, 32]"
      ),
      (whole.prefix(whole.count - 8), "model.safetensors"),
    ]
    for (data, sentence) in cases {
      try data.write(to: URL(fileURLWithPath: path))
      let result = try grow("model", "--to", "model", "--out", "big")
      #expect(result.status == 3 && result.error.contains(sentence), "\(result.all)")
      #expect(!place.exists("big") && place.partials(of: "big").isEmpty)
    }
  }

  /// `data` with the shape at the end of `entry` replaced by one of as many characters.
  private func replacing(_ entry: String, _ shape: String, in data: Data) -> Data {
    var result = data
    guard let range = data.range(of: Data(entry.utf8)) else { return data }
    result.replaceSubrange(
      range.upperBound - shape.utf8.count..<range.upperBound, with: Data(shape.utf8))
    return result
  }

  /// The target is large enough that the signal comes while tensors are written.
  @Test(arguments: [SIGINT, SIGTERM]) func aSignalLeavesNothing(_ signal: Int32) throws {
    try place.write(
      "large.json",
      """
      {"extends": "tiny.json", "model": {"hidden_size": 512, "intermediate_size": 1536,
        "num_hidden_layers": 20}}
      """)
    let running = try Executable.start(
      ["grow", "runs/seed", "--to", "large.json", "--out", "large"], in: place.path)
    running.wait { !self.place.partials(of: "large").isEmpty }
    running.send(signal)
    let ended = try running.wait()
    #expect(ended.status == 130, "\(ended.all)")
    #expect(ended.error.contains("nothing was written"))
    #expect(!place.exists("large") && place.partials(of: "large").isEmpty)
  }
}

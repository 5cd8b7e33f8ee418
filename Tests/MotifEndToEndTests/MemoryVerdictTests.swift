import Foundation
import Testing

/// One estimate of memory: plan, check and start say the same, in runs of one stage and of several.
@Suite struct MemoryVerdictTests {
  /// Runs that no machine has the memory for, by what takes it.
  static let large = [
    // What goes through the model at once.
    ["training.batchSize=1048576", "training.microBatchSize=0", "model.num_hidden_layers=400"],
    [
      "training.batchSize=1048576", "training.microBatchSize=1048576",
      "model.num_hidden_layers=300",
    ],
    [
      "training.batchSize=1048576", "training.microBatchSize=0", "optimizer.kind=adamw",
      "training.activationCheckpointing=full", "model.num_hidden_layers=4000",
    ],
    // What a model is.
    ["model.intermediate_size=4194304", "model.num_hidden_layers=4000"],
    ["model.hidden_size=4194304", "model.num_hidden_layers=600", "optimizer.kind=adamw"],
    // What a step reads.
    [
      "training.batchSize=0", "training.batchTokens=\(1 << 40)", "training.microBatchSize=1",
      "training.sequenceLength=32",
    ],
  ]

  /// `72.3 GB` behind `before`.
  private static func figure(_ before: String, in text: String) -> String? {
    guard let range = text.range(of: before) else { return nil }
    let words = text[range.upperBound...].split(whereSeparator: \.isWhitespace).prefix(2)
    return words.joined(separator: " ")
  }

  @Test(arguments: large) func planCheckAndStartSayTheSame(_ sets: [String]) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let arguments = ["tiny.json"] + sets.flatMap { ["--set", $0] }
    let plan = try Executable.run(arguments + ["--plan"], in: place.path)
    #expect(plan.status == 0, "\(plan.all)")
    #expect(plan.output.contains("This is more than this machine has"), "\(plan.all)")
    let planned = try #require(Self.figure("  peak ", in: plan.output), "\(plan.output)")
    try FileManager.default.removeItem(atPath: place.path + "/runs")
    for option in [[], ["--check"]] {
      let result = try Executable.run(arguments + option, in: place.path)
      #expect(result.status == 2, "\(result.all)")
      #expect(
        Self.figure("needs about ", in: result.error) == planned, "\(planned) \(result.all)")
      #expect(result.error.contains("of memory to train, this machine has "))
      #expect(result.error.contains(" takes ") || result.error.contains("take a smaller "))
      #expect(!result.error.contains("tokenizing") && !result.error.contains("the system refused"))
    }
    #expect(!place.exists("runs"))
  }

  /// Batches of presets that a machine of some size has the memory for: what the plan says decides.
  @Test(arguments: [("nano", 2048, 512), ("nano-seed", 1 << 20, 32), ("micro", 4096, 512)])
  func whatThePlanRefusesDoesNotStart(_ preset: String, _ rows: Int, _ length: Int) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let text = try String(contentsOfFile: place.path + "/tiny.json", encoding: .utf8)
    try place.write("preset.json", text.replacing(/"model": \{[^}]*\},/, with: ""))
    let sets = [
      "model.preset=\(preset)", "training.batchSize=\(rows)", "training.microBatchSize=0",
      "training.sequenceLength=\(length)", "training.steps=1",
    ]
    let arguments = ["preset.json"] + sets.flatMap { ["--set", $0] }
    let check = try Executable.run(arguments + ["--check"], in: place.path)
    // On a machine that has the memory there is nothing to refuse.
    guard check.status != 0 else { return }
    let start = try Executable.run(arguments, in: place.path)
    #expect(start.status == 2 && check.status == 2, "\(start.all)")
    #expect(
      Self.figure("needs about ", in: start.error) == Self.figure("needs about ", in: check.error))
    let rows = try #require(
      start.error.firstMatch(of: /training\.microBatchSize (\d+) takes/), "\(start.error)"
    ).1
    let smaller = try Executable.run(
      arguments + ["--check", "--set", "training.microBatchSize=\(rows)"], in: place.path)
    #expect(smaller.status == 0 && smaller.output.contains("memory: about "), "\(smaller.all)")
  }

  @Test(arguments: [0, 2]) func aLaterStageIsRefusedBeforeTheFirst(_ stage: Int) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let batch = "\"training\": {\"batchSize\": 1048576, \"microBatchSize\": 0, \"steps\": 1}"
    let stages = [
      "{\"kind\": \"pretrain\"\(stage == 0 ? ", " + batch : "")}",
      "{\"kind\": \"grow\", \"model\": {\"num_hidden_layers\": 400}}",
      "{\"kind\": \"pretrain\"\(stage == 2 ? ", " + batch : "")}",
    ].joined(separator: ",\n")
    let model = stage == 0 ? ", \"model\": {\"num_hidden_layers\": 400}" : ""
    try place.write(
      "staged.json", "{\"extends\": \"tiny.json\"\(model), \"stages\": [\n\(stages)]}")
    for option in [[], ["--check"]] {
      let result = try Executable.run(["staged.json"] + option, in: place.path)
      #expect(result.status == 2, "\(result.all)")
      #expect(
        result.error.contains("staged.json:\(stage + 2):") && result.error.contains("needs about "),
        "\(result.all)")
      #expect(!result.error.contains("stage 1"), "\(result.all)")
    }
    #expect(!place.exists("runs"))
  }

  @Test func aResumeIsRefusedAsAStart() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 2)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let hashes = try place.hashes("tiny", step: 2)
    let sets = ["training.steps=4", "training.batchSize=0", "training.batchTokens=\(1 << 40)"]
    let arguments = ["--resume", "runs/tiny"] + sets.flatMap { ["--set", $0] }
    for option in [[], ["--check"]] {
      let result = try Executable.run(arguments + option, in: place.path)
      #expect(result.status == 2 && result.error.contains("needs about "), "\(result.all)")
      #expect(result.error.contains("training.batchTokens: "), "\(result.all)")
    }
    #expect(try place.hashes("tiny", step: 2) == hashes)
    #expect(try Executable.run(["--resume", "runs/tiny"], in: place.path).status == 0)
  }
}

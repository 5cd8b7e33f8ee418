import Foundation
import Testing

/// Models that no machine has the memory for, as a user meets them.
@Suite struct MemoryGuardCommandTests {
  private static let context = "model.max_position_embeddings=67108864"

  static let training = [
    ["\(context)", "model.head_dim=4096"],
    [
      "training.batchSize=0", "training.batchTokens=\(1 << 40)", "training.sequenceLength=2",
      "training.microBatchSize=1",
    ],
    [
      "\(context)", "generation.tokens=1000000", "model.head_dim=64",
      "model.num_hidden_layers=2000",
      "model.num_key_value_heads=100", "model.num_noise_heads=50",
      "model.num_attention_heads=100", "model.hidden_size=2",
    ],
  ]

  @Test(arguments: training) func trainingIsRefused(_ sets: [String]) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    for check in [[], ["--check"]] {
      let result = try Executable.run(
        ["tiny.json"] + sets.flatMap { ["--set", $0] } + check, in: place.path)
      #expect(result.status == 2, "\(result.all)")
      #expect(result.error.contains("B of memory to "), "\(result.all)")
    }
    #expect(!place.exists("runs"))
    // A plan says what such a run would take.
    let plan = try Executable.run(
      ["tiny.json", "--plan"] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(plan.status == 0, "\(plan.all)")
  }

  /// Whether files of four terabytes are allowed here.
  static let hasLargeFiles: Bool = {
    guard let place = try? Workplace() else { return false }
    return (try? writeLargeFile(in: place)) != nil
  }()

  private static func writeLargeFile(in place: Workplace) throws {
    let path = try place.write("large.txt", "")
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 4_000_000_000_000)
    try file.close()
  }

  /// A file of four terabytes that holds nothing but its size, behind a source that fits.
  @Test(.enabled(if: hasLargeFiles)) func aSourceBeyondMemoryIsRefused() throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    try Self.writeLargeFile(in: place)
    try place.write(
      "large.json",
      """
      {"extends": "tiny.json", "data": {"sources": [{"name": "a", "family": "stories"},
      {"name": "b", "kind": "text", "path": "large.txt"}], "mixture": {"knots": []}}}
      """)
    for mode in [[], ["--check"], ["--plan"]] {
      let result = try Executable.run(["large.json"] + mode, in: place.path)
      #expect(result.status == 2, "\(result.all)")
      #expect(result.error.contains("large.json:2:39: data.sources.1.path: needs at least 4 TB"))
      #expect(result.error.contains("of memory with the sources before it, this machine has"))
      #expect(result.error.contains("motif-train tokenize writes its tokens into files"))
    }
    #expect(!place.exists("runs"))
  }

  #if os(Linux)
    /// A limit of the process counts as the memory that there is.
    @Test func refusedMemoryEndsARunWithASentenceAndKeepsCheckpoints() throws {
      let place = try Workplace()
      try place.writeTinyRecipe(steps: 4)
      #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
      let before = try place.hashes("tiny", step: 4)
      let large = [
        "training.steps=6", "training.batchSize=2048", "training.microBatchSize=2048",
        "training.sequenceLength=64", "checkpoint.background=false", "threads=2",
      ].map { "--set " + $0 }.joined(separator: " ")
      // 400 MB of address space: enough to start in, too little for a step.
      let result = try Executable.shell(
        "ulimit -v 400000; exec \"$MOTIF\" --resume runs/tiny \(large)", in: place.path)
      #expect(result.status == 2, "\(result.status) \(result.all.suffix(500))")
      let sentence = /training.microBatchSize: needs about .* of memory to train, this machine has/
      #expect(result.error.contains(sentence), "\(result.all.suffix(500))")
      #expect(try place.hashes("tiny", step: 4) == before)
      let whole = try Executable.run(["--resume", "runs/tiny"], in: place.path)
      #expect(whole.status == 0, "\(whole.all)")
    }
  #endif

  static let uncountable = [
    [
      "training.batchSize=1048576", "training.microBatchSize=0", "training.steps=1", "\(context)",
      "training.sequenceLength=67108864",
    ],
    [
      "model.hidden_size=4194304", "model.intermediate_size=4194304", "optimizer.kind=adamw",
      "model.num_hidden_layers=4096", "model.num_attention_heads=4096", "model.head_dim=4096",
      "model.num_key_value_heads=4096", "model.num_noise_heads=2048",
    ],
  ]

  @Test(arguments: uncountable) func aPlanBeyondCountingIsRefused(_ sets: [String]) throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let plan = try Executable.run(
      ["tiny.json", "--plan"] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(plan.status == 2, "\(plan.all)")
    #expect(plan.error.contains("model: a step takes about "), "\(plan.all)")
    #expect(!place.exists("runs"))
  }

  /// A model whose `config.json` promises 67,108,864 positions, a terabyte of cosines and sines.
  @Test func aModelFileIsRefused() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 1)
    let shape = ["--set", "model.head_dim=4096"]
    let run = try Executable.run(["tiny.json"] + shape, in: place.path)
    try #require(run.status == 0, "\(run.all)")
    let folder = place.path + "/wide"
    try FileManager.default.copyItem(
      atPath: place.path + "/runs/tiny/checkpoints/step-00000001", toPath: folder)
    try FileManager.default.copyItem(
      atPath: place.path + "/runs/tiny/tokenizer.json", toPath: folder + "/tokenizer.json")
    let text = try String(contentsOfFile: folder + "/config.json", encoding: .utf8)
    let wide = text.replacing(
      /"max_position_embeddings" : \d+/, with: "\"max_position_embeddings\" : 67108864")
    #expect(wide != text)
    try place.write("wide/config.json", wide)
    let start = ["initialization.kind=grown", "initialization.from=wide", "name=on"]
    let readers = [
      ["generate", "wide", "--prompt", "One"],
      ["tiny.json"] + shape + start.flatMap { ["--set", $0] },
      ["tiny.json", "--check"] + shape + start.flatMap { ["--set", $0] },
    ]
    for arguments in readers {
      let result = try Executable.run(arguments, in: place.path)
      #expect(result.status == 3, "\(result.all)")
      #expect(result.error.contains("wide/config.json: needs at least 1.1 TB"), "\(result.all)")
      #expect(result.error.contains("of memory to run, this machine has"), "\(result.all)")
    }
    let plan = try Executable.run(
      ["tiny.json", "--plan"] + shape + start.flatMap { ["--set", $0] }, in: place.path)
    #expect(plan.status == 0 && plan.output.contains("does not fit into the memory"), "\(plan.all)")
    // Growing needs no model in memory, only the comparison does.
    let grown = try Executable.run(
      ["grow", "wide", "--to", "wide", "--out", "big"], in: place.path)
    #expect(grown.status == 0, "\(grown.all)")
    #expect(grown.output.contains("the logits were not compared"), "\(grown.all)")
  }
}

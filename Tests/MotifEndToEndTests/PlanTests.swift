import Foundation
import MotifTrainer
import Testing

/// `--plan` as a process: what it says against what a run then does.
@Suite struct PlanTests {
  /// What the table says in the row `name` of a plan, in bytes.
  private static func bytes(_ name: String, in plan: String) -> Double? {
    let units = ["B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9]
    for line in plan.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 3, words[0] == name, let value = Double(words[1]) else { continue }
      return units[words[2]].map { $0 * value }
    }
    return nil
  }

  #if os(Linux)
    /// Runs the program and returns the most memory it held.
    private static func peak(
      of arguments: [String], in folder: String
    ) throws -> (bytes: Double, result: Executable.Result) {
      let running = try Executable.start(arguments, in: folder)
      let path = "/proc/\(running.process.processIdentifier)/status"
      var peak = 0.0
      running.wait {
        // It only grows, so that the last value before the end is missed by little.
        let line = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n")
          .first { $0.hasPrefix("VmHWM:") }
        if let line, let size = Double(line.filter(\.isNumber)) { peak = max(peak, size * 1024) }
        return false
      }
      return (peak, try running.wait())
    }

    static let shapes = [
      "model.preset=nano-seed training.batchSize=8 training.sequenceLength=128",
      "model.preset=nano training.batchSize=8 training.sequenceLength=128",
      "model.preset=nano training.batchSize=8 training.microBatchSize=2 optimizer.kind=adamw "
        + "training.sequenceLength=256",
      "model.preset=nano training.batchSize=8 training.sequenceLength=256 "
        + "training.activationCheckpointing=selective",
      "model.preset=nano training.batchSize=8 training.sequenceLength=256 "
        + "training.activationCheckpointing=full",
      "model.preset=micro training.batchSize=4 training.microBatchSize=2 "
        + "training.sequenceLength=256 training.activationCheckpointing=selective",
      "model.preset=micro training.batchSize=4 training.microBatchSize=2 "
        + "training.sequenceLength=256 training.activationCheckpointing=full",
    ]

    /// Three steps with evaluations and saves.
    ///
    /// Saves are in the foreground: whether one in the background still runs when a step ends, and
    /// then holds a copy of everything, is a matter of the machine's load.
    @Test(arguments: shapes) func memoryIsWithinTenPercent(_ shape: String) throws {
      let place = try Workplace()
      try place.writeTinyRecipe(steps: 3)
      let text = try String(contentsOfFile: place.path + "/tiny.json", encoding: .utf8)
      // The recipe without its own shape, so that the preset's holds.
      let bare = text.replacing(/"model": \{[^}]*\},/, with: "")
      try place.write("preset.json", bare)
      let sets =
        ["training.microBatchSize=0", "checkpoint.background=false"]
        + shape.split(separator: " ").map(String.init)
      let arguments = ["preset.json"] + sets.flatMap { ["--set", $0] }
      let plan = try Executable.run(arguments + ["--plan"], in: place.path)
      #expect(plan.status == 0, "\(plan.all)")
      let (peak, result) = try Self.peak(of: arguments, in: place.path)
      #expect(result.status == 0, "\(result.all)")
      let planned = try #require(Self.bytes("peak", in: plan.output), "\(plan.output)")
      // Of what training takes, which is stricter than of all.
      let program = try #require(Self.bytes("program", in: plan.output))
      #expect(
        abs(planned - peak) < 0.1 * (peak - program),
        "\(shape): planned \(planned), held \(peak), the program alone \(program)")
    }
  #endif

  @Test func theDiskIsWhatCheckpointsTake() throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let plan = try Executable.run(["tiny.json", "--plan"], in: place.path)
    let drawing = "runs/tiny.plan.svg"
    #expect(plan.status == 0, "\(plan.all)")
    #expect(plan.output.hasSuffix("Schedules drawn in \(drawing)\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/runs").count == 1)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let folder = place.path + "/runs/tiny/checkpoints/step-00000012/"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let taken = try files.reduce(0) { try $0 + Data(contentsOf: URL(filePath: folder + $1)).count }
    let planned = try #require(Self.bytes("checkpoint", in: plan.output.diskPart))
    #expect(abs(planned - Double(taken)) < 0.01 * Double(taken), "\(planned), \(taken)")
    // The run drew the same before its first step.
    let own = try Data(contentsOf: URL(filePath: place.path + "/runs/tiny/plan.svg"))
    #expect(try own == Data(contentsOf: URL(filePath: "\(place.path)/\(drawing)")))
  }

  @Test func aPlanLeavesARunAlone() throws {
    let place = try Workplace()
    try place.writeTinyRecipe(steps: 2)
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    let before = try Executable.shell(
      "find runs/tiny | xargs ls -ld --time-style=+%s%N", in: place.path)
    let plan = try Executable.run(["tiny.json", "--plan"], in: place.path)
    #expect(plan.status == 0 && plan.output.contains("stories"), "\(plan.all)")
    let after = try Executable.shell(
      "find runs/tiny | xargs ls -ld --time-style=+%s%N", in: place.path)
    #expect(before.output == after.output)
  }

  /// The most that the schema accepts: 2⁴⁹ steps, a checkpoint after each, all of them kept.
  @Test(arguments: ["", "checkpoint.interval=\(Int.max)"]) func limitsAreCounted(_ more: String)
    throws
  {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let sets =
      [
        "training.tokens=\(1 << 50)", "training.batchSize=1", "training.microBatchSize=0",
        "training.sequenceLength=2", "evaluation.interval=\(Int.max)",
        "evaluation.maxTokens=\(Int.max)", "checkpoint.interval=1", "checkpoint.keepEvery=1",
        "checkpoint.keepLast=\(Int.max)", "safety.budget=\(Int.max)",
        "safety.rollbackSteps=\(Int.max)", "generation.topK=\(Int.max)",
        "optimizer.qkClip.interval=\(Int.max)", "seed=\(Int.max)",
        "tokenizer.sampleBytes=\(Int.max)",
      ] + (more.isEmpty ? [] : [more])
    let plan = try Executable.run(
      ["tiny.json", "--plan"] + sets.flatMap { ["--set", $0] }, in: place.path)
    #expect(plan.status == 0, "\(plan.all)")
    #expect(plan.output.contains("This is more than the disk has."), "\(plan.all)")
    #expect(plan.output.contains("1 in all"), "\(plan.all)")
  }

  @Test func mistakesAreToldAsEver() throws {
    let place = try Workplace()
    try place.writeTinyRecipe()
    let config = try Executable.run(
      ["tiny.json", "--plan", "--set", "training.batchSize=-1"], in: place.path)
    #expect(config.status == 2 && config.error.contains("batchSize"), "\(config.all)")
    let data = try Executable.run(
      [
        "tiny.json", "--plan", "--set", "data.sources.0.kind=text", "--set",
        "data.sources.0.path=missing.txt",
      ], in: place.path)
    #expect(data.status == 3 && data.error.contains("missing.txt"), "\(data.all)")
    #expect(!place.exists("runs"))
  }
}

extension String {
  /// The part of a plan about the disk.
  fileprivate var diskPart: String {
    String(self[(range(of: "\nDisk\n")?.lowerBound ?? startIndex)...])
  }
}

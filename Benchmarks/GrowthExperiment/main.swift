// What came of Configs/growth/run-all.sh: the table over seeds and the two charts of Benchmarks/Results.
//
// Usage: swift run -c release growth-experiment runs/growth Benchmarks/Results

import Foundation
import MotifReport
import MotifTrainer

/// One arm of the experiment: the runs of a recipe, by seed.
struct Arm {
  let name: String
  let runs: [RunComparison.Run]

  /// The runs `NAME-0`, `NAME-1`, … in `folder` that exist, of each its last stage.
  init(_ name: String, in folder: String) throws {
    self.name = name
    runs = try (0..<16).compactMap { seed in
      let run = "\(folder)/\(name)-\(seed)"
      let path = "\(RunFolder.stagePaths(in: run).last ?? run)/metrics.jsonl"
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      return RunComparison.Run(name: "\(name)-\(seed)", records: try MetricsLog.read(path))
    }
  }

  var mean: RunComparison.Run { .mean(name, of: runs) }

  /// `| arm | TFLOPs | seed 0 | … | mean |`, validation in bits per byte after the last step.
  var row: String? {
    let last = runs.compactMap { $0.records.last?.number("validationBitsPerByte") }
    guard !last.isEmpty, let flops = runs[0].records.last?.number("trainingFLOPs") else {
      return nil
    }
    let cells = (last + [last.reduce(0, +) / Double(last.count)]).map {
      String(format: "%.3f", $0)
    }
    return "| \(name) | \(String(format: "%.2f", flops / 1e12)) | "
      + cells.joined(separator: " | ") + " |"
  }
}

func write(_ chart: LineChart?, _ name: String, to folder: String) throws {
  guard let chart else { return }
  let path = "\(folder)/\(name).svg"
  try chart.svgDocument().write(toFile: path, atomically: true, encoding: .utf8)
  print("wrote \(path)")
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: growth-experiment RUNS RESULTS\n".utf8))
  exit(2)
}
let (runs, results) = (arguments[0], arguments[1])
do {
  let charted = ["seed", "scratch", "grown-noisy", "grown-noise-free", "grown-noisy-1e-3"]
  let names =
    charted + [
      "grown-noisy-2e-3", "scratch-1e-3", "scratch-2e-3", "depth", "depth-new-blocks",
    ]
  let arms = try names.map { try Arm($0, in: runs) }
  for row in arms.compactMap(\.row) { print(row) }
  let means = arms.prefix(charted.count).filter { !$0.runs.isEmpty }.map(\.mean)
  var compute = RunComparison(means).chart(titled: "Validation by compute")
  compute?.title = "Grown against trained from scratch"
  compute?.yScale = .logarithmic
  try write(compute, "growth-compute", to: results)
  let clones = RunComparison(
    means.filter { ["grown-noisy", "grown-noise-free"].contains($0.name) })
  try write(clones.chart(titled: "Likeness of cloned heads"), "growth-clones", to: results)
} catch {
  FileHandle.standardError.write(Data("growth-experiment: \(error)\n".utf8))
  exit(3)
}

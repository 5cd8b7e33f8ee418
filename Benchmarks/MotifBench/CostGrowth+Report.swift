import Foundation
import MotifReport
import MotifTrainer

extension CostGrowth {
  /// A part of a step.
  private enum Part: String, CaseIterable {
    case model = "forward and backward"
    case optimizer = "optimizer"
    case step = "whole step"

    func seconds(_ point: Point) -> Double {
      switch self {
      case .model: point.seconds.model
      case .optimizer: point.seconds.optimizer
      case .step: point.seconds.step
      }
    }

    func operations(_ point: Point) -> Double {
      switch self {
      case .model: point.operations.model
      case .optimizer: point.operations.optimizer
      case .step: point.operations.step
      }
    }

    /// Seconds of each round.
    func rounds(_ point: Point) -> [Double] {
      switch self {
      case .model: point.model.seconds
      case .optimizer: point.optimizer.seconds
      case .step: zip(point.model.seconds, point.optimizer.seconds).map { $0 + $1 }
      }
    }
  }

  /// Prints every point, and the exponents by axis.
  static func printTables(_ points: [Point]) {
    print(
      "| axis | value | " + Part.allCases.map { "\($0.rawValue) | | " }.joined(), terminator: "")
    print("step, first = 1 | |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(
      "| | | " + Part.allCases.map { _ in "µs/token | kFLOP/token | " }.joined(), terminator: "")
    print("measured | counted |")
    for axis in Axis.allCases {
      let line = points.filter { $0.axis == axis }
      for point in line {
        let cells = Part.allCases.flatMap { part in
          [
            String(format: "%.1f", part.seconds(point) * 1e6),
            String(format: "%.0f", part.operations(point) / 1e3),
          ]
        }
        let growth = [Part.step.seconds, Part.step.operations].map {
          String(format: "%.2f", $0(point) / $0(line[0]))
        }
        print(
          "| \(axis.rawValue) | \(point.value) | "
            + (cells + growth).joined(separator: " | ") + " |")
      }
    }
    printExponents(points)
  }

  /// How measured times and counted operations grow, fitted in the same way.
  ///
  /// The slope in log–log depends on how much of the cost does not grow at all; the exponent of the
  /// part that grows does not. ± is half the distance between the largest and the smallest of single
  /// rounds. What is counted as constant has no exponent.
  private static func printExponents(_ points: [Point]) {
    print(
      "\n| axis | part | slope in log–log | ± | counted | exponent of what grows | ± | counted |")
    print("|---|---|---|---|---|---|---|---|")
    for axis in Axis.allCases {
      let line = points.filter { $0.axis == axis }
      let x = line.map { Double($0.value) }
      for part in Part.allCases {
        let (seconds, operations) = (line.map(part.seconds), line.map(part.operations))
        let rounds = line.map(part.rounds)
        let isConstant = operations[line.count - 1] < 1.05 * operations[0]
        let cells = [PowerLaw.slope, PowerLaw.growingExponent].enumerated().flatMap { index, fit in
          if index == 1 && isConstant { return ["–", "–", "–"] }
          let each = rounds[0].indices.map { round in fit(x, rounds.map { $0[round] }) }
          let noise = ((each.max() ?? 0) - (each.min() ?? 0)) / 2
          return [fit(x, seconds), noise, fit(x, operations)].map { String(format: "%.2f", $0) }
        }
        print("| \(axis.rawValue) | \(part.rawValue) | " + cells.joined(separator: " | ") + " |")
      }
    }
  }

  /// Four panels: time of a step for each token, and the count of operations scaled to begin with it.
  static func drawing(_ points: [Point]) -> String {
    let charts = Axis.allCases.map { axis in
      let line = points.filter { $0.axis == axis }
      let scale = Part.step.seconds(line[0]) / Part.step.operations(line[0])
      func series(_ name: String, _ color: Int, _ y: (Point) -> Double) -> LineChart.Series {
        .init(
          name, line.map { .init(Double($0.value), y($0) * 1e6) }, color: .hue(color),
          stroke: .dotted)
      }
      return LineChart(
        title: "Cost by \(axis.rawValue)", yLabel: "µs per token of a training step",
        xLabel: axis.rawValue,
        series: [
          series("counted", 1) { Part.step.operations($0) * scale },
          series("measured", 0, Part.step.seconds),
        ], xScale: .logarithmic, yScale: .logarithmic)
    }
    return LineChart.svgDocument(
      title: "Growth of the cost of a training step", stacking: charts, columns: 2)
  }
}

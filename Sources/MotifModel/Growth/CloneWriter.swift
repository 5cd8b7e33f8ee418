import Foundation
internal import MotifCore

/// A ``CloneRule`` made ready for one tensor: runs laid out, noise measured.
struct CloneWriter {
  private let rule: CloneRule
  private let name: String
  private let seed: UInt64
  private let rowRuns: [GrowthAxis.Run]
  private let columnRuns: [GrowthAxis.Run]
  private let sourceColumns: Int
  /// Deviation of the noise of a block that holds `W` undivided.
  private let deviation: Double

  /// Prepares to write the tensor `name` from `source`, all of it; O(source) with noise.
  @specialized(where T == Float)
  @specialized(where T == Double)
  init<T: BinaryFloatingPoint>(
    _ rule: CloneRule, name: String, seed: UInt64, source: UnsafeBufferPointer<T>
  ) {
    precondition(
      source.count == rule.rows.sourceSize * rule.columns.sourceSize,
      "\(name): \(source.count) source numbers, expected "
        + "\(rule.rows.sourceSize)×\(rule.columns.sourceSize)")
    self.rule = rule
    self.name = name
    self.seed = seed
    rowRuns = rule.rows.runs
    columnRuns = rule.columns.runs
    sourceColumns = rule.columns.sourceSize
    guard rule.relativeNoise > 0 else {
      deviation = 0
      return
    }
    var squares = 0.0
    for value in source { squares += Double(value) * Double(value) }
    let rootMeanSquare = (squares / Double(source.count)).squareRoot()
    deviation = rule.relativeNoise * abs(rule.factor) * rootMeanSquare
  }

  /// Writes row `row` of the target.
  @specialized(where T == Float)
  @specialized(where T == Double)
  func write<T: BinaryFloatingPoint>(
    row: Int, from source: UnsafeBufferPointer<T>, into target: UnsafeMutablePointer<T>
  ) {
    // The runs are few, at most one a head, so a search beats an index of every row.
    guard let run = rowRuns.last(where: { $0.target <= row }) else { return }
    let sourceRow = run.source + row - run.target
    let inputs = rule.columns.copies
    let blocks = rule.blocks(copy: run.copy, of: run.copies, inputs: inputs)
    let noise = noise(sourceRow: sourceRow, copy: run.copy, blocks: blocks)
    let factor = T(rule.factor)
    for column in columnRuns {
      let block = blocks[column.copy]
      let out = target + column.target
      let start = sourceRow * sourceColumns + column.source
      if block.divisor == 0 {
        out.update(repeating: 0, count: column.length)
      } else {
        let divisor = T(block.divisor)
        for index in 0..<column.length { out[index] = factor * source[start + index] / divisor }
      }
      if let pair = block.pair, deviation > 0 {
        let sign = T(block.sign)
        for index in 0..<column.length {
          out[index] += sign * T(noise[pair][column.source + index])
        }
      }
    }
  }

  /// By pair, the noise of one source row: a function of (seed, name, output copy, pair, place).
  private func noise(sourceRow: Int, copy: Int, blocks: [CloneRule.Block]) -> [[Double]] {
    guard deviation > 0, let last = blocks.compactMap(\.pair).max() else { return [] }
    return (0...last).map { pair in
      // The partner of a diagonal block is empty: the noise is measured against the other one.
      let divisor = blocks.reduce(1) { $1.pair == pair ? max($0, $1.divisor) : $0 }
      let scale = deviation / Double(divisor)
      var random = CounterRandom(seed: seed, name: "\(name)/noise/\(copy)/\(pair)")
      random.position = 2 * UInt64(sourceRow * sourceColumns)  // a normal number takes two draws
      return (0..<sourceColumns).map { _ in scale * random.normal() }
    }
  }
}

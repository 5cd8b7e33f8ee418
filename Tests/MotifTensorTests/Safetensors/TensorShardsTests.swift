import Foundation
import MotifCore
import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// Putting a tensor together from its parts.
@Suite final class TensorShardsTests {
  private let path = TemporaryRoot.url.appendingPathComponent("shards-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A file that holds `parts` one after the other, and where each begins.
  private func file(_ parts: [Data]) throws -> (file: ReadableFile, offsets: [Int]) {
    let offsets = parts.indices.map { index in parts[..<index].reduce(0) { $0 + $1.count } }
    try parts.reduce(Data(), +).write(to: URL(fileURLWithPath: path))
    return (try ReadableFile(path), offsets)
  }

  /// Every way to cut a tensor in two along every axis, and those halves in two along every other.
  @Test(arguments: [[], [5], [4, 3], [3, 4, 5], [2, 1, 3, 2]])
  func aTensorIsPutTogetherFromAnyParts(_ shape: [Int]) throws {
    let values = (0..<shape.reduce(1, *)).map { Float($0) + 0.25 }
    func cut(_ slice: TensorSlice, _ axis: Int, _ place: Int) -> [TensorSlice] {
      var (low, high) = ((slice.start, slice.extent), (slice.start, slice.extent))
      low.1[axis] = place
      high.0[axis] += place
      high.1[axis] -= place
      return [low, high].map { TensorSlice(start: $0.0, extent: $0.1) }
    }
    var plans = [[TensorSlice(wholeOf: shape)]]
    for axis in shape.indices {
      for place in 0...shape[axis] {
        let halves = cut(TensorSlice(wholeOf: shape), axis, place)
        plans.append(halves)
        for other in shape.indices {
          plans.append([halves[1]] + cut(halves[0], other, halves[0].extent[other] / 2))
        }
      }
    }
    for plan in plans {
      let (file, offsets) = try file(
        plan.map { slice in
          SliceReference.numbers(slice, of: values, shape: shape).withUnsafeBytes { Data($0) }
        })
      let shards = zip(plan, offsets).map {
        Tensor.StoredShard($0, .float32, in: file, at: $1)
      }
      let whole = try Tensor(shape: Shape(shape), shards: shards)
      #expect(whole.values == values, "\(shape) from \(plan)")
    }
  }

  /// A part of a file begins anywhere, in any of the types.
  @Test func partsHaveTheirTypeAndPlace() throws {
    let row = [1.5, -2] as [Double]
    let wide = Data([9, 9, 9]) + row.withUnsafeBytes { Data($0) }
    let narrow =
      Data([7])
      + [0x3FC0, 0xC000].withUnsafeBytes { bytes in
        Data([bytes[0], bytes[1], bytes[8], bytes[9]])
      }
    let (file, offsets) = try file([narrow, wide])
    let whole = try Tensor(
      shape: [2, 2],
      shards: [
        .init(
          TensorSlice(start: [1, 0], extent: [1, 2]), .bfloat16, in: file, at: offsets[0] + 1),
        .init(TensorSlice(start: [0, 0], extent: [1, 2]), .float64, in: file, at: offsets[1] + 3),
      ])
    #expect(whole.values == [1.5, -2, 1.5, -2])
  }
}

import Foundation
import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// Putting a tensor together from its parts.
@Suite struct TensorShardsTests {
  /// Every way to cut a tensor in two along every axis, and those halves in two along every other.
  @Test(arguments: [[], [5], [4, 3], [3, 4, 5], [2, 1, 3, 2]])
  func aTensorIsPutTogetherFromAnyParts(_ shape: [Int]) {
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
      let shards = plan.map { slice in
        Tensor.StoredShard(
          slice, .float32,
          bytes: SliceReference.numbers(slice, of: values, shape: shape).withUnsafeBytes {
            Data($0)
          })
      }
      let whole = Tensor(shape: Shape(shape), shards: shards)
      #expect(whole.values == values, "\(shape) from \(plan)")
    }
  }

  /// A part of a file begins anywhere, in any of the types.
  @Test func partsHaveTheirTypeAndPlace() {
    let row = [1.5, -2] as [Double]
    let wide = Data([9, 9, 9]) + row.withUnsafeBytes { Data($0) }
    let narrow =
      Data([7])
      + [0x3FC0, 0xC000].withUnsafeBytes { bytes in
        Data([bytes[0], bytes[1], bytes[8], bytes[9]])
      }
    let whole = Tensor(
      shape: [2, 2],
      shards: [
        .init(TensorSlice(start: [1, 0], extent: [1, 2]), .bfloat16, bytes: narrow.dropFirst()),
        .init(TensorSlice(start: [0, 0], extent: [1, 2]), .float64, bytes: wide.dropFirst(3)),
      ])
    #expect(whole.values == [1.5, -2, 1.5, -2])
  }
}

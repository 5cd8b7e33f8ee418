import MotifDistributed
import MotifTensor
import MotifTestSupport
import Testing

/// What goes through an exchange buffer: numbers as they are, or rounded to bfloat16 once.
@Suite struct ExchangeBufferTests {
  private static let shapes: [Shape] = [[1, 1], [3, 5], [7, 2], [4, 33], [65, 9], [2, 3, 4]]

  private static func expected(_ value: Float, _ format: ExchangeBuffer.Format) -> UInt32 {
    (format == .float32 ? value : BFloat16Bits(value).float).bitPattern
  }

  @Test(arguments: shapes, ExchangeBuffer.Format.allCases)
  func piecesComeBack(_ shape: Shape, _ format: ExchangeBuffer.Format) {
    let values = randomNumbers(shape.count, "exchange \(shape)")
    let tensor = Tensor(values, shape: shape)
    let mesh = Mesh(dpShard: 3, tp: 2)
    for tp in [Placement.shard(0), .shard(1), .replicate] {
      let slices = ShardSlices(
        shape: shape.dimensions, placements: Placements(sharding: 0, inside: tp, on: mesh),
        on: mesh)
      let ranks = (0..<mesh.size).filter { slices.isFirstHolder($0) }
      // One number before, one behind: pieces at odd places too.
      let buffer = ExchangeBuffer(count: shape.count + 2, format)
      #expect(buffer.byteCount == (shape.count + 2) * (format == .float32 ? 4 : 2))
      var offset = 1
      let pieces = ranks.map { rank in
        let slice = slices.slice(of: rank)
        defer { offset += slice.elementCount }
        buffer.write(slice, of: tensor, at: offset)
        let own = SliceReference.numbers(slice, of: values, shape: shape.dimensions)
        #expect(
          buffer.tensor(Shape(slice.extent), at: offset).values.map(\.bitPattern)
            == own.map { Self.expected($0, format) })
        return (slice: slice, offset: offset)
      }
      #expect(offset == shape.count + 1)
      #expect(
        buffer.tensor(shape, of: pieces).values.map(\.bitPattern)
          == values.map { Self.expected($0, format) })
    }
  }

  @Test func isCountedAsLongAsItLives() {
    let meter = LiveBytes()
    do {
      let wide = ExchangeBuffer(count: 10, .float32, countedBy: meter)
      do {
        let narrow = ExchangeBuffer(count: 7, .bfloat16, countedBy: meter)
        #expect(meter.current == 54)
        narrow.leaveMeter()
        #expect(meter.current == 40)
      }
      withExtendedLifetime(wide) { #expect(meter.current == 40 && meter.peak == 54) }
    }
    #expect(meter.current == 0 && meter.peak == 54)
    meter.resetPeak()
    #expect(meter.peak == 0)
  }

  @Test(arguments: ExchangeBuffer.Format.allCases)
  func travelsBetweenRanks(_ format: ExchangeBuffer.Format) throws {
    let received = try ThreadWorld(size: 3, deadline: 60).run { world -> [[Float]] in
      let own = ExchangeBuffer(count: 6, format)
      own.write(Tensor((0..<6).map { Float(10 * world.rank + $0) }), at: 0)
      let count = world.rank + 1
      let theirs = ExchangeBuffer(count: 3 * count, format)
      let exchange = world.startAllToAllV(
        own, sendCounts: [1, 2, 3], theirs, receiveCounts: [count, count, count])
      exchange.poll()
      let first = try exchange.wait().tensor([3 * count], at: 0).values
      let all = ExchangeBuffer(count: 18, format)
      let second = try world.startAllGather(own, all, counts: [6, 6, 6]).wait()
      return [first, second.tensor([18], at: 0).values]
    }
    #expect(received[0][0] == [0, 10, 20])
    #expect(received[1][0] == [1, 2, 11, 12, 21, 22])
    #expect(received[2][0] == [3, 4, 5, 13, 14, 15, 23, 24, 25])
    for rank in received {
      #expect(rank[1] == (0..<3).flatMap { rank in (0..<6).map { Float(10 * rank + $0) } })
    }
  }
}

import Testing

@testable import MotifEvaluation

/// Texts are ended as soon as a stop string stands in them, wherever their pieces are cut.
@Suite struct StopWatchTests {
  @Test(
    arguments: [
      (["\n\n", "é!"], [[0x61, 0x0A], [0xC3], [0xA9], [0x21, 0x62]], 4, "a\n"),
      (["\n\n"], [[0x61, 0x0A], [0x0A, 0x62]], 2, "a"), ([], [[0xE2, 0x82]], nil, "\u{FFFD}"),
      (["b"], [[0x61], [0x62], [0x63]], 2, "a"),
      (["abc"], [[0x61, 0x62], [0x61, 0x62], [0x63]], 3, "ab"),
      ([""], [[0x61]], nil, "a"), (["x", "\u{301}"], [[0x65], [0xCC, 0x81]], 2, "e"),
      (["ab", "b"], [[0x61], [0x62]], 2, ""), (["zz"], [], nil, ""),
    ] as [([String], [[UInt8]], Int?, String)])
  func stopsAreSeenAcrossPieces(stops: [String], pieces: [[UInt8]], end: Int?, text: String) {
    var watch = StopWatch(StopStrings(stops))
    var ended: Int?
    for (index, piece) in pieces.enumerated() {
      let goesOn = watch.reads(piece)
      if !goesOn, ended == nil { ended = index + 1 }
    }
    #expect(ended == end)
    let written = watch.end()
    #expect(GoldenFile.isSame(written, text), "\(written.debugDescription)")
  }
}

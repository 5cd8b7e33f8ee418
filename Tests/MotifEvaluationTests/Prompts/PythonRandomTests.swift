import Testing

@testable import MotifEvaluation

/// Draws equal those of CPython 3.11's `random.Random`.
@Suite struct PythonRandomTests {
  private static let words: [(UInt64, [UInt32])] = [
    (0, [3626764237, 1654615998, 3255389356, 3823568514]),
    (1, [577090037, 2444712010, 3639700191, 3445702192]),
    (1234, [4150886329, 3342196574, 1892932127, 501869158]),
    (4294967295, [2728839433, 2661025012, 872737089, 924893097]),
    (4294967296, [485306839, 1508871100, 1794561286, 4014597330]),
    (1099511627783, [2635837658, 3209733218, 3500038837, 4028389051]),
    (18446744073709551615, [93740670, 1068495656, 1452108352, 2657516307]),
  ]
  private static let late: UInt32 = 558462902
  private static let samples: [(Int, Int, [Int])] = [
    (5, 5, [3, 0, 4, 2, 1]),
    (21, 5, [14, 3, 0, 2, 1]),
    (22, 5, [14, 3, 0, 2, 18]),
    (30, 6, [24, 14, 3, 0, 2, 18]),
    (85, 6, [56, 14, 0, 11, 74, 4]),
    (86, 6, [56, 14, 0, 11, 74, 4]),
    (1, 1, [0]),
    (100, 0, []),
    (
      200, 20,
      [199, 112, 29, 1, 23, 149, 8, 171, 177, 21, 25, 196, 90, 60, 4, 7, 88, 165, 159, 123]
    ),
    (
      400, 20,
      [398, 225, 59, 3, 46, 298, 17, 343, 354, 42, 50, 392, 181, 121, 8, 15, 177, 331, 319, 247]
    ),
    (7473, 8, [6374, 3610, 957, 61, 742, 7462, 6610, 4769]),
    (16, 10, [14, 1, 0, 15, 9, 13, 12, 11, 5, 8]),
    (65536, 3, [57767, 15315, 981]),
  ]

  @Test func wordsAreThoseOfPython() {
    for (seed, words) in Self.words {
      var random = PythonRandom(seed: seed)
      #expect((0..<words.count).map { _ in random.next() } == words, "seed \(seed)")
    }
  }

  @Test func wordsStayRightBehindTheFirstTwist() {
    var random = PythonRandom(seed: 1234)
    for _ in 0..<2000 { _ = random.next() }
    #expect(random.next() == Self.late)
  }

  @Test func samplesAreThoseOfPython() {
    for (limit, count, rows) in Self.samples {
      var random = PythonRandom(seed: 1234)
      #expect(random.sample(count, below: limit) == rows, "\(count) of \(limit)")
    }
  }

  @Test func samplersGoOnWhereTheyStopped() {
    var sampler = ShotSampler(.default, rowCount: 7473)
    #expect(sampler.rows(5) == [6374, 3610, 957, 61, 742])
    #expect(sampler.rows(0) == [])
    #expect(sampler.rows(2) == [7462, 6610])
    var first = ShotSampler(.firstN, rowCount: 4)
    #expect(first.rows(2) == [0, 1])
    #expect(first.rows(2, where: { $0 == 1 }) == [0, 2])
    #expect(first.rows(2, where: { $0 == 3 }) == [0, 1])
  }
}

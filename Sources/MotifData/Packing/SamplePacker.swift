internal import MotifCore

/// Deals the samples of one domain as packed rows, epoch after epoch.
///
/// An epoch shuffles the samples, takes them in groups of 1,000, packs each group by best-fit
/// decreasing and shuffles its rows. Every sample is in exactly one row an epoch. Only one group is
/// packed at a time, so that a state is two numbers and a group is packed again when it is restored.
package struct SamplePacker: Sendable {
  /// What is dealt.
  package let samples: TokenizedSamples
  /// The seed of the orders.
  package let seed: UInt64
  /// Whether each epoch has its own order; otherwise samples and rows keep theirs.
  package let isShuffled: Bool
  /// Where the next row starts: `document` is the first sample of its group in the epoch's order,
  /// `offset` its place among the rows of the group.
  package private(set) var state = Packer.State()
  /// Places that held a token, of all that were dealt.
  package private(set) var tokensPlaced = 0

  /// How many samples are packed at a time, as TRL does it.
  static let groupSize = 1000

  private var order: [Int32] = []
  private var plan: PackingPlan?
  private var rows: [Int] = []

  /// A packer at the start of the first epoch.
  ///
  /// - Precondition: there is a sample.
  package init(_ samples: TokenizedSamples, seed: UInt64, isShuffled: Bool = true) {
    precondition(samples.count > 0, "the domain \(samples.domain) has no sample to pack")
    self.samples = samples
    self.seed = seed
    self.isShuffled = isShuffled
    order = sampleOrder(epoch: 0)
  }

  /// Continues from `state`; throws, and stays where it is, when that is no place in the samples.
  package mutating func restore(_ state: Packer.State) throws(DataError) {
    guard state.epoch >= 0, (0..<samples.count).contains(state.document),
      state.document % Self.groupSize == 0, state.offset >= 0, state.offset < Self.groupSize,
      state.tokensDrawn >= 0, (0...state.tokensDrawn).contains(state.tokensRepeated),
      state.epoch > 0 || state.tokensRepeated == 0
    else {
      throw .invalid(
        "the saved position of domain \(samples.domain) belongs to other samples or is damaged")
    }
    self.state = state
    order = sampleOrder(epoch: state.epoch)
    plan = nil
  }

  /// How many rows of `length` tokens an epoch has.
  ///
  /// O(samples · log length).
  func rowsOfEpoch(length: Int) -> Int {
    stride(from: 0, to: samples.count, by: Self.groupSize).reduce(0) { rows, start in
      let group = order[start..<min(start + Self.groupSize, order.count)]
      return rows + Self.plan(of: group, of: samples, length: length).rowCount
    }
  }

  /// The rows of the samples `group`; sample numbers count from its first.
  private static func plan(
    of group: ArraySlice<Int32>, of samples: TokenizedSamples, length: Int
  ) -> PackingPlan {
    PackingPlan.bestFit(
      group.map { samples.range(of: Int($0)).count }, length: length, overlong: .cut, group: nil)
  }

  /// Writes the next row of samples into row `row` of `batch`.
  ///
  /// A sample longer than the row is cut there; samples are made to fit before they come here.
  package mutating func fill(_ batch: inout PackedBatch, row: Int, domain: Int = 0) {
    let plan = currentPlan(length: batch.length)
    if state.offset >= plan.rowCount { state.offset = 0 }
    let pieces = plan.row(rows[state.offset])
    let group = state.document
    let placed = pieces.map {
      PackingPlan.Piece(sample: Int(order[group + $0.sample]), range: $0.range)
    }
    samples.fill(&batch, row: row, with: placed[...], domain: domain)
    tokensPlaced += placed.reduce(0) { $0 + $1.range.count }
    advance(by: batch.length, rowsOfGroup: plan.rowCount)
  }

  private mutating func advance(by tokens: Int, rowsOfGroup: Int) {
    state.tokensDrawn += tokens
    if state.epoch > 0 { state.tokensRepeated += tokens }
    state.offset += 1
    guard state.offset >= rowsOfGroup else { return }
    state.offset = 0
    state.document += Self.groupSize
    plan = nil
    guard state.document >= samples.count else { return }
    state.document = 0
    state.epoch += 1
    order = sampleOrder(epoch: state.epoch)
  }

  /// The plan of the group in turn.
  private mutating func currentPlan(length: Int) -> PackingPlan {
    if let plan, plan.length == length { return plan }
    let group = order[state.document..<min(state.document + Self.groupSize, order.count)]
    let made = Self.plan(of: group, of: samples, length: length)
    rows = Array(0..<made.rowCount)
    if isShuffled {
      var random = CounterRandom(
        seed: seed, name: "\(samples.domain).rows\(state.epoch).\(state.document)")
      rows = random.order(made.rowCount).map(Int.init)
    }
    plan = made
    return made
  }

  private func sampleOrder(epoch: Int) -> [Int32] {
    guard isShuffled else { return Array(0..<Int32(samples.count)) }
    var random = CounterRandom(seed: seed, name: "\(samples.domain).samples\(epoch)")
    return random.order(samples.count)
  }
}

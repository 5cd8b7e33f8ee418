/// What deals the rows of one domain: documents to read on, or samples to fine-tune on.
package enum RowSource: Sendable {
  case documents(Packer)
  case samples(SamplePacker)

  /// The domain.
  package var domain: String {
    switch self {
    case .documents(let packer): packer.corpus.domain
    case .samples(let packer): packer.samples.domain
    }
  }

  /// What is dealt.
  package var data: TokenizedDomain {
    switch self {
    case .documents(let packer): .documents(packer.corpus)
    case .samples(let packer): .samples(packer.samples)
    }
  }

  /// The token of places that hold none.
  package var padding: Int32 {
    switch self {
    case .documents(let packer): packer.corpus.endToken
    case .samples(let packer): packer.samples.padding
    }
  }

  /// Where the next row starts; enough to continue in another process.
  package var state: Packer.State {
    switch self {
    case .documents(let packer): packer.state
    case .samples(let packer): packer.state
    }
  }

  /// Continues from `state`; throws, and stays where it is, when that is no place in the data.
  package mutating func restore(_ state: Packer.State) throws(DataError) {
    switch self {
    case .documents(var packer):
      try packer.restore(state)
      self = .documents(packer)
    case .samples(var packer):
      try packer.restore(state)
      self = .samples(packer)
    }
  }

  /// Writes the next row into row `row` of `batch`, which is padding so far.
  package mutating func fill(_ batch: inout PackedBatch, row: Int, domain: Int = 0) {
    switch self {
    case .documents(var packer):
      packer.fill(&batch, row: row, domain: domain)
      self = .documents(packer)
    case .samples(var packer):
      packer.fill(&batch, row: row, domain: domain)
      self = .samples(packer)
    }
  }
}

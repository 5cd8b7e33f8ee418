/// When the ranks of a virtual world did what, and how many bytes were alive.
package struct VirtualTimeline: Sendable, Equatable {
  /// A stretch of virtual time on a queue.
  package struct Span: Sendable, Equatable {
    /// What the queue did.
    package enum Kind: Sendable, Equatable {
      /// The compute queue worked.
      case compute
      /// A collective moved bytes.
      case transfer
      /// A collective that had begun on this rank waited for others.
      case wait
    }

    /// What is shown.
    package let name: String
    /// What the queue did.
    package let kind: Kind
    /// Seconds since the beginning.
    package let start: Double
    /// Seconds since the beginning.
    package let end: Double
  }

  /// Bytes that are alive from a moment on.
  package struct LiveBytes: Sendable, Equatable {
    /// Seconds since the beginning.
    package let time: Double
    /// All that the rank has told of.
    package let bytes: Int

    /// `bytes` from `time` on.
    package init(time: Double, bytes: Int) {
      self.time = time
      self.bytes = bytes
    }
  }

  /// By rank, in the order in which they ended.
  package internal(set) var spans: [[Span]]
  /// By rank, at every change.
  package internal(set) var liveBytes: [[LiveBytes]]

  init(ranks: Int) {
    spans = Array(repeating: [], count: ranks)
    liveBytes = Array(repeating: [], count: ranks)
  }

  /// When the last rank was done.
  package var seconds: Double { spans.reduce(0) { max($0, $1.last?.end ?? 0) } }

  /// The most bytes that `rank` had alive at once.
  package func peakBytes(of rank: Int) -> Int { liveBytes[rank].map(\.bytes).max() ?? 0 }

  /// The part of the whole time in which the compute queue of `rank` did nothing.
  package func idleShare(of rank: Int) -> Double {
    let work = spans[rank].reduce(0) { $0 + ($1.kind == .compute ? $1.end - $1.start : 0) }
    return seconds > 0 ? 1 - work / seconds : 0
  }
}

/// In which order the chunks of a pipeline are gathered, computed, scattered and applied.
///
/// The first `warmup` chunks are gathered and computed ahead, so that communication always has a chunk
/// in flight while another is computed. Source: arXiv 2511.07464, section 4.
package struct ChunkSchedule: Sendable, Equatable {
  /// What is started next.
  package enum Event: Sendable, Equatable {
    /// The shards of a chunk go to the owners.
    case gather(Int)
    /// The owners orthogonalise their matrices of a chunk.
    case compute(Int)
    /// The results of a chunk go back to the holders.
    case scatter(Int)
    /// Every rank changes its weights of a chunk.
    case update(Int)
  }

  /// What is started, in order.
  package let events: [Event]
  /// The most chunks that are between their gather and their update at once.
  package let peakChunks: Int

  /// A schedule of `chunks` chunks; with `warmup` 0 they follow one another without overlap.
  package init(chunks: Int, warmup: Int) {
    precondition(
      chunks >= 0 && warmup >= 0, "a pipeline of \(chunks) chunks, \(warmup) of them ahead")
    peakChunks = min(chunks, warmup + 1)
    guard warmup > 0 else {
      events = (0..<chunks).flatMap { [.gather($0), .compute($0), .scatter($0), .update($0)] }
      return
    }
    var events = (0..<min(warmup, chunks)).flatMap { [Event.gather($0), .compute($0)] }
    for chunk in 0..<chunks {
      let ahead = chunk + warmup
      let exists = ahead < chunks
      events += [.scatter(chunk)] + (exists ? [.gather(ahead)] : [])
      events += [.update(chunk)] + (exists ? [.compute(ahead)] : [])
    }
    self.events = events
  }
}

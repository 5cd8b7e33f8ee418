/// How the ranks of a mesh share the orthogonalisations of Muon.
///
/// All give the same bits. Source: arXiv 2511.07464, section 4 and table 4.
package enum MuonMode: String, Sendable, Codable, CaseIterable {
  /// Every rank orthogonalises every matrix, which it holds whole.
  case base
  /// Every rank gathers every matrix, orthogonalises it and keeps its slice of the result
  /// (arXiv 2502.16982).
  case distributed
  /// Every matrix has one owner: all are gathered, all computed, all scattered.
  case parallel
  /// The same chunk by chunk: the next chunks are gathered while the owners compute.
  case parallelPipelined
}

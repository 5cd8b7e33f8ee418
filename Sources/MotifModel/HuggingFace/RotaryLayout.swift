internal import MotifTensor

/// Which numbers of a head rotary embedding turns together.
///
/// Rows of q_proj and k_proj in one order and rotation in the same order give the same scores in
/// either layout, so a checkpoint moves between them by its rows alone.
public enum RotaryLayout: Sendable, CaseIterable {
  /// The pair (p, p + d/2): this package, Hugging Face, GPT-NeoX.
  case halfSplit
  /// The pair (2p, 2p + 1): RoFormer (arXiv 2104.09864), the code of the differential transformer.
  case interleaved

  /// Where a head of size `headDim`, which is even, keeps member 0 or 1 of pair `pair`.
  func place(pair: Int, member: Int, headDim: Int) -> Int {
    switch self {
    case .halfSplit: pair + member * headDim / 2
    case .interleaved: 2 * pair + member
    }
  }
}

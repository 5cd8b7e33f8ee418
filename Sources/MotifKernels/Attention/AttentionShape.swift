/// The sizes of one attention call.
///
/// Row-major layouts: q `[B, Tq, Hq, d]`, k `[B, Tk, Hk, d]`, v `[B, Tk, Hv, dv]`,
/// o `[B, Tq, Hq, dv]`, logSumExp `[B, Hq, Tq]`, maxLogits `[Hq]`, segments `[B, Tk]`.
/// Query i has the absolute position i + Tk − Tq and sees the keys up to it, so a call with Tq < Tk
/// continues a key/value cache.
package struct AttentionShape: Sendable, Equatable {
  package var batch: Int
  package var queryLength: Int
  package var keyLength: Int
  package var queryHeads: Int
  package var keyHeads: Int
  package var valueHeads: Int
  package var headDim: Int
  package var valueDim: Int
  /// What the products q·k are multiplied with, usually d^(−1/2).
  package var scale: Double

  package init(
    batch: Int, queryLength: Int, keyLength: Int, queryHeads: Int, keyHeads: Int, valueHeads: Int,
    headDim: Int, valueDim: Int, scale: Double? = nil
  ) {
    self.batch = batch
    self.queryLength = queryLength
    self.keyLength = keyLength
    self.queryHeads = queryHeads
    self.keyHeads = keyHeads
    self.valueHeads = valueHeads
    self.headDim = headDim
    self.valueDim = valueDim
    self.scale = scale ?? 1 / Double(headDim).squareRoot()
  }
}

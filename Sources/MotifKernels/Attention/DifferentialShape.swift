/// The sizes of a differential combination: `groups` groups of `signalHeads` signal heads and one
/// noise head, each `width` (= 2d) wide, in checkpoint head order.
package struct DifferentialShape: Sendable, Equatable {
  package var rows: Int
  package var groups: Int
  package var signalHeads: Int
  package var width: Int

  package init(rows: Int, groups: Int, signalHeads: Int, width: Int) {
    self.rows = rows
    self.groups = groups
    self.signalHeads = signalHeads
    self.width = width
  }

  /// Numbers of a row of o, `[G, R + 1, 2d]`.
  package var inputWidth: Int { groups * (signalHeads + 1) * width }
  /// Numbers of a row of y, `[G, R, 2d]`.
  package var outputWidth: Int { groups * signalHeads * width }
}

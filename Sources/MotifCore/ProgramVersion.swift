/// The name and version that results carry.
package enum ProgramVersion {
  /// `motif-train 0.1.0`.
  package static let text = "motif-train 0.1.0"
}

internal import MotifCore

/// A collective and the line that called it.
struct PostedCollective: Sendable, CustomStringConvertible {
  let collective: Collective
  let site: CallSite

  /// `allReduce(sum) of 12 float32 at Module/File.swift:12`.
  var description: String { "\(collective) at \(site)" }
}

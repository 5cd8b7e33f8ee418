internal import Foundation

/// Amounts of bytes for people.
package enum ByteText {
  /// `5835644` as `5.84 MB`.
  package static func short(_ count: Int) -> String {
    let value = Double(count)
    for (unit, name) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] where value >= unit {
      return String(format: "%.3g %@", value / unit, name)
    }
    return "\(count) B"
  }
}

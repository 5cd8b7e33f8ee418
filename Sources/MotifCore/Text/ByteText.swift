internal import Foundation

/// Amounts of bytes for people.
package enum ByteText {
  /// `5835644` as `5.84 MB`.
  package static func short(_ count: Int) -> String {
    let value = Double(count)
    return value < 1000 ? "\(count) B" : short(value)
  }

  /// The same for more bytes than can be counted.
  package static func short(_ count: Double) -> String {
    // A thousand of a unit is one of the next: 999.6 MB is 1 GB.
    for (unit, name) in units where count >= 0.9995 * unit {
      return String(format: "%.3g", count / unit) + " " + name
    }
    return String(format: "%.0f B", count)
  }

  private static let units = [
    (1e24, "YB"), (1e21, "ZB"), (1e18, "EB"), (1e15, "PB"), (1e12, "TB"), (1e9, "GB"),
    (1e6, "MB"), (1e3, "kB"),
  ]
}

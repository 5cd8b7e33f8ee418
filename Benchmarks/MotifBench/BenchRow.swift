import Foundation

/// What was measured for one case.
struct BenchRow {
  let group: String
  let name: String
  let threads: Int
  let work: BenchCase.Work
  let ours: Samples
  /// The seconds that the work would take at the machine's limit.
  let limit: Samples
  /// All peers of the run; one that does not know the operation has no samples.
  let peers: [(name: String, samples: Samples)]
  /// What else the case measured; empty where there is nothing.
  let note: String

  /// GFLOP/s, GB/s or MB/s of a time.
  func rate(_ seconds: Double) -> Double {
    switch work {
    case .arithmetic(let flops): flops / seconds / 1e9
    case .traffic(let bytes): bytes / seconds / 1e9
    case .text(let bytes): Double(bytes) / seconds / 1e6
    }
  }

  var unit: String {
    switch work {
    case .arithmetic: "GFLOP/s"
    case .traffic: "GB/s"
    case .text: "MB/s"
    }
  }

  func printJSON() throws(BenchError) {
    var object: [String: Any] = [
      "case": "\(group)/\(name)", "threads": threads, "seconds": ours.median,
      "spread": ours.spread, "rate": rate(ours.median), "unit": unit,
      "limit": rate(limit.median), "ofLimit": limit.median / ours.median,
    ]
    if !note.isEmpty { object["note"] = note }
    for peer in peers where !peer.samples.seconds.isEmpty {
      object[peer.name] = [
        "seconds": peer.samples.median, "spread": peer.samples.spread,
        "ratio": peer.samples.median / ours.median,
      ]
    }
    do {
      let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
      Swift.print(String(decoding: data, as: UTF8.self))
    } catch {
      throw BenchError(description: "\(group)/\(name) has a number that JSON cannot hold: \(error)")
    }
  }
}

/// Rows as a Markdown table.
enum BenchTable {
  static func printHeader(threads: Int, peers: [String]) {
    print(
      "\n\(threads) thread\(threads == 1 ? "" : "s"), medians; ± is half the quartile distance\n")
    let columns = ["case", "time", "±", "rate", "limit", "of limit"]
    let all = columns + peers.flatMap { [$0, "±", "speed against \($0)"] } + ["note"]
    print("| " + all.joined(separator: " | ") + " |")
    print("|" + String(repeating: "---|", count: all.count))
  }

  static func print(_ row: BenchRow) {
    var cells = [
      "\(row.group)/\(row.name)", time(row.ours.median), percent(row.ours.spread),
      "\(number(row.rate(row.ours.median))) \(row.unit)", number(row.rate(row.limit.median)),
      percent(row.limit.median / row.ours.median),
    ]
    for peer in row.peers {
      guard !peer.samples.seconds.isEmpty else {
        cells += ["", "", ""]
        continue
      }
      cells += [
        number(row.rate(peer.samples.median)), percent(peer.samples.spread),
        String(format: "%.2fx", peer.samples.median / row.ours.median),
      ]
    }
    cells.append(row.note)
    print("| " + cells.joined(separator: " | ") + " |")
    fflush(nil)
  }

  private static func print(_ line: String) { Swift.print(line) }
  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
  private static func percent(_ value: Double) -> String { String(format: "%.0f %%", 100 * value) }
  private static func time(_ seconds: Double) -> String {
    seconds < 1e-3
      ? String(format: "%.1f µs", seconds * 1e6) : String(format: "%.2f ms", seconds * 1e3)
  }
}

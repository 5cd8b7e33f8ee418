import Foundation
import Testing

/// The faults that `swift run mutations` plants have their places in the sources as they stand.
///
/// A change of the code around one would otherwise be noticed only when all are planted again.
@Suite struct PlantedFaultTests {
  private struct Fault: Decodable {
    let fault, file, original: String
  }

  private struct List: Decodable {
    let faults: [Fault]
    let survivor: Fault
  }

  /// What keeps a fault of `list` from being planted in `files`.
  private func complaints(_ list: List, _ files: [String: String]) -> [String] {
    (list.faults + [list.survivor]).compactMap { fault in
      let snippet = fault.original.filter { $0 != "⟦" && $0 != "⟧" }
      let count = (files[fault.file] ?? "").components(separatedBy: snippet).count - 1
      return count == 1
        ? nil : "\(fault.fault): \(fault.file) has the snippet \(count) times, not once: \(snippet)"
    }
  }

  private func standing() throws -> (list: List, files: [String: String]) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let list = try JSONDecoder().decode(
      List.self, from: Data(contentsOf: root.appending(path: "Benchmarks/Mutations/mutations.json"))
    )
    let names = Set((list.faults + [list.survivor]).map(\.file))
    let files = try names.map {
      ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
    }
    return (list, Dictionary(uniqueKeysWithValues: files))
  }

  @Test func everyFaultHasItsPlace() throws {
    let (list, files) = try standing()
    #expect(list.faults.count >= 90)
    for complaint in complaints(list, files) { Issue.record("\(complaint)") }
  }

  @Test func aPlaceThatChangedIsFound() throws {
    var (list, files) = try standing()
    let first = list.faults[0]
    let place = try #require(files[first.file])
    files[first.file] = place.replacingOccurrences(
      of: first.original.filter { $0 != "⟦" && $0 != "⟧" }, with: "")
    #expect(complaints(list, files).contains { $0.hasPrefix(first.fault) })
    files[first.file] = place + place
    #expect(complaints(list, files).contains { $0.contains("2 times") })
  }
}

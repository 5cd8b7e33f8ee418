internal import Foundation
internal import MotifCore

/// The colour of each domain: the same on every picture of a run and of all its stages.
package struct DomainColors: Sendable, Equatable {
  private let places: [String: Int]

  /// The colours of domains called `names`, one after the other.
  package init(_ names: some Sequence<String>) {
    var places: [String: Int] = [:]
    for name in names where places[name] == nil { places[name] = places.count }
    self.places = places
  }

  /// The colours of the run in `folder`: of the sources that its config names or, where it is a stage,
  /// that of the whole run; `others` come behind them.
  package init(ofRun folder: String, others: [String] = []) {
    let stages = URL(fileURLWithPath: folder).deletingLastPathComponent()
    let whole = stages.lastPathComponent == "stages" ? stages.deletingLastPathComponent() : nil
    let names =
      whole.flatMap { Self.sources($0.path, isWhole: true) }
      ?? Self.sources(folder, isWhole: false)
    self.init((names ?? []) + others)
  }

  /// The colour of `domain`; a family of tasks called `domain/family` has that of its domain.
  package subscript(domain: String) -> LineChart.Color {
    let name = String(domain.prefix { $0 != "/" })
    return .hue(places[domain] ?? places[name] ?? 0)
  }

  private struct Config: Decodable {
    struct Data: Decodable {
      struct Source: Decodable { let name: String }
      let sources: [Source]?
    }
    let data: Data?
    let stages: [Config]?

    var names: [String] {
      (data?.sources ?? []).map(\.name) + (stages ?? []).flatMap(\.names)
    }
  }

  /// The sources in the config of the run in `folder`; nil where there is none, or none of stages where
  /// it `isWhole`.
  private static func sources(_ folder: String, isWhole: Bool) -> [String]? {
    guard let data = FileManager.default.contents(atPath: folder + "/config.json"),
      let config = try? JSONDecoder().decode(Config.self, from: data),
      !isWhole || config.stages != nil
    else { return nil }
    return config.names
  }
}

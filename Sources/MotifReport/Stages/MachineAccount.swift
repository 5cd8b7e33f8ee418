internal import MotifCore

/// What the report's tables of kernels and of Parallel Muon come to with the model of a stage: the content
/// of `machine.json` in its folder.
package struct MachineAccount: StoredAccount, Sendable, Equatable {
  /// A kernel as single operations and as one fused pass.
  package struct Kernel: Codable, Sendable, Equatable {
    let name: String
    let oneByOneSeconds: Double
    let fusedSeconds: Double
    /// The gain that the report names.
    let published: Double

    /// The kernel `name`, measured both ways.
    package init(name: String, oneByOneSeconds: Double, fusedSeconds: Double, published: Double) {
      (self.name, self.published) = (name, published)
      (self.oneByOneSeconds, self.fusedSeconds) = (oneByOneSeconds, fusedSeconds)
    }
  }

  /// A way to share a step of Muon.
  package struct Way: Codable, Sendable, Equatable {
    let name: String
    let milliseconds: Double
    let megabytes: Double
    /// Milliseconds and megabytes that the report names; nil for a way that it does not have.
    let publishedMilliseconds: Double?
    let publishedMegabytes: Double?

    /// The way `name` on virtual clocks.
    package init(
      name: String, milliseconds: Double, megabytes: Double, publishedMilliseconds: Double?,
      publishedMegabytes: Double?
    ) {
      (self.name, self.milliseconds, self.megabytes) = (name, milliseconds, megabytes)
      (self.publishedMilliseconds, self.publishedMegabytes) = (
        publishedMilliseconds, publishedMegabytes
      )
    }
  }

  /// Rows and columns that the kernels were measured on, and their numbers; empty without PolyNorm.
  private let rows: Int
  private let columns: Int
  private let kernels: [Kernel]
  /// Virtual ranks, the cluster that they stand for, and the ways.
  private let ranks: Int
  private let cluster: String
  private let ways: [Way]

  /// What was measured on `rows` × `columns`, and `ways` on `ranks` of `cluster`.
  package init(
    rows: Int, columns: Int, kernels: [Kernel], ranks: Int, cluster: String, ways: [Way]
  ) {
    (self.rows, self.columns, self.kernels) = (rows, columns, kernels)
    (self.ranks, self.cluster, self.ways) = (ranks, cluster, ways)
  }

  /// The name of the file.
  package static let fileName = "machine.json"

  /// Both tables, as elements of HTML.
  var html: [String] { [kernelTable, muonTable] }

  private var kernelTable: String {
    guard !kernels.isEmpty else { return "" }
    return ReportPage.table(
      caption: "Kernels, as table 3 of the report: "
        + "\(NumberText.grouped(rows)) × \(NumberText.grouped(columns)) numbers on this machine",
      head: ["kernel", "one by one, ms", "fused, ms", "times as fast", "the report, H200"],
      rows: kernels.map {
        [
          $0.name, NumberText.fixed(1e3 * $0.oneByOneSeconds, 3),
          NumberText.fixed(1e3 * $0.fusedSeconds, 3),
          NumberText.fixed($0.oneByOneSeconds / $0.fusedSeconds, 1) + "×",
          NumberText.fixed($0.published, 1) + "×",
        ]
      })
  }

  private var muonTable: String {
    guard let first = ways.first else { return "" }
    return ReportPage.table(
      caption: "A step of Muon, as table 4 of the report: this model on "
        + "\(ranks) virtual ranks (\(cluster)), beside the 12.7B model on eight H200",
      head: [
        "way", "ms", "against the first", "peak of a rank, MB", "the report, ms",
        "against the first", "MB",
      ],
      rows: ways.map { way in
        let published = way.publishedMilliseconds
        let firstPublished = first.publishedMilliseconds
        return [
          way.name, NumberText.fixed(way.milliseconds, 3),
          NumberText.fixed(first.milliseconds / way.milliseconds, 2) + "×",
          NumberText.fixed(way.megabytes, 2),
          published.map { NumberText.fixed($0, 0) } ?? "–",
          published.flatMap { own in
            firstPublished.map { NumberText.fixed($0 / own, 2) + "×" }
          } ?? "–",
          way.publishedMegabytes.map { NumberText.fixed($0, 0) } ?? "–",
        ]
      })
  }
}

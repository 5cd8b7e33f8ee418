import MotifTestSupport
import Testing

@testable import MotifData

/// Selections from embeddings, clusters and regressions.
@Suite struct EmbeddingTests {
  private struct Case: Decodable {
    struct Order: Decodable {
      let order: [Int]
      let kept: [Int]
    }
    struct Choice: Decodable {
      let budget: Int
      let chosen: [Int]
    }
    let `case`: Int
    let eps: Double
    let threshold: Double
    let score: [Double]
    let semdedup: [String: Order]
    let greedy: [Choice]
  }

  private struct Means: Decodable {
    let `case`: Int
    let max_steps: Int
    let inertia: Double
    let steps: Int
  }

  private struct Regression: Decodable {
    let C: Double
    let x: [[Double]]
    let y: [Int]
    let weights: [Double]
    let bias: Double
    let probabilities_first_five: [Double]
  }

  @Test func goldenSelections() throws {
    let tensors = try TensorGolden("curation/embeddings.safetensors")
    for row in try Golden.rows("curation/embeddings.jsonl", as: Case.self) {
      let name = "c\(row.case)."
      let width = try tensors.shape(name + "embeddings")[1]
      let table = try EmbeddingTable(try tensors.floats(name + "embeddings"), width: width)
      let clusters = try tensors.integers(name + "clusters")
      let cosines = try tensors.doubles(name + "cosine_to_centroid")
      for cluster in Set(clusters) {
        let members = clusters.indices.filter { clusters[$0] == cluster }
        for (member, cosine) in zip(members, table.cosinesToCentroid(of: members)) {
          #expect(Golden.isClose(cosine, cosines[member], 1e-6))
        }
      }
      for (order, expected) in row.semdedup {
        let rule: SemanticDuplicates.Order =
          order == "quality" ? .quality(row.score) : order == "hard" ? .hard : .easy
        let drops = SemanticDuplicates.drops(
          table, clusters: clusters, order: rule, epsilon: row.eps)
        let dropped = Set(drops.map(\.index))
        #expect(table.count == clusters.count)
        #expect((0..<table.count).filter { !dropped.contains($0) } == expected.kept)
        for cluster in Set(clusters) {
          let members = clusters.indices.filter { clusters[$0] == cluster }
          #expect(
            SemanticDuplicates.ordered(members, table, rule)
              == expected.order.filter { clusters[$0] == cluster })
        }
      }
      for choice in row.greedy {
        #expect(
          DiversitySelection.chosen(
            scores: row.score, embeddings: table, threshold: row.threshold, budget: choice.budget)
            == choice.chosen)
      }
    }
  }

  @Test func goldenMeans() throws {
    let tensors = try TensorGolden("curation/kmeans.safetensors")
    for row in try Golden.value("curation/kmeans.json", as: [Means].self) {
      let name = "c\(row.case)."
      let means = KMeans(
        try tensors.floats(name + "x"), width: try tensors.shape(name + "x")[1],
        centers: try tensors.doubles(name + "init"), stepLimit: row.max_steps)
      #expect(means.labels == (try tensors.integers(name + "labels_\(row.max_steps)")))
      let centers = try tensors.doubles(name + "centroids_\(row.max_steps)")
      #expect(zip(means.centers, centers).allSatisfy { Golden.isClose($0, $1, 1e-9) })
      #expect(Golden.isClose(means.inertia, row.inertia, 1e-9))
      #expect(means.steps == row.steps)
    }
  }

  @Test func goldenRegressions() throws {
    for row in try Golden.value("curation/regression.json", as: [Regression].self) {
      let fit = try LogisticRegression(row.x, labels: row.y.map { $0 == 1 }, strength: row.C)
      for (weight, expected) in zip(fit.weights + [fit.bias], row.weights + [row.bias]) {
        #expect(Golden.isClose(weight, expected, 1e-6))
      }
      for (x, expected) in zip(row.x, row.probabilities_first_five) {
        #expect(Golden.isClose(fit.probability(x), expected, 1e-6))
      }
    }
  }

  @Test func regressionsThatCannotBeFittedSaySo() throws {
    #expect(throws: DataError.self) {
      try LogisticRegression([[1], [2]], labels: [true, true], strength: 1)
    }
    #expect(throws: DataError.self) {
      try LogisticRegression([[1], [.nan]], labels: [true, false], strength: 1)
    }
    #expect(throws: DataError.self) { try LogisticRegression([], labels: [], strength: 1) }
    // Labels that a line parts, without penalty to speak of: finite all the same.
    let parted = try LogisticRegression(
      [[0], [1], [2], [3]], labels: [false, false, true, true], strength: 1e6)
    #expect(
      parted.weights[0].isFinite && parted.probability([0]) < 1e-3
        && parted.probability([3]) > 0.999)
    #expect(parted.probability([1e9]) == 1 && parted.probability([-1e9]) == 0)
  }

  @Test func groupsOfSeededCentres() {
    // Four heaps far apart are found whatever the seed, and the same seed gives the same bits.
    var random = CounterRandomText(seed: 41)
    let rows: [Float] = (0..<400).flatMap { index -> [Float] in
      [Float(index % 4 * 100) + Float(random.uniform()), Float(random.uniform())]
    }
    for seed in UInt64(0)..<8 {
      let means = KMeans(rows, width: 2, count: 4, seed: seed)
      #expect(means == KMeans(rows, width: 2, count: 4, seed: seed))
      for heap in 0..<4 {
        #expect(Set(stride(from: heap, to: 400, by: 4).map { means.labels[$0] }).count == 1)
      }
    }
    // More groups than rows, and rows that are all the same.
    #expect(KMeans([1, 2], width: 1, count: 5, seed: 1).centers.count <= 5)
    #expect(KMeans([3, 3, 3], width: 1, count: 2, seed: 1).inertia == 0)
  }

  @Test func aCentreWithoutRowsMoves() {
    let means = KMeans([0, 1, 10, 11], width: 1, centers: [0, 1000])
    #expect(means.labels == [0, 0, 1, 1] && means.centers == [0.5, 10.5])
  }

  /// Rows with a large common part are told apart once it is taken off.
  @Test func centredRowsAreComparedFromTheirMean() throws {
    let rows: [Float] = [101, 99, 99, 101, 101, 99.5, 99, 100.5]
    let raw = try EmbeddingTable(rows, width: 2)
    #expect(raw.cosine(0, 1) > 0.999)
    let centred = try EmbeddingTable(rows, width: 2, centred: true)
    #expect(abs(centred.cosine(0, 1) + 1) < 1e-6)
    #expect(centred.cosine(0, 2) > 0.9)
    #expect(centred.cosine(0, 2) < 0.999)
    // One row has nothing to be compared with, and stays what it is.
    #expect(try EmbeddingTable([3, 4], width: 2, centred: true).values == [0.6, 0.8])
  }

  @Test func tablesRefuseWhatIsNoTable() throws {
    #expect(throws: DataError.self) { try EmbeddingTable([1, 2, 3], width: 2) }
    #expect(throws: DataError.self) { try EmbeddingTable([1], width: 0) }
    let error = #expect(throws: DataError.self) { try EmbeddingTable([1, 2, .nan, 1], width: 2) }
    #expect(error?.description == "row 1 of the embeddings holds nan, expected finite numbers")
    let table = try EmbeddingTable([3, 4, 0, 0, -6, -8], width: 2)
    #expect(table.values == [0.6, 0.8, 0, 0, -0.6, -0.8])
    #expect(abs(table.cosine(0, 2) + 1) < 1e-6 && table.cosine(0, 1) == 0)
    #expect(table.cosinesToCentroid(of: [0, 2]) == [0, 0])
  }

  @Test func chainsFallWhole() throws {
    // a ~ b ~ c, but not a ~ c: the third goes although the second is gone.
    let table = try EmbeddingTable([1, 0, 0.96, 0.28, 0.8432, 0.5376], width: 2)
    let drops = SemanticDuplicates.drops(
      table, clusters: [0, 0, 0], order: .quality([3, 2, 1]), epsilon: 0.05)
    #expect(drops.map(\.index) == [1, 2] && drops.map(\.of) == [0, 1])
    #expect(SemanticDuplicates.drops(table, clusters: [0, 1, 2], order: .easy).isEmpty)
  }
}

import Foundation
import MotifCore
import MotifDistributed
import Testing

/// What the virtual clock knows of a cluster.
@Suite struct ClusterConstantsTests {
  /// The milliseconds that were measured for the shapes of the built-in points.
  @Test(arguments: [
    (5120, 4096, 4.433), (2048, 4096, 0.967), (4096, 8192, 5.297), (16384, 4096, 11.629),
    (4096, 16384, 10.165),
  ])
  func measuredShapesTakeTheMeasuredTime(rows: Int, columns: Int, milliseconds: Double) {
    let seconds = ClusterConstants.h200.orthogonalizationSeconds(rows: rows, columns: columns)
    #expect(abs(seconds * 1e3 / milliseconds - 1) < 2e-3)
  }

  @Test(arguments: [
    (1, 1), (64, 64), (1024, 4096), (4096, 4096), (3000, 5000), (4096, 8193), (8192, 8192),
    (8192, 4096), (20000, 4096), (100_000, 100_000), (0, 7),
  ])
  func otherShapesLieBetweenTheMeasuredOnes(rows: Int, columns: Int) {
    let rate = ClusterConstants.h200.operationsPerSecond(rows: rows, columns: columns)
    #expect(444e12 <= rate && rate <= 649e12)
  }

  @Test func neighboursOfAMeasuredShapeAreNearIt() {
    let rate = ClusterConstants.h200.operationsPerSecond(rows: 2050, columns: 4090)
    #expect(abs(rate / 444e12 - 1) < 0.01)
    var one = ClusterConstants.h200
    one.newtonSchulz = [.init(rows: 10, columns: 20, teraflops: 3)]
    #expect(abs(one.operationsPerSecond(rows: 7, columns: 900) / 3e12 - 1) < 1e-12)
  }

  @Test func whatAFileLeavesOutIsThatOfTheH200() throws {
    let text = """
      {"name": "slow", "collectiveSeconds": 1e-3, "contention": 0,
       "newtonSchulz": [{"rows": 8, "columns": 4, "teraflops": 0.5}]}
      """
    var expected = ClusterConstants.h200
    expected.name = "slow"
    expected.collectiveSeconds = 1e-3
    expected.contention = 0
    expected.newtonSchulz = [.init(rows: 8, columns: 4, teraflops: 0.5)]
    #expect(try ClusterConstants(Array(text.utf8), file: "slow.json") == expected)
    let written = try JSONEncoder().encode(ClusterConstants.h200)
    #expect(try ClusterConstants(Array(written), file: "h200.json") == .h200)
  }

  @Test(arguments: [
    ("[]", "c.json:1:1: expected an object in { }"),
    (#"{"contention": 1}"#, "c.json:1:16: contention: expected a number from 0 to below 1"),
    (
      #"{"contension": 0.5}"#,
      "c.json:1:2: contension: is not a key here; did you mean contention?"
    ),
    (
      #"{"allToAllBytesPerSecond": 0}"#,
      "c.json:1:28: allToAllBytesPerSecond: expected a number of bytes a second above 0"
    ),
    (
      #"{"collectiveSeconds": "fast"}"#,
      "c.json:1:23: collectiveSeconds: expected a number of seconds, 0 or more"
    ),
    (
      #"{"bytesPerElement": 2.5}"#,
      "c.json:1:21: bytesPerElement: expected a whole number from 1 to 8"
    ),
    (
      #"{"newtonSchulz": []}"#,
      "c.json:1:18: newtonSchulz: expected a list of one or more objects with rows, columns and teraflops"
    ),
    (
      #"{"newtonSchulz": [{"rows": 4, "columns": 4}]}"#,
      "c.json:1:19: newtonSchulz: expected an object with rows, columns and teraflops; it has no "
        + "teraflops"
    ),
    (#"{"name": 3}"#, "c.json:1:10: name: expected a text"),
    (
      #"{"newtonSchulz": [{"rows": 0, "columns": 4, "teraflops": 1}]}"#,
      "c.json:1:28: newtonSchulz.rows: expected a whole number from 1 to 16777216"
    ),
  ])
  func mistakesAreNamed(text: String, sentence: String) {
    let error = #expect(throws: JSONErrors.self) {
      try ClusterConstants(Array(text.utf8), file: "c.json")
    }
    #expect(error?.description == sentence)
  }
}

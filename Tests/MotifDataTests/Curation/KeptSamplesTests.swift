import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifData

@Suite struct KeptSamplesTests {
  @Test(arguments: [
    "", "{}", #"{"sources": [{"name": "a", "samples": -1, "kept": [0]}]}"#,
    #"{"sources": [{"name": "a", "samples": 2, "kept": [2]}]}"#,
    #"{"sources": [{"name": "a", "samples": 2, "kept": [-1]}]}"#,
    #"{"sources": [{"name": "a", "samples": 2, "kept": [1, 1]}]}"#,
    #"{"sources": [{"name": "a", "samples": 2, "kept": [1, 0]}]}"#,
  ])
  func aDamagedFileIsNamed(_ text: String) throws {
    let folder = TemporaryRoot.path + "/kept-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: folder + "/selection.json", atomically: false, encoding: .utf8)
    #expect(throws: FileError.self) { _ = try KeptSamples.read(in: folder) }
  }
}

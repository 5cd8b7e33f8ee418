import Foundation
import MotifTestSupport
import Testing

/// What tests write lies below one folder, which goes with the process.
@Suite struct TemporaryRootTests {
  @Test func everyTestWorksBelowTheRoot() throws {
    let tests = Repository.root.appendingPathComponent("Tests")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
      .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("ExamplePackage/") }
    let strays = try paths.filter { path in
      let text = try String(contentsOf: tests.appendingPathComponent(path), encoding: .utf8)
      return text.contains(".temporary" + "Directory")
    }
    #expect(strays == ["MotifTestSupport/TemporaryRoot.swift"])
  }

  @Test func theRootIsThere() {
    var isFolder: ObjCBool = false
    #expect(FileManager.default.fileExists(atPath: TemporaryRoot.path, isDirectory: &isFolder))
    #expect(isFolder.boolValue && TemporaryRoot.url.path == TemporaryRoot.path)
  }
}

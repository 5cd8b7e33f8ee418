import Foundation
import Testing

/// The config that a run keeps says everything: training from it gives the same weights.
@Suite struct RunHashTests {
  @Test func theStoredConfigReproducesTheRun() throws {
    let place = try Workplace()
    try FileManager.default.createDirectory(
      atPath: place.path + "/recipes", withIntermediateDirectories: false)
    let text = (0..<40).map { "Paragraph \($0) of the file.\n" }.joined(separator: "\n")
    try place.write("recipes/a.txt", text)
    try place.writeTinyRecipe(steps: 4)
    // A layer over another file, a source beside it, and values of the command line.
    try place.write(
      "recipes/child.json",
      """
      {"extends": "../tiny.json", "optimizer": {"kind": "muon"},
       "data": {
         "sources": [
           {"name": "stories", "family": "stories", "documents": 60},
           {"name": "file", "kind": "text", "path": "a.txt",
            "split": {"kind": "paragraphs", "bytes": 20}}],
         "mixture": {"knots": [{"weights": {"file": 1}}, {"at": 1, "weights": {"stories": 2}}]}}}
      """)
    let first = try Executable.run(
      ["recipes/child.json", "--set", "seed=11", "--set", "optimizer.momentum=0.8"],
      in: place.path)
    #expect(first.status == 0, "\(first.all)")
    let hashes = try place.hashes("child", step: 4)

    let stored = "runs/child/config.json"
    let again = try Executable.run(
      [stored, "--set", "name=again", "--set", "output=elsewhere"], in: place.path)
    #expect(again.status == 0, "\(again.all)")
    #expect(try place.hashes("again", step: 4, output: "elsewhere") == hashes)

    let other = try Executable.run([stored, "--set", "name=c", "--set", "seed=12"], in: place.path)
    #expect(other.status == 0, "\(other.all)")
    #expect(try place.hashes("c", step: 4) != hashes)
  }
}

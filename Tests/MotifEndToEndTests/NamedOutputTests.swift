import Foundation
import Testing

/// Paths that a user names for results: written through, and tried before long work.
@Suite(.serialized) final class NamedOutputTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 2)
  }

  private func type(_ name: String) -> FileAttributeType? {
    let found = try? FileManager.default.attributesOfItem(atPath: place.path + "/" + name)
    return found?[.type] as? FileAttributeType
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: place.path + "/" + name, encoding: .utf8)) ?? ""
  }

  @Test func linksPipesAndDevicesStayWhatTheyAre() throws {
    #expect(try Executable.run(["tiny.json"], in: place.path).status == 0)
    try place.write("kept.html", "old")
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/link.html", withDestinationPath: "kept.html")
    for command in ["report runs/tiny", "compare runs/tiny runs/tiny"] {
      let result = try Executable.shell(
        "\"$MOTIF\" \(command) --html link.html && \"$MOTIF\" \(command) --html /dev/null && "
          + "mkfifo pipe && { cat pipe > got & \"$MOTIF\" \(command) --html pipe; wait; } && "
          + "test -p pipe && rm pipe", in: place.path)
      #expect(result.status == 0, "\(command): \(result.all)")
      #expect(type("link.html") == .typeSymbolicLink && text("kept.html").contains("<svg"))
      #expect(text("got").hasSuffix("</html>\n"), "\(command)")
    }
    #expect((place.partials(of: "kept.html") + place.partials(of: "link.html")).isEmpty)
  }

  @Test func aTraceIsWrittenThrough() throws {
    try place.write("trace.json", "old")
    try FileManager.default.createSymbolicLink(
      atPath: place.path + "/link.json", withDestinationPath: "trace.json")
    let result = try Executable.run(["tiny.json", "--trace", "link.json"], in: place.path)
    #expect(result.status == 0, "\(result.all)")
    #expect(type("link.json") == .typeSymbolicLink && text("trace.json").contains("traceEvents"))
  }

  @Test(arguments: [
    (["tiny.json", "--trace", "none/trace.json"], "none/trace.json: cannot write: no such file"),
    (["tiny.json", "--trace", "."], ".: cannot write: it is a folder"),
    (
      ["tiny.json", "--set", "output=tiny.json/runs"],
      "tiny.json/runs/tiny: cannot create the folder"
    ),
    (["tiny.json", "--plan", "--set", "output=tiny.json"], "tiny.json: cannot create the folder"),
    (["tiny.json", "--set", "output=/proc/self/none"], "/proc/self/none/tiny: cannot create"),
  ]) func whatCannotBeWrittenIsFoundBeforeAnythingIsRead(_ arguments: [String], _ says: String)
    throws
  {
    let result = try Executable.run(arguments, in: place.path)
    #expect(result.status == 3 && result.error.contains(says), "\(result.all)")
    #expect(!result.error.contains("reading") && !result.error.contains("tokenizing"))
    #expect(!place.exists("runs"))
  }

  @Test(arguments: ["report runs/none", "compare runs/none runs/none"])
  func aFailureLeavesNoEmptyPage(_ command: String) throws {
    try place.write("old.html", "old")
    let result = try Executable.shell(
      "\"$MOTIF\" \(command) --html new.html; \"$MOTIF\" \(command) --html old.html", in: place.path
    )
    #expect(result.status == 3 && !place.exists("new.html") && text("old.html") == "old")
  }
}

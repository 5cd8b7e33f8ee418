import Foundation
import Testing

/// Results as JSON and as pages, from the program itself.
@Suite(.serialized) final class ResultTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.writeTinyRecipe(steps: 4)
  }

  /// Runs the program with `--json`; its standard output must be one JSON object.
  private func object(_ arguments: [String], status: Int32 = 0) throws -> [String: Any] {
    let result = try Executable.run(arguments + ["--json"], in: place.path)
    #expect(result.status == status, "\(arguments): \(result.all)")
    let found = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(found as? [String: Any], "\(result.all)")
  }

  @Test func everyCommandAnswersInJSON() throws {
    let check = try object(["tiny.json", "--check"])
    #expect(check["steps"] as? Int == 4 && (check["sources"] as? [Any])?.count == 2)

    let listing = try object(["tiny.json", "--print-config", "--set", "seed=5"])
    let rows = try #require(listing["values"] as? [[String: Any]])
    let seed = try #require(rows.first { $0["key"] as? String == "seed" })
    #expect(seed["value"] as? Int == 5 && seed["origin"] as? String == "--set seed=5")

    let trained = try object(["tiny.json", "--trace", "trace.json"])
    #expect(trained["run"] as? String == "runs/tiny")
    let validation = try #require(trained["validation"] as? [[String: Any]])
    #expect(validation.map { $0["domain"] as? String } == ["stories", "arithmetic", "all"])
    #expect(try #require(trained["samples"] as? [Any]).count == 1)
    let trace = try Data(contentsOf: URL(fileURLWithPath: place.path + "/trace.json"))
    let events = try JSONSerialization.jsonObject(with: trace) as? [String: Any]
    let names = (events?["traceEvents"] as? [[String: Any]] ?? []).map { $0["name"] as? String }
    for name in ["step 1", "step 4", "forward", "backward", "optimizer", "validation", "linear"] {
      let isThere = names.contains(name)
      #expect(isThere, "\(name)")
    }

    let text = try object(["generate", "runs/tiny", "--prompt", "One", "--tokens", "3"])
    #expect(text["prompt"] as? String == "One" && text["text"] is String)

    let report = try object(["report", "runs/tiny", "--html", "page.html"])
    #expect(report["steps"] as? Int == 4 && report["validation"] is [String: Any])
    _ = try object(["tiny.json", "--set", "name=other", "--set", "seed=4"])
    let result = try Executable.run(
      ["compare", "runs/tiny", "runs/other", "--html", "both.html", "--json"], in: place.path)
    let both = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
    #expect(both?.map { $0["run"] as? String } == ["runs/tiny", "runs/other"], "\(result.all)")
    for page in ["page.html", "both.html", "runs/tiny/report.html"] {
      let html = try String(contentsOfFile: place.path + "/" + page, encoding: .utf8)
      #expect(html.contains("<svg") && html.contains("Training loss"), "\(page)")
    }
    let report2 = try String(contentsOfFile: place.path + "/page.html", encoding: .utf8)
    #expect(report2.contains("stories planned") && report2.contains("Mixture"))
  }

  @Test func everyErrorAnswersInJSON() throws {
    let typo = try object(["tiny.json", "--set", "optimiser.learningRate=1"], status: 2)
    let issues = try #require(typo["issues"] as? [[String: Any]])
    #expect(issues.first?["suggestion"] as? String == "optimizer" && typo["exitCode"] as? Int == 2)
    #expect(try object(["--frob"], status: 2)["error"] is String)
    #expect(try object(["report", "nowhere"], status: 3)["exitCode"] as? Int == 3)
    #expect(try object(["compare", "runs/a"], status: 2)["error"] is String)
    let stopped = try object(
      ["tiny.json", "--set", "optimizer.learningRate=1e30", "--set", "name=nan"], status: 4)
    #expect((stopped["error"] as? String)?.contains("step") == true)
  }
}

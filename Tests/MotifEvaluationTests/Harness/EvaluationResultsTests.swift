import Foundation
import Testing

@testable import MotifEvaluation

/// Results are written whole and read back, and shown in a table.
@Suite struct EvaluationResultsTests {
  private func results(_ folder: ScratchFolder) throws -> EvaluationResults {
    var results = EvaluationResults(model: "m", weights: "w", program: "p 1")
    results.tasks = [
      TaskResult(
        task: "arc", shots: 25, samples: 3,
        metrics: [.init(metric: "acc", value: 0.5, stderr: nil, n: 3)]),
      TaskResult(task: "humaneval", shots: 0, samples: 2, metrics: [], note: "not run"),
    ]
    let text = try folder.write("text.txt", "a b\n")
    results.texts = [try #require(try TextResult(text, of: AskedModel()))]
    return results
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let folder = try ScratchFolder()
    let results = try results(folder)
    let path = folder.path + "/results.json"
    try results.write(to: path)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try JSONDecoder().decode(EvaluationResults.self, from: data) == results)
    #expect(!String(decoding: data, as: UTF8.self).contains("stderr"))
  }

  @Test func theTableTellsEveryMetric() throws {
    let text = try results(ScratchFolder()).text
    #expect(text.contains("arc, acc ") && text.contains("0.5000  "))
    #expect(text.contains("humaneval: not run") && text.contains("1.4427 bits per byte, 4 bytes"))
  }

  @Test func textsAreOneDocument() throws {
    let folder = try ScratchFolder()
    let result = try #require(try TextResult(folder.write("t", " a b "), of: AskedModel()))
    #expect(result.bytes == 5 && result.words == 4)
    #expect(abs(result.bitsPerByte - 1 / log(2)) < 1e-15)
    #expect(abs(result.wordPerplexity - exp(1.25)) < 1e-12)
    #expect(try TextResult(folder.write("t", "x"), of: AskedModel()) { _, _ in false } == nil)
    #expect { try TextResult(folder.write("t", ""), of: AskedModel()) } throws: {
      "\($0)".hasSuffix("holds no text")
    }
    #expect { try TextResult(folder.path + "/none", of: AskedModel()) } throws: {
      "\($0)".contains("no such file")
    }
  }
}

import Foundation
import MotifCore
import MotifTestSupport
import Testing

@testable import MotifEvaluation

/// Prompts made from public files equal those of lm-evaluation-harness, byte for byte.
@Suite(.enabled(if: PublicData.folder != nil, Comment(rawValue: PublicData.reason)))
struct ShotPromptTests {
  private struct Row: Decodable {
    var id: Int
    var task: String
    var document: Int
    var num_fewshot: Int
    var fewshot: [Int]?
    var fewshot_from: String
    var sha256: String
    var bytes: Int
    var scalars: Int
    var sampler: String
    var description: String?
    var stop: [String]?
    var prompt: String?
    var tail: String?

    /// The rows that one sampler draws for.
    var group: String { "\(task) \(num_fewshot) \(sampler)" }
    var format: TaskFormat? {
      task.hasPrefix("bbh/") ? .bigBenchHard : TaskFormat(rawValue: task)
    }
    var file: String {
      switch format {
      case .gsm8k, .gsm8kThought: "eval/gsm8k-test.jsonl"
      case .humaneval: "eval/humaneval.jsonl"
      default: "eval/\(task).json"
      }
    }
  }

  @Test func promptsEqualTheRecording() throws {
    let rows: [Row] = try GoldenFile.rows("prompts.jsonl")
    var samplers: [String: ShotSampler] = [:]
    var files: [String: [TaskQuestion]] = [:]
    var compared = 0
    func questions(_ name: String, _ format: TaskFormat) throws -> [TaskQuestion] {
      let key = "\(format) \(name)"
      if let known = files[key] { return known }
      let read = try QuestionRows.read(PublicData.path(name)).map { try format.question($0) }
      files[key] = read
      return read
    }
    for row in rows {
      guard let format = row.format else { continue }
      // Exemplars that belong to the format; those of BBH are not among the files.
      let standard = format.standardExamples
      guard let shots = row.fewshot ?? (standard.isEmpty ? nil : Array(0..<row.num_fewshot)) else {
        continue
      }
      let asked = try questions(row.file, format)
      let source =
        row.fewshot == nil ? standard : try questions(row.fewshot_from, format)
      let question = asked[row.document]
      let kind = ShotSampler.Kind(rawValue: row.sampler) ?? .firstN
      var sampler = samplers[row.group] ?? ShotSampler(kind, rowCount: source.count)
      let isSame: ((Int) -> Bool)? =
        row.file == row.fewshot_from && row.num_fewshot > 0
        ? { GoldenFile.isSame(source[$0].example, question.example) } : nil
      let drawn = sampler.rows(row.num_fewshot, where: isSame)
      samplers[row.group] = sampler
      #expect(drawn == shots, "row \(row.id)")
      let prompt =
        ShotPrompt.prefix(
          of: question, examples: drawn.map { source[$0] }, description: row.description ?? "",
          separator: format.separator) + question.prompt
      #expect(
        Array(prompt.utf8).withUnsafeBytes(SHA256.digest) == row.sha256, "row \(row.id): \(prompt)")
      #expect(prompt.utf8.count == row.bytes && prompt.unicodeScalars.count == row.scalars)
      if let whole = row.prompt { #expect(GoldenFile.isSame(prompt, whole)) }
      if let stop = row.stop { #expect(format.standardStops == stop) }
      compared += 1
    }
    #expect(compared > 0)
  }
}

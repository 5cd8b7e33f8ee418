import Foundation
import Testing

@testable import MotifData

/// The families and the eight domains as sources of documents.
@Suite struct GeneratorDocumentsTests {
  static let names = TaskDomain.allCases.map(\.rawValue) + TaskGenerators.families.map(\.name)

  @Test func everySourceHasOneName() {
    let names = SyntheticDomains.sources.map(\.name)
    #expect(Set(names).count == names.count && names.count == 5 + 8 + TaskGenerators.families.count)
    #expect(names.prefix(5) == ["stories", "questions", "arithmetic", "programs", "korean"])
    #expect(SyntheticDomains.all.map(\.name) == Array(names.prefix(5)))
    let error = #expect(throws: DataError.self) { try SyntheticDomains.named("zebras") }
    #expect(error.map { "\($0)" }?.contains("stories, questions") ?? false)
  }

  @Test(arguments: names) func documentsAreReproducibleAndHoldTasksBack(name: String) throws {
    let domain = try #require(SyntheticDomains.named(name) as? any EvaluatedDomain)
    #expect(domain.name == name)
    let documents = (0..<120).map { domain.document(index: $0, seed: 4) }
    #expect(
      documents.reversed() == (0..<120).reversed().map { domain.document(index: $0, seed: 4) })
    #expect(documents[0] != domain.document(index: 0, seed: 5))
    #expect(documents.allSatisfy { $0.text.hasSuffix("\n") && !$0.text.contains("\n\n\n") })
    #expect(Set(documents.map(\.text)).count > 110)
    let text = "\n" + documents.map(\.text).joined(separator: "\n")
    for index in 0..<40 {
      let item = domain.item(index: index, seed: 4)
      #expect(item == domain.item(index: index, seed: 4))
      #expect(item.verify(item.answer) && !item.verify("") && !item.verify("x" + item.answer))
      #expect(!text.contains("\n" + item.prompt + item.answer), "\(item)")
    }
  }

  @Test(arguments: TaskGenerators.families.map(\.name)) func tasksOfDocumentsAreThoseOfTheFamily(
    name: String
  ) throws {
    let family = try #require(TaskGenerators.families.first { $0.name == name })
    let domain = GeneratorDocuments(family: family)
    var (worked, bare) = (0, 0)
    for index in 0..<100 {
      let document = domain.document(index: index, seed: 9)
      let tasks = document.text.components(separatedBy: "\n\n")
      #expect(tasks.count == 3)
      for task in tasks {
        let lines = task.split(separator: "\n")
        #expect(lines.last?.hasPrefix("Answer: ") ?? false)
        let answer = try #require(lines.last).dropFirst(8)
        #expect(!answer.isEmpty)
        if lines.count > 2 { worked += 1 } else { bare += 1 }
      }
      #expect((document.entropyBits != nil) == family.hasKnownEntropy)
      if let bits = document.entropyBits { #expect(bits > 5 && bits < 1000) }
    }
    #expect(worked > 20)
  }

  /// A source of a family says what a perfect model would score, or nothing where that is not known.
  @Test(arguments: [("chain", true), ("numberWords", true), ("zebra", false), ("reasoning", false)])
  func sourcesOfFamiliesHaveTheirFloor(name: String, isKnown: Bool) throws {
    let source = CorpusSource.synthetic(domain: name, documents: 200, seed: 3)
    let documents = try source.documents(domain: name)
    #expect(documents.count == 200 && source.leastMemory.kept > 10_000)
    var config = BPETrainer.Config()
    config.vocabularySize = 400
    let tokenizer = try BPETrainer.train(config, on: documents)
    let corpus = try TokenizedCorpus(domain: name, documents: documents, tokenizer: tokenizer)
    let floor = GeneratorFloor([corpus]).share(
      of: documents, in: corpus, tokens: .max, tokenizer: tokenizer)?.bitsPerByte
    #expect((floor != nil) == isKnown)
    if let floor {
      #expect(floor > 0.05 && floor < byteUnigramEntropy(documents.map(\.text).joined()))
    }
  }

  /// Documents of families with a floor tell it also among those of their domain.
  @Test func aFloorIsKnownWhereEveryFamilyHasOne() {
    for domain in TaskDomain.allCases {
      let documents = (0..<200).map { DomainDocuments(domain).document(index: $0, seed: 2) }
      let members = TaskGenerators.families.filter { $0.domain == domain }
      let known = members.count { $0.hasKnownEntropy }
      #expect(documents.contains { $0.entropyBits != nil } == (known > 0))
      #expect(documents.contains { $0.entropyBits == nil } == (known < members.count))
    }
  }
}

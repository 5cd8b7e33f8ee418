import Testing

@testable import MotifData

/// What items ask occurs in no document, and only the answer is accepted.
@Suite struct HeldOutTests {
  /// What a text gives away: expressions before "=", questions, whole programs.
  private func tasks(of text: String, in domain: String) -> Set<Substring> {
    switch domain {
    case "arithmetic":
      let words = text.split { $0 == " " || $0 == "\n" }
      return Set(words.compactMap { word in word.firstIndex(of: "=").map { word[..<$0] } })
    case "questions":
      return Set(text.split(separator: "\n").filter { $0.hasPrefix("Q: ") })
    default:
      var programs: Set<Substring> = []
      var source = ""
      for line in text.split(separator: "\n") {
        if line.hasPrefix("# output: ") {
          programs.insert(source[...])
          source = ""
        } else {
          source += line + "\n"
        }
      }
      return programs
    }
  }

  @Test(arguments: SyntheticDomains.evaluated.map(\.name)) func noDocumentShowsAnItem(
    name: String
  ) throws {
    let domain = try #require(SyntheticDomains.named(name) as? any EvaluatedDomain)
    var shown: Set<Substring> = []
    for index in 0..<3000 {
      shown.formUnion(tasks(of: domain.document(index: index, seed: 1).text, in: name))
    }
    var asked: Set<Substring> = []
    for index in 0..<500 {
      let item = domain.item(index: index, seed: 1)
      let found = tasks(of: item.prompt + item.answer, in: name)
      #expect(found.count == 1, "\(item)")
      asked.formUnion(found)
    }
    #expect(shown.count > 100 && asked.count > 5)
    #expect(shown.isDisjoint(with: asked), "\(shown.intersection(asked))")
  }

  @Test(arguments: SyntheticDomains.evaluated.map(\.name)) func itemsAreReproducibleAndStrict(
    name: String
  ) throws {
    let domain = try #require(SyntheticDomains.named(name) as? any EvaluatedDomain)
    for index in 0..<200 {
      let item = domain.item(index: index, seed: 2)
      #expect(item == domain.item(index: index, seed: 2))
      #expect(item.verify(item.answer) && !item.verify(""))
      for length in 0..<item.answer.utf8.count {
        #expect(!item.verify(String(item.answer.prefix(length))), "a prefix of \(item)")
      }
      for (place, character) in zip(item.answer.indices, item.answer) where character.isNumber {
        for digit in "0123456789" {
          var other = item.answer
          other.insert(digit, at: place)
          #expect(!item.verify(other), "\(other) for \(item)")
          guard digit != character else { continue }
          other = item.answer
          other.replaceSubrange(place...place, with: [digit])
          #expect(!item.verify(other), "\(other) for \(item)")
        }
      }
      #expect(!item.verify("-" + item.answer) && !item.verify(item.answer.dropLast() + "0"))
    }
  }

  @Test func everyLineOfArithmeticIsRight() throws {
    var checked = 0
    for index in 0..<300 {
      let text = ArithmeticDomain().document(index: index, seed: 9).text
      for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) where word.contains("=") {
        let sides = word.dropLast().split(separator: "=")
        try #require(sides.count == 2 && word.hasSuffix("."), "\(word)")
        let sign = try #require(sides[0].first { "+-*".contains($0) })
        let numbers = sides[0].split(separator: sign).compactMap { Int($0) }
        try #require(numbers.count == 2, "\(word)")
        let (a, b) = (numbers[0], numbers[1])
        #expect(Int(sides[1]) == (sign == "+" ? a + b : sign == "-" ? a - b : a * b), "\(word)")
        checked += 1
      }
    }
    #expect(checked == 300 * 8)
  }
}

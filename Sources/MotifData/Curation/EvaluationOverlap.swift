internal import MotifCore

/// The 13-grams of words of evaluation prompts, and where a text repeats one.
///
/// Texts are normalised, ASCII punctuation is deleted, and what is left is split at spaces: the windows
/// of lm-evaluation-harness's janitor. A prompt of fewer words matches nothing. Words are compared
/// themselves, not by hashes, so no text is lost to a collision.
package struct EvaluationOverlap: Sendable {
  /// The words of a window.
  package let size: Int
  /// A number for every word of the prompts.
  private var numbers: [[UInt8]: Int32] = [:]
  /// The numbers of the prompts' words, one prompt after the other, −1 after each.
  private var words: [Int32] = []
  /// Where in ``words`` the windows with a hash begin.
  private var places: [UInt64: [Int32]] = [:]

  /// The windows of `prompts`.
  package init(prompts: some Sequence<String>, size: Int = 13) {
    precondition(size > 0, "a window of \(size) words holds nothing")
    self.size = size
    for prompt in prompts { add(prompt) }
  }

  /// How many different windows the prompts have.
  package var count: Int { places.values.reduce(0) { $0 + $1.count } }

  /// The index of the first word of every window of `text` that is also one of a prompt.
  package func hits(in text: NormalizedText) -> [Int] {
    let sequence = Self.words(of: text).map { numbers[$0] ?? -1 }
    guard sequence.count >= size else { return [] }
    var hits: [Int] = []
    // Words since the last that no prompt has.
    var known = 0
    for end in sequence.indices {
      known = sequence[end] < 0 ? 0 : known + 1
      guard known >= size else { continue }
      let window = sequence[end + 1 - size...end]
      if place(of: window) != nil { hits.append(end + 1 - size) }
    }
    return hits
  }

  /// The words that are compared.
  static func words(of text: NormalizedText) -> [[UInt8]] {
    text.words.compactMap { range in
      let word = text.utf8[range].filter { !isPunctuation($0) }
      return word.isEmpty ? nil : word
    }
  }

  private mutating func add(_ prompt: String) {
    let start = words.count
    for word in Self.words(of: NormalizedText(prompt)) {
      words.append(numbers[word] ?? Int32(numbers.count))
      numbers[word] = words.last
    }
    for first in stride(from: start, through: words.count - size, by: 1) {
      let window = words[first..<first + size]
      if place(of: window) == nil { places[hash(of: window), default: []].append(Int32(first)) }
    }
    words.append(-1)
  }

  private func place(of window: ArraySlice<Int32>) -> Int32? {
    places[hash(of: window)]?.first { words[Int($0)..<Int($0) + size].elementsEqual(window) }
  }

  private func hash(of window: ArraySlice<Int32>) -> UInt64 {
    var hash = FNV1a()
    for word in window { hash.add(UInt64(UInt32(bitPattern: word))) }
    return hash.value
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}

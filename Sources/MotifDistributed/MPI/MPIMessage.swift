internal import MotifCore

/// What a rank tells another one of its group besides the data of collectives.
///
/// Each rank sends each other one what it calls, in the order of its calls, so that everyone knows
/// who has come and with what before any data moves. The bytes are a number of words of eight bytes
/// and a text behind them, in the order of the machine: all ranks run the same build.
enum MPIMessage: Sendable {
  /// The rank has started its call `sequence` of the group; buffers are not told.
  case call(sequence: Int, PostedCollective)
  /// The rank takes part no more from this call on.
  case withdrawn(sequence: Int, CommunicatorError)
  /// The rank has returned after so many calls; its last message.
  case ended(sequence: Int)
  /// Asks for an answer.
  case question
  /// The rank is there.
  case answer

  /// Bytes of text that are told at most.
  private static let longestText = 2048
  private static let wordSize = 8
  /// Kind, sequence, operation and its argument, type, line and number of counts.
  private static let fixedWords = 7

  /// The bytes that a message in a group of `size` ranks has at most.
  static func capacity(_ size: Int) -> Int {
    wordSize * (2 + fixedWords + 2 * size) + longestText
  }

  /// The bytes that are sent.
  var bytes: [UInt8] {
    let (words, text) = content
    let tail = Array(text.utf8.prefix(Self.longestText))
    return ([words.count, tail.count] + words).withUnsafeBytes(Array.init) + tail
  }

  private var content: ([Int], String) {
    switch self {
    case .call(let sequence, let call):
      let collective = call.collective
      let (code, argument) = Self.code(collective.operation)
      let type = ScalarType.allCases.firstIndex(of: collective.type) ?? 0
      let counts = collective.counts + collective.receiveCounts
      return (
        [0, sequence, code, argument, type, call.site.line, collective.counts.count] + counts,
        call.site.fileID
      )
    case .withdrawn(let sequence, let error):
      let kind = CommunicatorError.Kind.allCases.firstIndex(of: error.kind) ?? 0
      return ([1, sequence, kind], error.description)
    case .ended(let sequence): return ([2, sequence], "")
    case .question: return ([3], "")
    case .answer: return ([4], "")
    }
  }

  /// Reads a message from the beginning of `bytes`; nil for what this build does not send.
  init?(_ bytes: UnsafeRawBufferPointer) {
    func word(_ index: Int) -> Int {
      bytes.loadUnaligned(fromByteOffset: index * Self.wordSize, as: Int.self)
    }
    guard bytes.count >= 3 * Self.wordSize else { return nil }
    let (wordCount, textCount) = (word(0), word(1))
    let room = bytes.count / Self.wordSize - 2
    guard 1...room ~= wordCount, 0...Self.longestText ~= textCount,
      (2 + wordCount) * Self.wordSize + textCount <= bytes.count
    else { return nil }
    let words = (0..<wordCount).map { word(2 + $0) }
    let start = (2 + wordCount) * Self.wordSize
    let text = String(decoding: bytes[start..<start + textCount], as: UTF8.self)
    switch (words[0], words.count) {
    case (0, Self.fixedWords...):
      guard let call = Self.call(words, text) else { return nil }
      self = .call(sequence: words[1], call)
    case (1, 3):
      guard CommunicatorError.Kind.allCases.indices ~= words[2] else { return nil }
      self = .withdrawn(
        sequence: words[1], CommunicatorError(CommunicatorError.Kind.allCases[words[2]], text))
    case (2, 2): self = .ended(sequence: words[1])
    case (3, 1): self = .question
    case (4, 1): self = .answer
    default: return nil
    }
  }

  private static func call(_ words: [Int], _ fileID: String) -> PostedCollective? {
    let counts = words[fixedWords...]
    guard let operation = operation(words[2], words[3]),
      ScalarType.allCases.indices ~= words[4], 0...counts.count ~= words[6]
    else { return nil }
    return PostedCollective(
      collective: Collective(
        operation, ScalarType.allCases[words[4]], counts: Array(counts.prefix(words[6])),
        receiveCounts: Array(counts.dropFirst(words[6]))),
      site: CallSite(fileID: fileID, line: words[5]))
  }

  private static func code(_ operation: Collective.Operation) -> (Int, Int) {
    func index(_ reduction: ReduceOperation) -> Int {
      ReduceOperation.allCases.firstIndex(of: reduction) ?? 0
    }
    return switch operation {
    case .barrier: (0, 0)
    case .broadcast(let root): (1, root)
    case .allReduce(let reduction): (2, index(reduction))
    case .allGather: (3, 0)
    case .reduceScatter(let reduction): (4, index(reduction))
    case .allToAllV: (5, 0)
    case .split: (6, 0)
    }
  }

  private static func operation(_ code: Int, _ argument: Int) -> Collective.Operation? {
    let reductions = ReduceOperation.allCases
    return switch code {
    case 0: .barrier
    case 1: .broadcast(root: argument)
    case 2 where reductions.indices ~= argument: .allReduce(reductions[argument])
    case 3: .allGather
    case 4 where reductions.indices ~= argument: .reduceScatter(reductions[argument])
    case 5: .allToAllV
    case 6: .split
    default: nil
    }
  }
}

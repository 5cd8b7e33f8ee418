package import MotifCore

/// Many tokens, in memory or in files.
///
/// Cost: O(1) for a token in memory and for one near the token asked for last, else a binary search
/// and at most one read of a small block.
public struct TokenSequence: RandomAccessCollection, Sendable, Equatable {
  private enum Storage: Sendable {
    case memory([Int32])
    case files(StoredTokens)
  }

  private let storage: Storage
  /// One more than the last index.
  public let endIndex: Int

  /// Tokens in memory.
  init(_ tokens: [Int32]) {
    storage = .memory(tokens)
    endIndex = tokens.count
  }

  /// Tokens that are read when they are asked for.
  init(_ tokens: StoredTokens) {
    storage = .files(tokens)
    endIndex = tokens.count
  }

  /// The first index, 0.
  public var startIndex: Int { 0 }

  /// Token `index`, in `0 ..< endIndex`.
  public subscript(index: Int) -> Int32 {
    switch storage {
    case .memory(let tokens): tokens[index]
    case .files(let tokens): tokens[index]
    }
  }

  /// Whether both have the same tokens.
  public static func == (first: TokenSequence, second: TokenSequence) -> Bool {
    switch (first.storage, second.storage) {
    case (.memory(let a), .memory(let b)): a == b
    default: first.count == second.count && first.elementsEqual(second)
    }
  }

  /// What the files refused since they were opened; nil while all was read.
  package var failure: FileError? {
    switch storage {
    case .memory: nil
    case .files(let tokens): tokens.failure
    }
  }
}

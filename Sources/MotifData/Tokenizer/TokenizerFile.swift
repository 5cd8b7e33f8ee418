internal import Foundation
public import MotifCore

/// Reads and writes Hugging Face's `tokenizer.json` for byte-level BPE.
public enum TokenizerFile {
  /// The tokeniser in the file at `path`; the error names what the file asks for and is not offered.
  public static func load(_ path: String) throws(FileError) -> ByteLevelBPE {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileError(path: path, reason: "cannot be read; expected a tokenizer.json")
    }
    let file: TokenizerJSON
    do {
      file = try JSONDecoder().decode(TokenizerJSON.self, from: data)
    } catch {
      throw FileError(
        path: path, reason: "is not a byte-level BPE tokenizer.json: \(explain(error))")
    }
    return try TokenizerBuilder(path: path, file: file).build()
  }

  /// Writes `tokenizer` to `path`, replacing a file there in one step.
  public static func save(_ tokenizer: ByteLevelBPE, to path: String) throws(FileError) {
    do {
      try Data(json(tokenizer).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }

  private static func explain(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func place(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
      return keys.isEmpty ? context.debugDescription : "\(keys): \(context.debugDescription)"
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "the key \(key.stringValue) is missing (\(place(context)))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return place(context)
    @unknown default: return "\(error)"
    }
  }
}

/// Turns the file into a tokeniser, or says in one sentence why not.
private struct TokenizerBuilder {
  let path: String
  let file: TokenizerJSON

  /// Ids from here on are taken for damage.
  ///
  /// Tables are as long as the largest id, and a file of few tokens must not make them long.
  /// Published vocabularies leave at most some hundred ids unused.
  private var idLimit: Int {
    min(1 << 22, 4096 + 4 * (file.model.vocab.count + (file.added_tokens ?? []).count))
  }

  func fail(_ reason: String) -> FileError { FileError(path: path, reason: reason) }

  func build() throws(FileError) -> ByteLevelBPE {
    try checkModel()
    let added = try addedTokens()
    let tokens = try tokens(except: Set(added.map(\.content)))
    for token in added where tokens.indices.contains(Int(token.id)) {
      guard tokens[Int(token.id)] == nil else {
        throw fail(
          "the added token \"\(token.content)\" has the id \(token.id) of another token")
      }
    }
    var ids: [ContiguousArray<UInt8>: Int32] = [:]
    for (id, bytes) in tokens.enumerated() {
      if let bytes { ids[bytes] = Int32(id) }
    }
    for byte in UInt8.min...UInt8.max where ids[[byte]] == nil {
      throw fail("the vocabulary has no token for byte \(byte): it is not byte-level")
    }
    return ByteLevelBPE(
      tokens: tokens, merges: try merges(ids), addedTokens: added,
      preTokenizer: try preTokenizer(), ignoresMerges: file.model.ignore_merges ?? false)
  }

  private func checkModel() throws(FileError) {
    let model = file.model
    if let type = model.type, type != "BPE" { throw fail("model.type is \(type), expected BPE") }
    if let dropout = model.dropout, dropout != 0 { throw fail("model.dropout is not supported") }
    if model.byte_fallback == true { throw fail("model.byte_fallback is not supported") }
    if !(model.continuing_subword_prefix ?? "").isEmpty || !(model.end_of_word_suffix ?? "").isEmpty
    {
      throw fail("subword prefixes and suffixes are not supported")
    }
    if let normalizer = file.normalizer {
      throw fail("the normalizer \(normalizer.type) is not supported; expected none")
    }
  }

  private func addedTokens() throws(FileError) -> [AddedToken] {
    var added: [AddedToken] = []
    for token in file.added_tokens ?? [] {
      guard token.lstrip != true, token.rstrip != true, token.single_word != true else {
        throw fail("the added token \(token.content) uses lstrip, rstrip or single_word")
      }
      guard (0..<idLimit).contains(token.id), !token.content.isEmpty else {
        throw fail("the added token \"\(token.content)\" has the impossible id \(token.id)")
      }
      added.append(
        AddedToken(
          id: Int32(token.id), content: token.content, isSpecial: token.special ?? false))
    }
    if Set(added.map(\.id)).count < added.count {
      throw fail("two added tokens have the same id")
    }
    return added
  }

  private func tokens(except added: Set<String>) throws(FileError) -> [ContiguousArray<UInt8>?] {
    let largest = file.model.vocab.values.max() ?? 0
    guard largest < idLimit else { throw fail("the token id \(largest) is impossible") }
    let size = max(0, largest) + 1
    var tokens = [ContiguousArray<UInt8>?](repeating: nil, count: size)
    for (spelling, id) in file.model.vocab where !added.contains(spelling) {
      guard let bytes = ByteAlphabet.bytes(spelling), !bytes.isEmpty else {
        throw fail("the token \"\(spelling)\" is not spelled in the byte-level alphabet")
      }
      guard id >= 0, tokens[id] == nil else {
        throw fail("the token \"\(spelling)\" has the id \(id), which is negative or taken")
      }
      tokens[id] = bytes
    }
    return tokens
  }

  private func merges(
    _ ids: [ContiguousArray<UInt8>: Int32]
  ) throws(FileError) -> [TokenMerge] {
    var merges: [TokenMerge] = []
    for (rank, merge) in file.model.merges.enumerated() {
      guard merge.parts.count == 2, let left = ByteAlphabet.bytes(merge.parts[0]),
        let right = ByteAlphabet.bytes(merge.parts[1]), let leftID = ids[left],
        let rightID = ids[right], let result = ids[left + right]
      else {
        let spelled = merge.parts.joined(separator: " ")
        throw fail("merge \(rank) (\"\(spelled)\") does not join two tokens into a third")
      }
      merges.append(TokenMerge(left: leftID, right: rightID, result: result))
    }
    return merges
  }

  /// `ByteLevel` alone with its own expression, or a `Split` followed by `ByteLevel`.
  private func preTokenizer() throws(FileError) -> PreTokenizer {
    guard let root = file.pre_tokenizer else { throw fail("has no pre_tokenizer") }
    let steps = root.type == "Sequence" ? root.pretokenizers ?? [] : [root]
    guard let last = steps.last, last.type == "ByteLevel", last.add_prefix_space != true else {
      throw fail("the pre_tokenizer must end with ByteLevel without add_prefix_space")
    }
    if steps.count == 1, last.use_regex ?? true { return .gpt2 }
    guard steps.count == 2, last.use_regex == false, steps[0].type == "Split",
      steps[0].behavior == "Isolated", steps[0].invert != true
    else {
      throw fail("the pre_tokenizer must be ByteLevel, or an isolated Split and ByteLevel")
    }
    let pattern = steps[0].pattern?["Regex"] ?? ""
    guard let known = PreTokenizer.allCases.first(where: { $0.pattern == pattern }) else {
      throw fail("the pre-tokeniser's expression is not one of the known ones: \(pattern)")
    }
    return known
  }
}

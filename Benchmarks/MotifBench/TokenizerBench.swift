import MotifCore
import MotifData
import MotifKernels

/// Text to tokens, and learning a vocabulary of 8,192 tokens, against the package `tokenizers`.
///
/// Both sides use the vocabulary that we learn from the text. Our cache of words is empty at the start of
/// every pass over the documents; the peer keeps its own from pass to pass.
struct TokenizerBench: BenchGroup {
  let name = "tokenizer"
  let texts: [BenchText]

  private static let splits: [(name: String, cut: PreTokenizer)] = [
    ("cl100k", .digitGroups), ("gpt2", .gpt2),
  ]

  func cases() -> [BenchCase] {
    texts.flatMap { text in Self.splits.map { encode(text, $0.name, $0.cut) } } + texts.map(train)
  }

  private func encode(_ text: BenchText, _ split: String, _ cut: PreTokenizer) -> BenchCase {
    let count = TokenCount()
    var result = BenchCase(
      name: "encode-\(text.name)-\(split)", work: .text(bytes: text.byteCount),
      peer: PeerRequest(
        operation: "encode", arguments: [:],
        files: ["text": "\(text.name).txt", "tokenizer": "\(text.name)-\(split).json"])
    ) {
      let documents = text.documents()
      let tokenizer = Self.trained(on: documents, cut)
      PeerFolder.write(documents.joined(separator: "\0"), to: "\(text.name).txt")
      PeerFolder.write(TokenizerFile.json(tokenizer), to: "\(text.name)-\(split).json")
      count.value = Self.tokens(of: documents[...], tokenizer).reduce(0) { $0 + $1.count }
      return {
        let parts = Parallel.threadCount
        Parallel.forEach(parts) { part in
          let share = documents.count * part / parts..<documents.count * (part + 1) / parts
          _ = Self.tokens(of: documents[share], tokenizer)
        }
      }
    }
    result.note = { "\(count.value) tokens" }
    return result
  }

  private func train(_ text: BenchText) -> BenchCase {
    BenchCase(
      name: "train-\(text.name)", work: .text(bytes: text.byteCount),
      peer: PeerRequest(
        operation: "train_tokenizer", arguments: [:], files: ["text": "\(text.name).txt"])
    ) {
      let documents = text.documents()
      PeerFolder.write(documents.joined(separator: "\0"), to: "\(text.name).txt")
      return { _ = Self.trained(on: documents, .digitGroups) }
    }
  }

  private static func tokens(
    of documents: ArraySlice<String>, _ tokenizer: ByteLevelBPE
  ) -> [[Int32]] {
    var encoder = ByteLevelBPE.Encoder(tokenizer)
    return documents.map { document in
      var ids: [Int32] = []
      encoder.encode(document, into: &ids)
      return ids
    }
  }

  private static func trained(on documents: [String], _ cut: PreTokenizer) -> ByteLevelBPE {
    var config = BPETrainer.Config()
    config.vocabularySize = 8192
    config.preTokenizer = cut
    do {
      return try BPETrainer.train(
        config, on: documents.lazy.map { Document(text: $0, domain: "text") })
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

/// Tokens of a pass, known once the case is started.
private final class TokenCount {
  var value = 0
}

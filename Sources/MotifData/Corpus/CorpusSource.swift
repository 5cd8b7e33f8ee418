internal import MotifCore

/// Where the documents of one domain come from.
public enum CorpusSource: Sendable, Equatable {
  /// Plain text: a file, all files of a folder, or those that a pattern such as `data/*.txt.gz` names.
  case text(path: String, split: TextSplit = .paragraphs(bytes: 2000))
  /// JSON Lines whose fields a template joins: a file, or several as for plain text.
  case jsonLines(path: String, template: String = "{text}", onBadRow: BadRowPolicy = .stop)
  /// A folder of token shards, which has tokens alone and no documents.
  case tokens(path: String)
  /// Documents made by the synthetic domain of this name.
  case synthetic(domain: String, documents: Int = 2000, seed: UInt64 = 1)

  /// Reads or makes the documents and labels them `domain`; throws one sentence that names the file,
  /// line or setting.
  public func documents(domain: String) throws(DataError) -> [Document] {
    try read(domain: domain).documents
  }

  /// The documents, labelled `domain`, and the rows of a file that gave none.
  package func read(domain: String) throws(DataError) -> SourceReading {
    switch self {
    case .text, .jsonLines:
      guard let (path, format) = try files() else { return SourceReading([]) }
      return try DataError.wrapping { () throws(FileError) in
        try format.read(format.files(of: path), of: path, domain: domain)
      }
    case .tokens(let path):
      throw .file(FileError(path: path, reason: "holds tokens, expected text"))
    case .synthetic(let name, let count, let seed):
      guard count > 0 else {
        throw .invalid("the synthetic domain \(name) is asked for \(count) documents; need one")
      }
      let source = try SyntheticDomains.named(name)
      return SourceReading(
        (0..<count).map {
          let made = source.document(index: $0, seed: seed)
          var document = Document(text: made.text, domain: domain)
          document.entropyBits = made.entropyBits
          return document
        })
    }
  }

  /// Where the text of the source is, and how its bytes become documents; nil where there is none.
  package func files() throws(DataError) -> (path: String, format: DocumentFormat)? {
    switch self {
    case .text(let path, let split): (path, .text(split))
    case .jsonLines(let path, let template, let onBadRow):
      (path, .jsonLines(try TextTemplate(template), onBadRow: onBadRow))
    case .synthetic, .tokens: nil
    }
  }
}

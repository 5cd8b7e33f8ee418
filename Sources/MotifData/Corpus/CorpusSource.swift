internal import MotifCore

/// Where the documents of one domain come from.
///
/// In JSON: `{"kind": "text", "path": "…"}`, `{"kind": "jsonLines", "path": "…", "template": "…"}`
/// or `{"kind": "synthetic", "domain": "arithmetic", "documents": 2000, "seed": 1}`.
public enum CorpusSource: Sendable, Equatable {
  /// A plain-text file.
  case text(path: String, split: TextSplit = .paragraphs(bytes: 2000))
  /// A JSON Lines file whose fields a template joins.
  case jsonLines(path: String, template: String = "{text}")
  /// Documents made by the synthetic domain of this name.
  case synthetic(domain: String, documents: Int = 2000, seed: UInt64 = 1)

  /// Reads or makes the documents and labels them `domain`; throws one sentence that names the file,
  /// line or setting.
  public func documents(domain: String) throws(DataError) -> [Document] {
    switch self {
    case .text(let path, let split):
      return try DataError.wrapping { () throws(FileError) in
        try TextFile.documents(path: path, split: split, domain: domain)
      }
    case .jsonLines(let path, let template):
      let template = try TextTemplate(template)
      return try DataError.wrapping { () throws(FileError) in
        try JSONLinesFile.documents(path: path, template: template, domain: domain)
      }
    case .synthetic(let name, let count, let seed):
      guard count > 0 else {
        throw .invalid("the synthetic domain \(name) is asked for \(count) documents; need one")
      }
      let source = try SyntheticDomains.named(name)
      return (0..<count).map {
        Document(text: source.document(index: $0, seed: seed).text, domain: domain)
      }
    }
  }
}

extension CorpusSource: Codable {
  private enum Kind: String, Codable {
    case text, jsonLines, synthetic
  }

  private enum CodingKeys: String, CodingKey {
    case kind, path, split, template, domain, documents, seed
  }

  /// Reads the form described at the type.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .text:
      self = .text(
        path: try values.decode(String.self, forKey: .path),
        split: try values.decodeIfPresent(TextSplit.self, forKey: .split)
          ?? .paragraphs(bytes: 2000))
    case .jsonLines:
      self = .jsonLines(
        path: try values.decode(String.self, forKey: .path),
        template: try values.decodeIfPresent(String.self, forKey: .template) ?? "{text}")
    case .synthetic:
      self = .synthetic(
        domain: try values.decode(String.self, forKey: .domain),
        documents: try values.decodeIfPresent(Int.self, forKey: .documents) ?? 2000,
        seed: try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1)
    }
  }

  /// Writes the form described at the type.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .text(let path, let split):
      try values.encode(Kind.text, forKey: .kind)
      try values.encode(path, forKey: .path)
      try values.encode(split, forKey: .split)
    case .jsonLines(let path, let template):
      try values.encode(Kind.jsonLines, forKey: .kind)
      try values.encode(path, forKey: .path)
      try values.encode(template, forKey: .template)
    case .synthetic(let domain, let documents, let seed):
      try values.encode(Kind.synthetic, forKey: .kind)
      try values.encode(domain, forKey: .domain)
      try values.encode(documents, forKey: .documents)
      try values.encode(seed, forKey: .seed)
    }
  }
}

extension TextSplit: Codable {
  private enum Kind: String, Codable {
    case paragraphs, lines, wholeFile, separator
  }

  private enum CodingKeys: String, CodingKey {
    case kind, bytes, separator
  }

  /// Reads `{"kind": "paragraphs", "bytes": 2000}` and the like.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .paragraphs:
      self = .paragraphs(bytes: try values.decodeIfPresent(Int.self, forKey: .bytes) ?? 2000)
    case .lines: self = .lines
    case .wholeFile: self = .wholeFile
    case .separator: self = .separator(try values.decode(String.self, forKey: .separator))
    }
  }

  /// Writes the same form.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .paragraphs(let bytes):
      try values.encode(Kind.paragraphs, forKey: .kind)
      try values.encode(bytes, forKey: .bytes)
    case .lines: try values.encode(Kind.lines, forKey: .kind)
    case .wholeFile: try values.encode(Kind.wholeFile, forKey: .kind)
    case .separator(let separator):
      try values.encode(Kind.separator, forKey: .kind)
      try values.encode(separator, forKey: .separator)
    }
  }
}

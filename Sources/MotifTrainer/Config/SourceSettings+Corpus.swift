package import MotifData

extension SourceSettings {
  /// Where the documents come from; those of a generator follow `seed`.
  package func corpus(seed: UInt64) -> CorpusSource {
    switch kind {
    case .synthetic:
      return .synthetic(domain: family.rawValue, documents: documents, seed: seed)
    case .jsonLines: return .jsonLines(path: path, template: template, onBadRow: onBadRow)
    case .text:
      let cut: TextSplit =
        switch split.kind {
        case .paragraphs: .paragraphs(bytes: split.bytes)
        case .lines: .lines
        case .separator: .separator(split.separator)
        case .wholeFile: .wholeFile
        }
      return .text(path: path, split: cut)
    }
  }
}

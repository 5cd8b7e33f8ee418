internal import MotifCore

/// Some documents of several sources, domains in turn: what a tokenizer is trained on.
package enum CorpusSample {
  /// Documents of each of `domains` in turn, up to `bytes` bytes.
  package static func inTurn(_ domains: [[Document]], bytes: Int) -> [Document] {
    var sample: [Document] = []
    var total = 0
    var index = 0
    while total < bytes, domains.contains(where: { index < $0.count }) {
      for documents in domains where index < documents.count {
        sample.append(documents[index])
        total += documents[index].text.utf8.count
      }
      index += 1
    }
    return sample
  }

  /// The same of the training documents of `sources`, of which no more is read than that takes.
  package static func of(
    _ sources: [(domain: String, source: CorpusSource)], _ split: TrainValidationSplit, bytes: Int
  ) throws(DataError) -> [Document] {
    var domains: [[Document]] = []
    for (domain, source) in sources {
      domains.append(try source.beginning(domain: domain, split, bytes: bytes))
    }
    return inTurn(domains, bytes: bytes)
  }
}

extension CorpusSource {
  /// The first training documents, until they have `bytes` bytes; all where the source has fewer.
  package func beginning(
    domain: String, _ split: TrainValidationSplit, bytes: Int
  ) throws(DataError) -> [Document] {
    guard let (path, format) = try files() else {
      return try documents(domain: domain).filter { !split.isValidation($0) }
    }
    return try DataError.wrapping { () throws(FileError) in
      var found: [Document] = []
      var total = 0
      var chunks = SourceChunks(try format.files(of: path), split: format.split)
      while total < bytes, let chunk = try chunks.next() {
        let documents = try format.texts(of: chunk).texts.map { Document(text: $0, domain: domain) }
          .filter { !split.isValidation($0) }
        total += documents.reduce(0) { $0 + $1.text.utf8.count }
        found += documents
      }
      return found
    }
  }
}

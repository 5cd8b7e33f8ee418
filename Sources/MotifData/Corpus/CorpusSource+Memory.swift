internal import Foundation

extension CorpusSource {
  /// The least memory that the documents take at one time, in bytes.
  ///
  /// A file is held as bytes and as text; a generator's documents are taken to be as long as its first
  /// sixteen. 0 where the source does not exist or has no size.
  public var leastMemory: Double {
    switch self {
    case .text(let path, _), .jsonLines(let path, _):
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
      return 2 * ((attributes?[.size] as? NSNumber)?.doubleValue ?? 0)
    case .synthetic(let name, let count, let seed):
      guard let domain = try? SyntheticDomains.named(name), count > 0 else { return 0 }
      let first = min(16, count)
      let bytes = (0..<first).reduce(0) {
        $0 + domain.document(index: $1, seed: seed).text.utf8.count
      }
      return Double(bytes) / Double(first) * Double(count)
    }
  }
}

internal import Foundation

extension CorpusSource {
  /// The least memory that reading this source takes, and what its documents keep of it, in bytes.
  ///
  /// A file is held as bytes and as text at one time; text keeps its size, of JSON lines a template may
  /// keep next to nothing. A generator's documents are taken to be as long as its first sixteen. 0
  /// where the source does not exist or has no size.
  public var leastMemory: (reading: Double, kept: Double) {
    switch self {
    case .text(let path, _):
      let size = Self.size(path)
      return (2 * size, size)
    case .jsonLines(let path, _, _): return (2 * Self.size(path), 0)
    case .synthetic(let name, let count, let seed):
      guard let domain = try? SyntheticDomains.named(name), count > 0 else { return (0, 0) }
      let first = min(16, count)
      let bytes = (0..<first).reduce(0) {
        $0 + domain.document(index: $1, seed: seed).text.utf8.count
      }
      let all = Double(bytes) / Double(first) * Double(count)
      return (all, all)
    }
  }

  private static func size(_ path: String) -> Double {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return (attributes?[.size] as? NSNumber)?.doubleValue ?? 0
  }
}

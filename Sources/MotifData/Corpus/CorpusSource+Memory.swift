internal import MotifCore

extension CorpusSource {
  /// The least memory that reading this source takes, and what its documents keep of it, in bytes.
  ///
  /// Text keeps its size, a compressed file at least that of the file; of JSON lines a template may keep
  /// next to nothing. A generator's documents are taken to be as long as its first sixteen. 0
  /// where the source does not exist or has no size.
  public var leastMemory: (reading: Double, kept: Double) {
    switch self {
    case .text:
      let size = size
      return (size, size)
    case .jsonLines, .tokens: return (0, 0)
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

  /// The size of the source's files on the disk; 0 where it has none.
  package var size: Double {
    guard let (path, format) = try? files(), let files = try? format.files(of: path) else {
      return 0
    }
    return files.reduce(0) { sum, file in
      sum + Double((try? FileOperations.system.byteCount(file)) ?? 0)
    }
  }
}

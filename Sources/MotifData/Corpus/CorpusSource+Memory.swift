internal import MotifCore

extension CorpusSource {
  /// The least memory that reading this source takes, and what its documents keep of it, in bytes.
  ///
  /// Text keeps its size, a compressed file at least that of the file. Rows of large JSON lines are
  /// taken to keep as much as the first ones do, documents of a generator to be as long as its first
  /// sixteen. 0 where the source does not exist or has no size, and for tokens.
  public var leastMemory: (reading: Double, kept: Double) {
    switch self {
    case .text:
      let size = size
      return (size, size)
    case .jsonLines:
      let size = keptOfRows
      return (size, size)
    case .tokens: return (0, 0)
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

  /// What the rows keep if all are like the first; 0 where that is little.
  private var keptOfRows: Double {
    let size = size
    guard size >= Double(1 << 26), let (path, format) = try? files(),
      let files = try? format.files(of: path)
    else { return 0 }
    var chunks = SourceChunks(files, split: format.split)
    guard let chunk = try? chunks.next(), let found = try? format.texts(of: chunk) else { return 0 }
    let kept = found.texts.reduce(0) { $0 + $1.utf8.count }
    return Double(kept) * size / Double(max(1, chunks.bytesRead))
  }

  /// The size of the source's files on the disk; 0 where it has none.
  private var size: Double {
    guard let (path, format) = try? files(), let files = try? format.files(of: path) else {
      return 0
    }
    return files.reduce(0) { sum, file in
      sum + Double((try? FileOperations.system.byteCount(file)) ?? 0)
    }
  }
}

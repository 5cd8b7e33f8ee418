/// How a file is compressed; its name tells.
package enum Compression: String, Sendable, CaseIterable {
  /// As it is.
  case none
  /// Members of gzip (RFC 1952), `.gz`.
  case gzip
  /// Frames of Zstandard (RFC 8878), `.zst`.
  case zstandard

  /// What the name of a compressed file ends with.
  private var ending: String {
    switch self {
    case .none: ""
    case .gzip: ".gz"
    case .zstandard: ".zst"
    }
  }

  /// The compression of the file at `path`.
  package init(path: String) {
    let name = path.lowercased()
    self =
      Self.allCases.first {
        $0 != .none && name.utf8.count > $0.ending.utf8.count
          && name.hasSuffix($0.ending)
      } ?? .none
  }

  /// `path` without what tells that it is compressed.
  package static func plainName(of path: String) -> String {
    String(path.dropLast(Compression(path: path).ending.count))
  }

  /// A decoder of the file at `path`; nil for one that is not compressed.
  ///
  /// Throws ``FileError`` that names the package when the library for it is not there.
  func decoder(for path: String) throws(FileError) -> (any StreamDecoder)? {
    do throws(MissingLibrary) {
      switch self {
      case .none: return nil
      case .gzip: return try GzipDecoder(ZlibLibrary.shared.get())
      case .zstandard: return try ZstandardDecoder(ZstandardLibrary.shared.get())
      }
    } catch {
      throw FileError(path: path, reason: error.reason)
    }
  }
}

public import MotifCore

/// Reads JSON Lines: one object a line, one document an object.
public enum JSONLinesFile {
  /// The documents of the file at `path`, which may be compressed (`.gz`, `.zst`), each line's fields
  /// joined by `template`.
  ///
  /// Blank lines and rows without text are passed over. A row that cannot be read throws
  /// `path:line:column: what`. Numbers become the text of the file, and half of a surrogate pair
  /// becomes U+FFFD.
  public static func documents(
    path: String, template: TextTemplate, domain: String
  ) throws(FileError) -> [Document] {
    try DocumentFormat.jsonLines(template).read([path], of: path, domain: domain).documents
  }
}

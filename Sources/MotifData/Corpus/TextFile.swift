public import MotifCore

/// Reads plain text.
public enum TextFile {
  /// The documents of the file at `path`, which may be compressed (`.gz`, `.zst`); throws when it is
  /// missing, damaged, not UTF-8 (with line and byte) or holds no text.
  ///
  /// Blank documents are left out. The bytes of the others are those of the file.
  public static func documents(
    path: String, split: TextSplit, domain: String
  ) throws(FileError) -> [Document] {
    try DocumentFormat.text(split).read([path], of: path, domain: domain).documents
  }
}

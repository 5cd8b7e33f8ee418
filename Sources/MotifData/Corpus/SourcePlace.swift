/// A place in the files of a source, taken as one text after the other, at which a document may begin.
package struct SourcePlace: Codable, Sendable, Equatable {
  /// The number of the file, from 0.
  package var file = 0
  /// The byte of the file's text, decompressed where it is compressed.
  package var offset = 0
  /// The number of the line, from 1.
  package var line = 1

  /// The start of the first file.
  package init() {}
}

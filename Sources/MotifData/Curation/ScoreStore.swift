package import MotifCore

/// The rows of one scorer, a row for each document in their order.
package protocol ScoreStore: AnyObject {
  /// How many rows an earlier run had left for the documents of this one.
  var reusedCount: Int { get }
  /// Whether the row of the next document, whose text has the hash `content`, is there already.
  func reuses(_ content: UInt64) throws(FileError) -> Bool
  /// Adds the rows of the next documents; from then on all must be added.
  func append(_ contents: ArraySlice<UInt64>, words: [UInt64]) throws(FileError)
  /// Ends adding, so that rows can be read.
  func finish() throws(FileError)
  /// The words of document `index`.
  func words(at index: Int) throws(FileError) -> ArraySlice<UInt64>
}

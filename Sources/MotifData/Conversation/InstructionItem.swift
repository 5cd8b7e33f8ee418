package import MotifCore

/// A prompt with instructions whose keeping can be verified, as files of IFEval have it.
package struct InstructionItem: Sendable {
  /// What is asked; empty where a row has no `prompt`.
  package let prompt: String
  /// What an answer must keep to.
  package let instructions: [Instruction]

  /// The items of the file at `path`, one object a line.
  ///
  /// Throws `path:line: what` for the first row that cannot be read, or passes over such rows and
  /// counts them.
  package static func read(
    _ path: String, onBadRow: BadRowPolicy = .stop
  ) throws(FileError) -> (items: [InstructionItem], passedOver: PassedRows) {
    var items: [InstructionItem] = []
    var passed = PassedRows()
    try JSONObjectFile(path: path).forEachRow { line throws(FileError) in
      do throws(FileError) { items.append(try item(line)) } catch {
        guard onBadRow == .skip else { throw error }
        passed.addBroken(error)
      }
    }
    guard !items.isEmpty else {
      throw FileError(
        path: path, reason: "holds no instruction" + (passed.text.map { ": it has " + $0 } ?? ""))
    }
    return (items, passed)
  }

  /// The item in `row`; throws a sentence about what is missing.
  package init(_ row: JSONNode) throws(DataError) {
    prompt = row["prompt"]?.string ?? ""
    instructions = try InstructionReader.instructions(row)
  }

  private static func item(_ line: JSONObjectRow) throws(FileError) -> InstructionItem {
    let row: JSONNode
    do throws(JSONObjectRow.Mistake) { row = try line.node() } catch {
      throw FileError(path: line.place(error.column), reason: error.reason)
    }
    do throws(DataError) { return try InstructionItem(row) } catch {
      throw FileError(path: line.place(), reason: error.description)
    }
  }
}

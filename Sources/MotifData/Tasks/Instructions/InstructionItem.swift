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
    let bytes = try TextFile.bytes(path: path)
    var items: [InstructionItem] = []
    var passed = PassedRows()
    for (index, line) in ByteLines(bytes, from: TextFile.textStart(of: bytes)).enumerated() {
      if UTF8Check.isBlank(bytes[line]) { continue }
      do throws(FileError) {
        items.append(try item(bytes, line, path: path, number: index + 1))
      } catch {
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

  private static func item(
    _ bytes: [UInt8], _ line: Range<Int>, path: String, number: Int
  ) throws(FileError) -> InstructionItem {
    let row: JSONNode
    do throws(JSONObjectRow.Mistake) {
      row = try JSONObjectRow(path: path, number: number).node(bytes, line)
    } catch {
      let column = error.column.map { ":\($0)" } ?? ""
      throw FileError(path: "\(path):\(number)\(column)", reason: error.reason)
    }
    do throws(DataError) {
      return InstructionItem(
        prompt: row["prompt"]?.string ?? "",
        instructions: try InstructionReader.instructions(row))
    } catch { throw FileError(path: "\(path):\(number)", reason: error.description) }
  }
}

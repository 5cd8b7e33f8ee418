internal import Foundation
public import MotifCore

/// Reads JSON Lines: one object a line, one document an object.
public enum JSONLinesFile {
  /// The documents of the file at `path`, each line's fields joined by `template`.
  ///
  /// Blank lines are skipped. A bad line throws `path:line: what`.
  public static func documents(
    path: String, template: TextTemplate, domain: String
  ) throws(FileError) -> [Document] {
    var documents: [Document] = []
    let text = try TextFile.text(path: path)
    for (index, line) in text.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let place = "\(path):\(index + 1)"
      let values = try fields(Data(line), of: template, place: place)
      let text = template.fill { values[$0] ?? "" }
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw FileError(path: place, reason: "gives an empty document")
      }
      documents.append(Document(text: text, domain: domain))
    }
    if documents.isEmpty { throw FileError(path: path, reason: "holds no document") }
    return documents
  }

  private static func fields(
    _ line: Data, of template: TextTemplate, place: String
  ) throws(FileError) -> [String: String] {
    let parsed: Any
    do {
      parsed = try JSONSerialization.jsonObject(with: line, options: [.fragmentsAllowed])
    } catch {
      throw FileError(path: place, reason: "is not JSON")
    }
    guard let object = parsed as? [String: Any] else {
      throw FileError(path: place, reason: "is not a JSON object")
    }
    var values: [String: String] = [:]
    for field in template.fields {
      guard let value = object[field] else {
        let known = object.keys.sorted().joined(separator: ", ")
        let found = known.isEmpty ? "it is empty" : "it has: \(known)"
        throw FileError(path: place, reason: "has no field \"\(field)\"; \(found)")
      }
      if let text = value as? String {
        values[field] = text
      } else if let number = value as? NSNumber, !isBoolean(number) {
        values[field] = "\(number)"
      } else {
        throw FileError(path: place, reason: "field \"\(field)\" is neither text nor a number")
      }
    }
    return values
  }

  /// JSON's true and false arrive as numbers whose C type is a character.
  private static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }
}

public import Foundation
import MotifCore
public import MotifTensor

/// Golden files: float64 reference numbers computed from float32 inputs.
///
/// The folder is `Tests/Fixtures`, or what the environment variable `MOTIF_FIXTURES` names. Shapes
/// and hyper-parameters are read from the files, so other files of the same format work too.
public enum Fixtures {
  /// The folder in use.
  public static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["MOTIF_FIXTURES"], !path.isEmpty {
      return URL(fileURLWithPath: path)
    }
    return Repository.root.appendingPathComponent("Tests/Fixtures")
  }

  /// The fixture file `name.safetensors`; throws an error that names it when it is missing.
  public static func load(_ name: String) throws -> FixtureCase {
    let path = folder.appendingPathComponent("\(name).safetensors").path
    return FixtureCase(file: try SafetensorsFile(path: path), prefix: "", label: name)
  }

  /// The fixture file at `path`, wherever it is.
  public static func load(path: String, label: String) throws -> FixtureCase {
    FixtureCase(file: try SafetensorsFile(path: path), prefix: "", label: label)
  }

  /// The cases `c0 … cN` of a file; throws when there is none, so that no test passes on nothing.
  public static func cases(_ name: String) throws -> [FixtureCase] {
    let whole = try load(name)
    let numbers = Set(
      whole.file.entries.keys.compactMap { key -> Int? in
        guard key.first == "c", let dot = key.firstIndex(of: ".") else { return nil }
        return Int(key[key.index(after: key.startIndex)..<dot])
      })
    guard !numbers.isEmpty else { throw FileError(path: whole.file.path, reason: "holds no case") }
    return numbers.sorted().map {
      FixtureCase(file: whole.file, prefix: "c\($0).", label: "\(name).c\($0)")
    }
  }

  /// The rows of `path`, a file of JSON objects line by line; throws when there is none.
  public static func rows<Row: Decodable>(_ path: String, as type: Row.Type = Row.self) throws
    -> [Row]
  {
    let data = try Data(contentsOf: folder.appendingPathComponent(path))
    let rows = try data.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Row.self, from: $0)
    }
    guard !rows.isEmpty else { throw FileError(path: path, reason: "holds no case") }
    return rows
  }
}

/// One case of a fixture file: tensors under a common prefix.
public struct FixtureCase: Sendable, CustomStringConvertible {
  /// The file.
  public let file: SafetensorsFile
  /// What stands before every tensor name of this case.
  public let prefix: String
  /// A name for messages.
  public let label: String

  /// The label.
  public var description: String { label }
  /// Whether the case has a tensor `name`.
  public func has(_ name: String) -> Bool { file.entries[prefix + name] != nil }
  /// The dimensions of `name`.
  public func shape(_ name: String) throws -> [Int] { try file.entry(prefix + name).shape }
  /// The numbers of `name` as Float.
  public func floats(_ name: String) throws -> [Float] { try file.floats(prefix + name) }
  /// The numbers of `name` as Double.
  public func doubles(_ name: String) throws -> [Double] { try file.doubles(prefix + name) }
  /// The integers of `name`.
  public func integers(_ name: String) throws -> [Int] { try file.integers(prefix + name) }
  /// The first number of `name`.
  public func scalar(_ name: String) throws -> Double { try doubles(name)[0] }
  /// The metadata entry of this case, or of `key`.
  public func metadata(_ key: String? = nil) throws -> String {
    let key = key ?? String(prefix.dropLast())
    guard let text = file.metadata[key] else {
      throw FileError(path: file.path, reason: "has no metadata \(key)")
    }
    return text
  }
}

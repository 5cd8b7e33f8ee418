import Foundation
import MotifCore

/// Text for a tokenizer, in documents of about 4 KB.
struct BenchText: Sendable {
  let name: String
  /// Bytes of all documents, or as many as the files hold that they are read from.
  let byteCount: Int
  /// Reads or makes the documents.
  let documents: @Sendable () -> [String]

  private static let documentBytes = 4096

  /// Our own sources, in which words repeat, and two texts in which they do not.
  static let builtIn = [
    swift,
    generated("korean") { random in
      random.string(in: 0xAC00..<0xAC00 + 11172, count: 2...6)
    },
    generated("unicode") { random in
      random.string(in: 0x21..<0x30000, count: 1...8)
    },
  ]

  /// The lines of a file of text.
  init(file path: String) throws(BenchError) {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else {
      throw BenchError(
        description: "\(path) cannot be read or is empty; --text needs a file of text")
    }
    let base = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    name = String(base.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    byteCount = data.count
    documents = { Self.documents(of: String(decoding: data, as: UTF8.self)) }
  }

  private init(name: String, byteCount: Int, documents: @escaping @Sendable () -> [String]) {
    self.name = name
    self.byteCount = byteCount
    self.documents = documents
  }

  private static var swift: BenchText {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let names = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    let files = (names ?? []).filter { $0.hasSuffix(".swift") }.sorted()
      .map { sources.appendingPathComponent($0).path }
    let sizes = files.map { path in
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
    return BenchText(name: "swift", byteCount: sizes.reduce(0, +)) {
      files.flatMap { path in
        documents(
          of: String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
      }
    }
  }

  /// 1,024 documents of 4,096 bytes each: words that `word` draws, and spaces at the end.
  private static func generated(
    _ name: String, word: @escaping @Sendable (inout CounterRandom) -> String
  ) -> BenchText {
    let count = 1024
    return BenchText(name: name, byteCount: count * documentBytes) {
      var random = CounterRandom(seed: 17, name: name)
      return (0..<count).map { _ in
        var document = ""
        while document.utf8.count < documentBytes {
          let next = word(&random) + " "
          guard document.utf8.count + next.utf8.count <= documentBytes else { break }
          document += next
        }
        return document + String(repeating: " ", count: documentBytes - document.utf8.count)
      }
    }
  }

  /// `text` cut after the lines with which 4 KB are full.
  private static func documents(of text: String) -> [String] {
    var documents: [String] = []
    var current = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !current.isEmpty { current += "\n" }
      current += line
      if current.utf8.count >= documentBytes {
        documents.append(current)
        current = ""
      }
    }
    return current.isEmpty ? documents : documents + [current]
  }
}

extension CounterRandom {
  /// Random scalars of `values` that are assigned and stand for something to be seen.
  fileprivate mutating func string(in values: Range<UInt32>, count: ClosedRange<Int>) -> String {
    var string = String.UnicodeScalarView()
    let count = count.lowerBound + integer(below: count.count)
    while string.count < count {
      let value = values.lowerBound + UInt32(integer(below: values.count))
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch scalar.properties.generalCategory {
      case .unassigned, .privateUse, .surrogate, .control: continue
      default: string.append(scalar)
      }
    }
    return String(string)
  }
}

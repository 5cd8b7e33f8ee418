import Foundation

/// A copy of the repository in which every fault of a list is built in, and one environment variable
/// chooses which of them is in force: one build serves them all.
struct MutatedTree {
  /// The variable that holds the number of the fault, counted from 1.
  static let variable = "MOTIF_MUTANT"
  /// Folders that hold no source.
  private static let skipped: Set = ["runs", "fuzz"]

  let root: String
  let copy: String

  /// Copies what has changed since the last time and plants `mutations`.
  func write(_ mutations: [Mutation]) throws {
    let faults = Dictionary(grouping: mutations.enumerated(), by: \.element.file)
    let files = try sources()
    for file in faults.keys where !files.contains(file) {
      throw Trouble("\(file) does not exist; a fault is to be planted there")
    }
    var written: Set<String> = []
    for file in files {
      var data = try Data(contentsOf: URL(fileURLWithPath: root + "/" + file))
      if let here = faults[file] {
        data = Data(try planted(here.map { ($0.offset + 1, $0.element) }, in: data).utf8)
      }
      try replace(file, data)
      written.insert(file)
    }
    for target in Set(mutations.map(\.target)) {
      let file = "Sources/\(target)/Mutant.swift"
      try replace(file, Data(Self.switchText.utf8))
      written.insert(file)
    }
    // A file that is gone would be compiled all the same.
    for file in try Self.files(below: copy) where !written.contains(file) {
      try FileManager.default.removeItem(atPath: copy + "/" + file)
    }
  }

  /// `data` with the faults in it, the last place first.
  private func planted(_ faults: [(number: Int, mutation: Mutation)], in data: Data) throws
    -> String
  {
    var text = String(decoding: data, as: UTF8.self)
    let places = try faults.map { (place: try $0.mutation.place(in: text), fault: $0) }
      .sorted { $0.place.lowerBound < $1.place.lowerBound }
    for (one, next) in zip(places, places.dropFirst()) where one.place.overlaps(next.place) {
      throw Trouble(
        "\"\(one.fault.mutation.fault)\" and \"\(next.fault.mutation.fault)\" change the same code")
    }
    for (place, fault) in places.reversed() {
      text.replaceSubrange(place, with: fault.mutation.schema(text[place], number: fault.number))
    }
    return text
  }

  /// Only what differs is written, so that the next build compiles that alone.
  private func replace(_ file: String, _ data: Data) throws {
    let path = copy + "/" + file
    if FileManager.default.contents(atPath: path) == data { return }
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: path))
  }

  private func sources() throws -> Set<String> { Set(try Self.files(below: root)) }

  /// The files below `folder`, hidden ones and what programs wrote left out.
  private static func files(below folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasPrefix(".") && !skipped.contains($0) }
    return try names.flatMap { name -> [String] in
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
      guard isFolder.boolValue else { return [name] }
      return try FileManager.default.subpathsOfDirectory(atPath: path)
        .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
        .map { name + "/" + $0 }
        .filter {
          FileManager.default.fileExists(atPath: folder + "/" + $0, isDirectory: &isFolder)
            && !isFolder.boolValue
        }
    }
  }

  /// Inlinable code may ask as well, so nothing of it is hidden from other modules' optimisers.
  private static let switchText = """
    #if canImport(Glibc)
      internal import Glibc
    #else
      internal import Darwin
    #endif

    /// Which planted fault is in force.
    @usableFromInline enum Mutant {
      @usableFromInline static let active: Int = {
        guard let text = getenv("\(variable)") else { return 0 }
        return Int(atoi(text))
      }()
    }

    """
}

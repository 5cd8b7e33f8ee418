import Foundation
package import MotifCore
import Synchronization

/// A disk whose n-th operation fails, or all operations of one kind; it also counts what is read.
package final class FaultyDisk: Sendable {
  /// What happens at the n-th operation.
  package enum Fault: CaseIterable, Sendable {
    /// One operation is refused; the program lives and cleans up.
    case error
    /// The program ends there: nothing afterwards has an effect.
    case crash
    /// The machine ends there, and files that were not forced to the disk are empty.
    case lostData
    /// As `lostData`, and names that were not forced to the disk are as they were before.
    case lostNames
  }

  /// The operations that can fail.
  package enum Kind: CaseIterable, Sendable {
    case makeFolder, create, write, sync, syncFolder, rename, remove, list, read, pieces, byteCount

    /// Those that change nothing on the disk.
    package static let reading: [Kind] = [.list, .read, .pieces, .byteCount]
  }

  private let count = Mutex(0)
  private let bytes = Mutex(0)
  private let failing: Int
  private let fault: Fault
  private let refused: Kind?
  private let folder: String
  private let code: Int32
  private let memory = Mutex(UnsyncedNames())

  /// A disk whose operation number `failing` fails with the error `code`.
  package init(failing: Int = .max, _ fault: Fault = .error, code: Int32 = ENOSPC) {
    self.failing = failing
    self.fault = fault
    self.code = code
    folder = ""
    refused = nil
  }

  /// A disk that refuses every operation of a kind on paths that hold `folder`.
  package init(refusing kind: Kind, in folder: String = "", code: Int32 = ENOSPC) {
    failing = .max
    fault = .error
    self.code = code
    self.folder = folder
    refused = kind
  }

  /// Operations asked for so far.
  package var operationCount: Int { count.withLock { $0 } }

  /// Bytes read so far.
  package var bytesRead: Int { bytes.withLock { $0 } }

  /// What the end of the machine does now, if that is the fault and it has not come before.
  package func end() {
    guard operationCount <= failing else { return }
    lose()
  }

  private func lose() {
    switch fault {
    case .error, .crash: break
    case .lostData: memory.withLock { $0.emptyFiles() }
    case .lostNames:
      memory.withLock {
        $0.emptyFiles()
        $0.forgetNames()
      }
    }
  }

  private func step(_ kind: Kind, _ path: String) throws(FileError) {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    if number == failing { lose() }
    let isRefused = kind == refused && (folder.isEmpty || path.contains(folder))
    if isRefused || (fault == .error ? number == failing : number >= failing) {
      throw FileError(path: path, action: "write", code: code)
    }
  }

  /// The system's operations, each counted and refused when its turn has come.
  ///
  /// Closing is not counted as it must also happen in a crash for the test's own sake. A new folder
  /// is forced to the disk by the operation itself.
  package var operations: FileOperations {
    var faulty = FileOperations.system
    addWriting(to: &faulty)
    addReading(to: &faulty)
    return faulty
  }

  private func addWriting(to faulty: inout FileOperations) {
    let system = FileOperations.system
    faulty.makeFolder = { path throws(FileError) in
      try self.step(.makeFolder, path)
      try system.makeFolder(path)
    }
    faulty.makeChild = { path throws(FileError) in
      try self.step(.makeFolder, path)
      try system.makeChild(path)
    }
    faulty.create = { path throws(FileError) in
      try self.step(.create, path)
      let descriptor = try system.create(path)
      self.memory.withLock { $0.create(path) }
      return descriptor
    }
    faulty.reopen = { path, byteCount throws(FileError) in
      try self.step(.create, path)
      let descriptor = try system.reopen(path, byteCount)
      self.memory.withLock { $0.change(path) }
      return descriptor
    }
    faulty.writeAt = { descriptor, bytes, offset, path throws(FileError) in
      do throws(FileError) { try self.step(.write, path) } catch {
        let half = UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2))
        try system.writeAt(descriptor, half, offset, path)
        throw error
      }
      try system.writeAt(descriptor, bytes, offset, path)
    }
    faulty.write = { descriptor, bytes, path throws(FileError) in
      // A failing write may have written a part.
      do throws(FileError) { try self.step(.write, path) } catch {
        let half = UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2))
        try system.write(descriptor, half, path)
        throw error
      }
      try system.write(descriptor, bytes, path)
    }
    faulty.sync = { descriptor, path throws(FileError) in
      try self.step(.sync, path)
      try system.sync(descriptor, path)
      self.memory.withLock { $0.sync(path) }
    }
    faulty.syncFolder = { path throws(FileError) in
      try self.step(.syncFolder, path)
      try system.syncFolder(path)
      self.memory.withLock { $0.syncFolder(path) }
    }
    faulty.rename = { from, to throws(FileError) in
      try self.step(.rename, from)
      try system.rename(from, to)
      self.memory.withLock { $0.rename(from, to) }
    }
    faulty.remove = { path throws(FileError) in
      try self.step(.remove, path)
      try system.remove(path)
    }
  }

  private func addReading(to faulty: inout FileOperations) {
    let system = FileOperations.system
    faulty.list = { path throws(FileError) in
      try self.step(.list, path)
      return try system.list(path)
    }
    faulty.read = { path throws(FileError) in
      try self.step(.read, path)
      let data = try system.read(path)
      self.bytes.withLock { $0 += data.count }
      return data
    }
    faulty.pieces = { path, body throws(FileError) in
      try self.step(.pieces, path)
      try system.pieces(path) { piece in
        self.bytes.withLock { $0 += piece.count }
        body(piece)
      }
    }
    faulty.open = { path throws(FileError) in
      try self.step(.read, path)
      return try system.open(path)
    }
    faulty.byteCount = { path throws(FileError) in
      try self.step(.byteCount, path)
      return try system.byteCount(path)
    }
  }
}

/// What the end of the machine may take: content and names that were not forced to the disk.
///
/// Removed files are gone at once, which is the worse case.
private struct UnsyncedNames: ~Copyable {
  private var unsyncedFiles: Set<String> = []
  private var newFiles: Set<String> = []
  private var renames: [(from: String, to: String)] = []

  mutating func change(_ path: String) { unsyncedFiles.insert(path) }

  mutating func create(_ path: String) {
    change(path)
    newFiles.insert(path)
  }

  mutating func sync(_ path: String) { unsyncedFiles.remove(path) }

  mutating func syncFolder(_ path: String) {
    newFiles = newFiles.filter { Self.folder($0) != path }
    renames.removeAll { Self.folder($0.to) == path }
  }

  mutating func rename(_ from: String, _ to: String) {
    func moved(_ path: String) -> String {
      path == from || path.hasPrefix(from + "/") ? to + path.dropFirst(from.count) : path
    }
    unsyncedFiles = Set(unsyncedFiles.map(moved))
    newFiles = Set(newFiles.map(moved))
    renames.append((from, to))
  }

  func emptyFiles() {
    for path in unsyncedFiles { truncate(path, 0) }
  }

  func forgetNames() {
    for path in newFiles { unlink(path) }
    for (from, to) in renames.reversed() { Foundation.rename(to, from) }
  }

  private static func folder(_ path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }
}

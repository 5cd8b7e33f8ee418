import Foundation
import MotifCore
import MotifTensor
import Synchronization

/// A disk whose n-th operation fails, or all operations of one kind.
final class FaultyDisk: Sendable {
  /// What happens at the n-th operation.
  enum Fault: CaseIterable {
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
  enum Kind: CaseIterable {
    case makeFolder, create, write, sync, syncFolder, rename, remove, list, read
  }

  private let count = Mutex(0)
  private let failing: Int
  private let fault: Fault
  private let refused: Kind?
  private let memory = Mutex(UnsyncedNames())

  init(failing: Int = .max, _ fault: Fault = .error) {
    self.failing = failing
    self.fault = fault
    refused = nil
  }

  /// A disk that refuses every operation of a kind.
  init(refusing kind: Kind) {
    failing = .max
    fault = .error
    refused = kind
  }

  /// Operations asked for so far.
  var operationCount: Int { count.withLock { $0 } }

  /// What the end of the machine does now, if that is the fault and it has not come before.
  func end() {
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
    if kind == refused || (fault == .error ? number == failing : number >= failing) {
      throw FileError(path: path, action: "write", code: ENOSPC)
    }
  }

  /// The system's operations, each counted and refused when its turn has come.
  ///
  /// Closing is not counted as it must also happen in a crash for the test's own sake. A new folder
  /// is forced to the disk by the operation itself.
  var operations: FileOperations {
    let system = FileOperations.system
    var faulty = system
    faulty.makeFolder = { path throws(FileError) in
      try self.step(.makeFolder, path)
      try system.makeFolder(path)
    }
    faulty.create = { path throws(FileError) in
      try self.step(.create, path)
      let descriptor = try system.create(path)
      self.memory.withLock { $0.create(path, descriptor) }
      return descriptor
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
    faulty.list = { path throws(FileError) in
      try self.step(.list, path)
      return try system.list(path)
    }
    faulty.read = { path throws(FileError) in
      try self.step(.read, path)
      return try system.read(path)
    }
    return faulty
  }
}

/// What the end of the machine may take: content and names that were not forced to the disk.
///
/// Removed files are gone at once, which is the worse case.
struct UnsyncedNames: ~Copyable {
  private var unsyncedFiles: Set<String> = []
  private var newFiles: Set<String> = []
  private var renames: [(from: String, to: String)] = []

  mutating func create(_ path: String, _ descriptor: Int32) {
    unsyncedFiles.insert(path)
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

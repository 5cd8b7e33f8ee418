import Foundation
import MotifTensor
import Synchronization

/// A disk whose n-th operation fails: that one alone, or every one from there on, as after a crash.
final class RunFaultyDisk: Sendable {
  enum Fault: CaseIterable {
    /// One operation is refused; the program lives and cleans up.
    case error
    /// The machine stops there: nothing afterwards has an effect.
    case crash
  }

  private let count = Mutex(0)
  private let failing: Int
  private let fault: Fault

  init(failing: Int = .max, _ fault: Fault = .error) {
    self.failing = failing
    self.fault = fault
  }

  /// Operations asked for so far.
  var operationCount: Int { count.withLock { $0 } }

  private func step(_ path: String) throws(FileError) {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    if fault == .error ? number == failing : number >= failing {
      throw FileError(path: path, action: "write", code: ENOSPC)
    }
  }

  /// The system's operations, each counted and refused when its turn has come.
  ///
  /// Closing is not counted as it must also happen in a crash for the test's own sake.
  var operations: FileOperations {
    let system = FileOperations.system
    var faulty = system
    faulty.makeFolder = { path throws(FileError) in
      try self.step(path)
      try system.makeFolder(path)
    }
    faulty.create = { path throws(FileError) in
      try self.step(path)
      return try system.create(path)
    }
    faulty.write = { descriptor, bytes, path throws(FileError) in
      // A failing write may have written a part.
      do throws(FileError) { try self.step(path) } catch {
        let half = UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2))
        try system.write(descriptor, half, path)
        throw error
      }
      try system.write(descriptor, bytes, path)
    }
    faulty.sync = { descriptor, path throws(FileError) in
      try self.step(path)
      try system.sync(descriptor, path)
    }
    faulty.syncFolder = { path throws(FileError) in
      try self.step(path)
      try system.syncFolder(path)
    }
    faulty.rename = { from, to throws(FileError) in
      try self.step(from)
      try system.rename(from, to)
    }
    faulty.remove = { path throws(FileError) in
      try self.step(path)
      try system.remove(path)
    }
    faulty.list = { path throws(FileError) in
      try self.step(path)
      return try system.list(path)
    }
    faulty.read = { path throws(FileError) in
      try self.step(path)
      return try system.read(path)
    }
    return faulty
  }
}

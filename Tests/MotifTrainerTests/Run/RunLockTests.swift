import Foundation
import MotifCore
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Testing

@Suite struct RunLockTests {
  private let folder = RunFolder(
    path: TemporaryRoot.url
      .appendingPathComponent("locked-\(UUID().uuidString)").path)

  @Test func oneHolderAtATime() throws {
    defer { try? FileOperations.system.remove(folder.path) }
    let lock = try folder.lock()
    let error = #expect(throws: FileError.self) { try folder.lock() }
    #expect(error?.description == "\(folder.path): is being trained by process \(getpid())")
    lock.release()
    let next = try folder.lock()
    #expect(throws: FileError.self) { try folder.lock() }
    withExtendedLifetime((lock, next)) {}
  }

  @Test func theLockGoesWithItsValue() throws {
    defer { try? FileOperations.system.remove(folder.path) }
    do { _ = try folder.lock() }
    _ = try folder.lock()
  }

  @Test func whatALockFileSaysLocksNothing() throws {
    defer { try? FileOperations.system.remove(folder.path) }
    try FileOperations.system.makeFolder(folder.path)
    try Data("4194304\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/.lock"))
    let lock = try folder.lock()
    withExtendedLifetime(lock) {}
  }

  @Test func aFolderThatCannotBeLockedIsNamed() throws {
    defer { try? FileOperations.system.remove(folder.path) }
    try FileOperations.system.makeFolder(folder.path + "/.lock")
    let error = #expect(throws: FileError.self) { try folder.lock() }
    #expect(error?.description == "\(folder.path)/.lock: cannot open: it is a folder")
  }
}

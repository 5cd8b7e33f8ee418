import Foundation
import MotifCore
import MotifTestSupport
import Synchronization
import Testing

/// What the operating system may do to a writer besides refusing.
@Suite struct FileOperationsTests {
  /// Writes into a pipe that is read slowly while signals arrive: writes end short, or with EINTR.
  @Test func interruptedAndShortWritesLoseNothing() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    var action = sigaction()
    // Without SA_RESTART the kernel does not take up the call again by itself.
    #if os(Linux)
      action.__sigaction_handler.sa_handler = { _ in }
    #else
      action.__sigaction_u.__sa_handler = { _ in }
    #endif
    var before = sigaction()
    sigaction(SIGUSR2, &action, &before)
    defer { sigaction(SIGUSR2, &before, nil) }

    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let isDone = Atomic<Bool>(false)
    let failure = Mutex<FileError?>(nil)
    let (input, output) = (ends[1], ends[0])
    let started = DispatchSemaphore(value: 0)
    let identity = Mutex<pthread_t?>(nil)
    let writer = Thread {
      identity.withLock { $0 = pthread_self() }
      started.signal()
      do throws(FileError) {
        try bytes.withUnsafeBufferPointer { buffer throws(FileError) in
          try FileOperations.system.write(input, UnsafeRawBufferPointer(buffer), "a pipe")
        }
      } catch {
        failure.withLock { $0 = error }
      }
      isDone.store(true, ordering: .sequentiallyConsistent)
      close(input)
      started.wait()
    }
    writer.start()
    started.wait()
    let thread = try #require(identity.withLock { $0 })
    var found: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 7000)
    while true {
      if !isDone.load(ordering: .sequentiallyConsistent) { pthread_kill(thread, SIGUSR2) }
      let count = read(output, &chunk, chunk.count)
      guard count > 0 || (count < 0 && errno == EINTR) else { break }
      found += chunk.prefix(max(0, count))
    }
    started.signal()
    close(output)
    #expect(failure.withLock { $0 } == nil)
    #expect(found == bytes)
  }

  /// A file comes whole in its pieces, whatever its size, and its size is known without them.
  @Test(arguments: [0, 1, 63, 4096, 65_535, 65_536, 65_537, 131_072, 300_001])
  func piecesAreTheFile(_ count: Int) throws {
    let path = TemporaryRoot.path + "/pieces-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 2) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var found: [UInt8] = []
    try FileOperations.system.pieces(path) { found += $0 }
    #expect(found == bytes)
    #expect(try FileOperations.system.byteCount(path) == count)
    #expect(try Array(FileOperations.system.read(path)) == bytes)
  }

  /// What is not there is no refusal, and a folder is none; what the system keeps back is.
  @Test func aRefusalSaysNothingOfTheContent() throws {
    let system = FileOperations.system
    let readings: [(String) throws -> Void] = [
      { _ = try system.read($0) }, { try system.pieces($0) { _ in } },
      { _ = try system.byteCount($0) },
    ]
    let long = TemporaryRoot.path + "/" + String(repeating: "x", count: 300)
    let loop = TemporaryRoot.path + "/loop-\(UUID().uuidString)"
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    defer { try? FileManager.default.removeItem(atPath: loop) }
    for reading in readings {
      func error(_ path: String) -> FileError? {
        #expect(throws: FileError.self) { try reading(path) }
      }
      let missing = error(TemporaryRoot.path + "/nothing")
      #expect(missing?.reason == "no such file" && missing?.isRefusal == false)
      let folder = error(TemporaryRoot.path)
      #expect(folder?.reason == "is a folder, expected a file" && folder?.isRefusal == false)
      #expect(error(long)?.isRefusal == true && error(long)?.code == ENAMETOOLONG)
      #expect(error(loop)?.isRefusal == true && error(loop)?.code == ELOOP)
    }
    let list = #expect(throws: FileError.self) { try system.list(TemporaryRoot.path + "/nothing") }
    #expect(list?.code == ENOENT && list?.isRefusal == false)
    let endless = #expect(throws: FileError.self) { try system.list(loop) }
    #expect(endless?.code == ELOOP && endless?.isRefusal == true)
    for code in [EACCES, EIO, ENOMEM, ENOSPC, EMFILE, ESTALE, EPERM] {
      #expect(FileError(path: "x", action: "read", code: code).isRefusal)
    }
    #expect(!FileError(path: "x", reason: "is damaged").isRefusal)
  }

  @Test func aReaderThatLeavesIsAnError() throws {
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let error = #expect(throws: FileError.self) {
      try [UInt8(1)].withUnsafeBufferPointer { buffer throws(FileError) in
        try FileOperations.system.write(ends[1], UnsafeRawBufferPointer(buffer), "a pipe")
      }
    }
    #expect(error?.description == "a pipe: cannot write: Broken pipe")
  }

  #if os(Linux)
    @Test func aFullDeviceIsAFullDisk() throws {
      let error = #expect(throws: FileError.self) {
        let file = try DurableFile(path: "/dev/full")
        try file.append("x")
        try file.finish()
      }
      #expect(error?.description == "/dev/full: cannot write: the disk is full")
    }
  #endif
}

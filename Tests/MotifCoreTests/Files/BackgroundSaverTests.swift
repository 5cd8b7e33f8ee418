import Foundation
import MotifCore
import MotifTestSupport
import Synchronization
import Testing

/// Saves on a thread, and without one.
@Suite("BackgroundSaver", .timeLimit(.minutes(1))) struct BackgroundSaverTests {
  private let failure = FileError(path: "x", action: "write", code: ENOSPC)

  @Test func theCallerGoesOnWhileASaveIsUnderWay() throws {
    let saver = BackgroundSaver()
    let gate = DispatchSemaphore(value: 0)
    let order = Mutex<[Int]>([])
    _ = try saver.save { () throws(FileError) in
      gate.wait()
      order.withLock { $0.append(1) }
      return []
    }
    #expect(saver.isSaving && order.withLock { $0.isEmpty })
    gate.signal()
    // The second save waits for the first.
    _ = try saver.save { () throws(FileError) in
      order.withLock { $0.append(2) }
      return []
    }
    _ = try saver.finish()
    #expect(order.withLock { $0 } == [1, 2] && !saver.isSaving)
  }

  @Test(arguments: [true, false]) func aFailedSaveIsToldOnceAndCanBeTriedAgain(
    _ isAsynchronous: Bool
  ) throws {
    let saver = BackgroundSaver(isAsynchronous: isAsynchronous)
    let attempts = Atomic(0)
    let failure = failure
    var seen: [FileError] = []
    do throws(FileError) {
      _ = try saver.save { () throws(FileError) in
        if attempts.add(1, ordering: .relaxed).newValue == 1 { throw failure }
        return []
      }
      while saver.isSaving { usleep(100) }
      _ = try saver.check()
    } catch { seen.append(error) }
    #expect(seen == [failure])
    _ = try saver.check()
    _ = try saver.retry()
    _ = try saver.retry()
    let count = attempts.load(ordering: .relaxed)
    #expect(count == (isAsynchronous ? 2 : 1))
    _ = try saver.save { () throws(FileError) in [] }
    _ = try saver.finish()
  }

  /// What a save could not tidy up comes with its end, in order and once.
  @Test(arguments: [true, false]) func whatASaveLeftIsHandedOn(_ isAsynchronous: Bool) throws {
    let saver = BackgroundSaver(isAsynchronous: isAsynchronous)
    var left: [FileError] = []
    for number in 0..<5 {
      left += try saver.save { () throws(FileError) in
        [FileError(path: "\(number)", action: "remove", code: EACCES)]
      }
    }
    left += try saver.finish()
    left += try saver.check()
    #expect(left.map(\.path) == ["0", "1", "2", "3", "4"])
  }

  /// Whichever request for a thread is refused, no save waits for one: there is one, at the start.
  @Test(arguments: 0..<4) func aRefusedThreadIsNoticed(_ refused: Int) throws {
    let threads = FaultyThreads { $0 == refused }
    for number in 0..<4 {
      let saver = BackgroundSaver(startThread: threads.start)
      #expect(saver.isRefused == (number == refused))
      let saves = Atomic(0)
      for _ in 0..<10 {
        _ = try saver.save { () throws(FileError) in
          saves.add(1, ordering: .relaxed)
          return []
        }
        if saver.isRefused { #expect(!saver.isSaving) }
      }
      _ = try saver.finish()
      let count = saves.load(ordering: .relaxed)
      #expect(count == 10)
    }
    #expect(threads.requestCount == 4)
    #expect(!BackgroundSaver(isAsynchronous: false, startThread: threads.start).isRefused)
    #expect(threads.requestCount == 4)
  }

  /// The thread ends with the saver, after the save that is under way.
  @Test func theThreadEndsWithTheSaver() throws {
    let (gate, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    var saver: BackgroundSaver? = BackgroundSaver { stackSize, body in
      SystemThread.start(stackSize: stackSize) {
        body()
        ended.signal()
      }
    }
    let isDone = Atomic(false)
    _ = try saver?.save { () throws(FileError) in
      gate.wait()
      isDone.store(true, ordering: .sequentiallyConsistent)
      return []
    }
    saver = nil
    gate.signal()
    ended.wait()
    let hasSaved = isDone.load(ordering: .sequentiallyConsistent)
    #expect(hasSaved)
  }

  /// No system has room for such a stack.
  @Test func theSystemItselfRefuses() {
    #expect(!SystemThread.start(stackSize: 1 << 60) {})
    #expect(!SystemThread.start(stackSize: 1) {})
  }
}

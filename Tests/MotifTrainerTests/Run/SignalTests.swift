import Foundation
import MotifCore
import MotifTrainer
import Testing

@Suite(.serialized) struct SignalTests {
  /// Raises a signal on this thread, which a pool may have made deaf to signals.
  private func deliver(_ number: Int32) {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, &before)
    raise(number)
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  @Test func aSignalSetsTheFlag() {
    let watcher = SignalWatcher()
    #expect(!watcher.isStopRequested && watcher.signalName == nil)
    deliver(SIGTERM)
    #expect(watcher.isStopRequested && watcher.signalName == "SIGTERM")
    watcher.stop()
    #expect(!SignalWatcher().isStopRequested)
  }

  @Test func aSchedulerMaySayTwiceThatItsTimeIsNearlyOver() {
    let watcher = SignalWatcher()
    defer { watcher.stop() }
    deliver(SIGUSR1)
    #expect(watcher.isStopRequested && watcher.signalName == "SIGUSR1")
    // Again, as when launcher and ranks both get it: nothing more happens.
    deliver(SIGUSR1)
    #expect(watcher.signalName == "SIGUSR1")
  }

  @Test func aClosedTerminalIsASignalUnlessTheParentIgnoresIt() {
    let before = signal(SIGHUP, SIG_DFL)
    defer { signal(SIGHUP, before) }
    let watcher = SignalWatcher()
    deliver(SIGHUP)
    #expect(watcher.isStopRequested && watcher.signalName == "SIGHUP")
    // Again, as when kernel and shell both say it: nothing more happens.
    deliver(SIGHUP)
    watcher.stop()
    signal(SIGHUP, SIG_IGN)
    let started = SignalWatcher()
    deliver(SIGHUP)
    #expect(!started.isStopRequested)
    started.stop()
  }

  #if os(Linux)
    /// Runs `body` in a forked child and returns its exit status.
    private func statusOfChild(_ body: () -> Void) throws -> Int32 {
      // Swift hides fork since little may be called in the child; raise and _exit may.
      typealias Fork = @convention(c) () -> pid_t
      let symbol = try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork"))
      let child = unsafeBitCast(symbol, to: Fork.self)()
      if child == 0 {
        body()
        _exit(7)
      }
      var status: Int32 = 0
      try #require(waitpid(child, &status, 0) == child)
      return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    @Test func aSecondSignalEndsTheProcessAtOnce() throws {
      let watcher = SignalWatcher()
      defer { watcher.stop() }
      #expect(try statusOfChild { deliver(SIGINT) } == 7)
      let status = try statusOfChild {
        deliver(SIGINT)
        deliver(SIGTERM)
      }
      #expect(status == 130)
    }

    @Test func whoIsToldItsSignalsEndsNoProcess() throws {
      let watcher = SignalWatcher()
      defer { watcher.stop() }
      let leaves = try statusOfChild {
        watcher.leavingAtOnce(.interrupted, "stopped") { deliver(SIGINT) }
      }
      #expect(leaves == ExitCode.interrupted.rawValue)
      #expect(
        try statusOfChild {
          SignalWatcher.deaf.leavingAtOnce(.interrupted, "stopped") { deliver(SIGINT) }
          if SignalWatcher.deaf.isStopRequested { _exit(1) }
        } == 7)
    }
  #endif
}

internal import Foundation
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// This process's part in the job: MPI initialised once, the world checked against the launcher.
final class MPISession: Sendable {
  /// What a job ends with when a rank fails or is lost.
  static let failureStatus: CInt = 5
  /// Microseconds that a launcher has to read what a rank said last: some drop it when a job aborts.
  private static let timeToForward: UInt32 = 200_000

  let library: MPILibrary
  let rank: Int
  let size: Int
  /// Seconds that one of MPI's blocking calls may take.
  private let deadline: TimeInterval
  private let tell: @Sendable (String) -> Void
  /// Whether MPI was initialised here and is finalised here.
  private let isOwner: Bool

  init(
    _ library: MPILibrary, _ launcher: MPILauncher, deadline: TimeInterval,
    tell: @escaping @Sendable (String) -> Void
  ) throws(MPIError) {
    let (mpi, constants) = (library.functions, library.constants)
    self.library = library
    self.deadline = deadline
    self.tell = tell
    var flag: CInt = 0
    guard mpi.finalized(&flag) == 0, flag == 0 else {
      throw MPIError("MPI has been finalised in this process and cannot be started again")
    }
    _ = mpi.initialized(&flag)
    isOwner = flag == 0
    if isOwner {
      var level = constants.threadMultiple
      let status = MPIWatchdog.watch(deadline) {
        tell("MPI_Init did not return within \(deadline) s: a rank of the job has not come")
        _exit(Self.failureStatus)
      } _: {
        mpi.initThread(nil, nil, constants.threadMultiple, &level)
      }
      guard status == 0 else {
        throw MPIError("\(library.version) cannot be initialised: error \(status)")
      }
      guard level >= constants.threadSerialized else {
        throw MPIError(
          "\(library.version) allows calls from one thread of the process only; a build with "
            + "threads is needed (MPI_THREAD_SERIALIZED or more)")
      }
    }
    // From here on errors are returned, and said in a sentence, instead of ending the process.
    _ = mpi.setErrorHandler(constants.worldGroup, constants.errorsReturn)
    _ = mpi.setErrorHandler(constants.selfGroup, constants.errorsReturn)
    var (rank, size): (CInt, CInt) = (0, 0)
    guard mpi.rank(constants.worldGroup, &rank) == 0, mpi.size(constants.worldGroup, &size) == 0
    else { throw MPIError("\(library.version) does not tell rank and size") }
    self.rank = Int(rank)
    self.size = Int(size)
    try Self.compare(launcher, self.rank, self.size, library)
    Self.unfinished.withLock { $0 = self }
    atexit {
      // Some launchers take a rank that leaves in silence for a success of all.
      guard let session = MPISession.unfinished.withLock({ $0 }) else { return }
      session.end(
        "rank \(session.rank) leaves before the end of the job, without "
          + "MPIWorld.close: all ranks end")
    }
  }

  /// The session of this process until it is finished.
  private static let unfinished = Mutex<MPISession?>(nil)

  /// A library that belongs to another launcher says nothing, and every process is rank 0 of 1.
  private static func compare(
    _ launcher: MPILauncher, _ rank: Int, _ size: Int, _ library: MPILibrary
  ) throws(MPIError) {
    let expectedRank = launcher.rank ?? rank
    let expectedSize = launcher.size ?? size
    if expectedRank == rank, expectedSize == size { return }
    throw MPIError(
      "\(launcher) says that this is rank \(expectedRank) of \(expectedSize), but "
        + "\(library.version) (\(library.file)) says rank \(rank) of \(size): the library belongs to "
        + "another launcher; start with its own, or name the launcher's library in "
        + "MOTIF_MPI_LIBRARY (apt-get install \(launcher.packages))")
  }

  /// Runs one of MPI's blocking calls; ends the job when it fails or takes longer than the deadline.
  func block(_ what: String, _ call: () -> CInt) {
    let status = MPIWatchdog.watch(deadline) { [self] in
      // MPI may hold its lock in the call, so that the launcher has to end the others.
      tell("rank \(rank) waited \(deadline) s in \(what) for ranks that do not come")
      _exit(Self.failureStatus)
    } _: {
      call()
    }
    require(status, what)
  }

  /// Ends the job unless `status` says success.
  func require(_ status: CInt, _ what: @autoclosure () -> String) {
    if status != 0 { end("rank \(rank): MPI failed in \(what()): \(library.text(status))") }
  }

  /// Says why, and ends all ranks of the job with status 5.
  func end(_ sentence: String) -> Never {
    Self.unfinished.withLock { $0 = nil }
    tell(sentence)
    usleep(Self.timeToForward)
    // The abort may wait to be ended by the launcher's SIGTERM, which a watcher of signals only notes.
    signal(SIGTERM, SIG_DFL)
    _ = library.functions.abort(library.constants.worldGroup, Self.failureStatus)
    _exit(Self.failureStatus)
  }

  /// Takes leave of MPI; nothing can be exchanged afterwards.
  func finish() {
    Self.unfinished.withLock { $0 = nil }
    guard isOwner else { return }
    block("MPI_Finalize") { library.functions.finalize() }
  }
}

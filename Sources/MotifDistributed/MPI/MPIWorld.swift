public import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The ranks that a launcher of MPI has started, each a process, on one machine or on many.
///
/// ```swift
/// if let world = try MPIWorld.fromLauncher() {
///   world.run { communicator in try train(communicator) }
///   world.close()
/// }
/// ```
///
/// The library is opened at run time: `libmpi` of Open MPI under its `mpirun`, that of MPICH under its
/// `mpiexec`, whatever `MOTIF_MPI_LIBRARY` names in its place. Reductions run in rank order, so that
/// results have the bits of a ``ThreadWorld``.
public final class MPIWorld: Sendable {
  private let session: MPISession
  /// Seconds that a rank waits for the others in one operation.
  public let deadline: TimeInterval
  private let bytesPerCall: Int
  /// Ranks on this machine, among which its cores are divided.
  public let localSize: Int

  /// What one call of MPI moves to a rank at most: some libraries fail from 2 GiB on.
  public static let defaultBytesPerCall = 1 << 30

  /// The world of the launcher that started this process; nil when it was started by hand.
  ///
  /// A collective in which a rank waits longer than `deadline` seconds for others is an error that
  /// names them. `bytesPerCall` bounds what one call of MPI moves to a rank. `tell` gets the sentence
  /// with which this rank ends the job, by default for the standard error. Throws ``MPIError`` when the
  /// library is missing, belongs to another launcher or cannot serve.
  public static func fromLauncher(
    deadline: TimeInterval = 600, bytesPerCall: Int = defaultBytesPerCall,
    tell: @escaping @Sendable (String) -> Void = MPIWorld.tellStandardError
  ) throws(MPIError) -> MPIWorld? {
    guard let launcher = try MPILauncher.current() else { return nil }
    let chosen = ProcessInfo.processInfo.environment["MOTIF_MPI_LIBRARY"]
    let library = try MPILibrary.open(for: launcher, chosen: chosen)
    let session = try MPISession(library, launcher, deadline: deadline, tell: tell)
    return MPIWorld(session, deadline, bytesPerCall, localSize: launcher.localSize)
  }

  private init(
    _ session: MPISession, _ deadline: TimeInterval, _ bytesPerCall: Int, localSize: Int
  ) {
    self.session = session
    self.localSize = localSize
    self.deadline = deadline
    self.bytesPerCall = bytesPerCall
  }

  /// This process's rank.
  public var rank: Int { session.rank }
  /// The number of ranks.
  public var size: Int { session.size }
  /// What the library calls itself.
  public var libraryVersion: String { session.library.version }

  /// Runs `body` with a group of all ranks, on the calling thread, and returns when all have returned.
  ///
  /// All ranks call it equally often. When `body` throws, its error is said in a sentence that names
  /// this rank, and all ranks end with status 5. `deadline` replaces that of the world.
  public func run<Result>(
    deadline: TimeInterval? = nil, _ body: (any Communicator) throws -> Result
  ) -> Result {
    var handle: MPIFunctions.Handle = 0
    let mpi = session.library.functions
    session.block("the beginning of a run") {
      mpi.duplicate(session.library.constants.worldGroup, &handle)
    }
    let engine = MPIEngine(
      session, deadline: deadline ?? self.deadline, bytesPerCall: bytesPerCall)
    let world = engine.enter(handle, members: Array(0..<size), rank: rank)
    do {
      let result = try body(MPICommunicator(world, engine))
      engine.close()
      return result
    } catch {
      engine.fail(error, at: nil)
    }
  }

  /// Takes leave of MPI, once, after the last run: the launcher takes a rank that ends without for lost.
  public func close() { session.finish() }

  /// Writes a sentence as a line of the standard error.
  public static let tellStandardError: @Sendable (String) -> Void = { sentence in
    let line = Array((sentence + "\n").utf8)
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}

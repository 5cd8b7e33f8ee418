/// The functions of MPI that are called, found by name in an opened library.
///
/// Each returns 0 for success.
struct MPIFunctions: @unchecked Sendable {
  // Invariant behind @unchecked: functions of an image that is never closed.
  typealias Handle = MPIConstants.Handle
  typealias HandleOut = UnsafeMutablePointer<Handle>
  typealias IntOut = UnsafeMutablePointer<CInt>
  typealias Ints = UnsafePointer<CInt>
  typealias Bytes = UnsafeMutableRawPointer

  /// The names in the library.
  enum Name: String, CaseIterable {
    case initThread = "MPI_Init_thread"
    case initialized = "MPI_Initialized"
    case finalized = "MPI_Finalized"
    case finalize = "MPI_Finalize"
    case abort = "MPI_Abort"
    case libraryVersion = "MPI_Get_library_version"
    case errorString = "MPI_Error_string"
    case setErrorHandler = "MPI_Comm_set_errhandler"
    case rank = "MPI_Comm_rank"
    case size = "MPI_Comm_size"
    case duplicate = "MPI_Comm_dup"
    case split = "MPI_Comm_split"
    case free = "MPI_Comm_free"
    case test = "MPI_Test"
    case send = "MPI_Isend"
    case receive = "MPI_Irecv"
    case broadcast = "MPI_Ibcast"
    case allGather = "MPI_Iallgatherv"
    case allToAll = "MPI_Ialltoallv"
  }

  typealias InitThread = @convention(c) (IntOut?, Bytes?, CInt, IntOut?) -> CInt
  typealias Question = @convention(c) (IntOut?) -> CInt
  typealias Action = @convention(c) () -> CInt
  typealias Abort = @convention(c) (Handle, CInt) -> CInt
  typealias Version = @convention(c) (UnsafeMutablePointer<CChar>?, IntOut?) -> CInt
  typealias ErrorString = @convention(c) (CInt, UnsafeMutablePointer<CChar>?, IntOut?) -> CInt
  typealias SetErrorHandler = @convention(c) (Handle, Handle) -> CInt
  typealias GroupQuestion = @convention(c) (Handle, IntOut?) -> CInt
  typealias Duplicate = @convention(c) (Handle, HandleOut?) -> CInt
  typealias Split = @convention(c) (Handle, CInt, CInt, HandleOut?) -> CInt
  typealias Free = @convention(c) (HandleOut?) -> CInt
  typealias Test = @convention(c) (HandleOut?, IntOut?, Bytes?) -> CInt
  /// Buffer, count, type, peer, tag, group, request.
  typealias Message = @convention(c) (Bytes?, CInt, Handle, CInt, CInt, Handle, HandleOut?) -> CInt
  typealias Broadcast = @convention(c) (Bytes?, CInt, Handle, CInt, Handle, HandleOut?) -> CInt
  /// Send buffer, count and type; receive buffer, counts, displacements and type; group, request.
  typealias AllGather =
    @convention(c) (
      Bytes?, CInt, Handle, Bytes?, Ints?, Ints?, Handle, Handle, HandleOut?
    ) -> CInt
  /// Buffer, counts, displacements and type of what is sent and of what is received; group, request.
  typealias AllToAll =
    @convention(c) (
      Bytes?, Ints?, Ints?, Handle, Bytes?, Ints?, Ints?, Handle, Handle, HandleOut?
    ) -> CInt

  let initThread: InitThread
  let initialized: Question
  let finalized: Question
  let finalize: Action
  let abort: Abort
  let libraryVersion: Version
  let errorString: ErrorString
  let setErrorHandler: SetErrorHandler
  let rank: GroupQuestion
  let size: GroupQuestion
  let duplicate: Duplicate
  let split: Split
  let free: Free
  let test: Test
  let send: Message
  let receive: Message
  let broadcast: Broadcast
  let allGather: AllGather
  let allToAll: AllToAll

  /// The functions at these addresses; `address` has one for every name.
  init(_ address: (Name) -> UnsafeMutableRawPointer) {
    initThread = unsafeBitCast(address(.initThread), to: InitThread.self)
    initialized = unsafeBitCast(address(.initialized), to: Question.self)
    finalized = unsafeBitCast(address(.finalized), to: Question.self)
    finalize = unsafeBitCast(address(.finalize), to: Action.self)
    abort = unsafeBitCast(address(.abort), to: Abort.self)
    libraryVersion = unsafeBitCast(address(.libraryVersion), to: Version.self)
    errorString = unsafeBitCast(address(.errorString), to: ErrorString.self)
    setErrorHandler = unsafeBitCast(address(.setErrorHandler), to: SetErrorHandler.self)
    rank = unsafeBitCast(address(.rank), to: GroupQuestion.self)
    size = unsafeBitCast(address(.size), to: GroupQuestion.self)
    duplicate = unsafeBitCast(address(.duplicate), to: Duplicate.self)
    split = unsafeBitCast(address(.split), to: Split.self)
    free = unsafeBitCast(address(.free), to: Free.self)
    test = unsafeBitCast(address(.test), to: Test.self)
    send = unsafeBitCast(address(.send), to: Message.self)
    receive = unsafeBitCast(address(.receive), to: Message.self)
    broadcast = unsafeBitCast(address(.broadcast), to: Broadcast.self)
    allGather = unsafeBitCast(address(.allGather), to: AllGather.self)
    allToAll = unsafeBitCast(address(.allToAll), to: AllToAll.self)
  }
}

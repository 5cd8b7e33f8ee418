/// What a library of MPI calls the things that its header names; handles are used by value.
///
/// Handles are numbers of four bytes in MPICH, and pointers in Open MPI and in the standard ABI. On
/// 64-bit little-endian machines one type serves: MPICH reads and writes the lower half.
struct MPIConstants: @unchecked Sendable {
  // Invariant behind @unchecked: the pointers are marks that nobody reads through.
  typealias Handle = UInt

  let worldGroup: Handle
  let selfGroup: Handle
  let byte: Handle
  let uint16: Handle
  let int32: Handle
  let int64: Handle
  let errorsReturn: Handle
  /// Stands for the own part of the receive buffer.
  let inPlace: UnsafeMutableRawPointer?
  let statusIgnore: UnsafeMutableRawPointer?
  let threadSerialized: CInt
  let threadMultiple: CInt
  /// The color of a rank that wants no group; the same everywhere.
  let undefined: CInt = -32766

  /// The type that moves elements of so many bytes, which are never counted nor converted.
  func type(byteCount: Int) -> Handle {
    switch byteCount {
    case 8: int64
    case 4: int32
    case 2: uint16
    default: byte
    }
  }

  static let mpich = MPIConstants(
    worldGroup: 0x4400_0000, selfGroup: 0x4400_0001, byte: 0x4c00_010d, uint16: 0x4c00_023c,
    int32: 0x4c00_0439, int64: 0x4c00_083a, errorsReturn: 0x5400_0001,
    inPlace: UnsafeMutableRawPointer(bitPattern: -1),
    statusIgnore: UnsafeMutableRawPointer(bitPattern: 1), threadSerialized: 2, threadMultiple: 3)

  static let standard = MPIConstants(
    worldGroup: 0x101, selfGroup: 0x102, byte: 0x247, uint16: 0x249, int32: 0x250, int64: 0x258,
    errorsReturn: 0x143, inPlace: UnsafeMutableRawPointer(bitPattern: 1), statusIgnore: nil,
    threadSerialized: 2048, threadMultiple: 4096)

  /// Those of Open MPI are addresses of symbols; `address` throws for one that is missing.
  static func openMPI<Failure: Error>(
    _ address: (String) throws(Failure) -> UInt
  ) throws(Failure) -> MPIConstants {
    MPIConstants(
      worldGroup: try address("ompi_mpi_comm_world"), selfGroup: try address("ompi_mpi_comm_self"),
      byte: try address("ompi_mpi_byte"), uint16: try address("ompi_mpi_uint16_t"),
      int32: try address("ompi_mpi_int32_t"), int64: try address("ompi_mpi_int64_t"),
      errorsReturn: try address("ompi_mpi_errors_return"),
      inPlace: UnsafeMutableRawPointer(bitPattern: 1), statusIgnore: nil, threadSerialized: 2,
      threadMultiple: 3)
  }
}

internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A library of MPI, opened at run time: nothing is linked, and nothing is opened without a launcher.
///
/// Open MPI, MPICH with its relatives and libraries of the standard ABI are told apart by their
/// symbols.
struct MPILibrary: Sendable {
  /// The file as it was opened.
  let file: String
  let functions: MPIFunctions
  let constants: MPIConstants

  /// Opens the library that belongs to `launcher`, or the file `chosen`.
  static func open(
    for launcher: MPILauncher, chosen: String?
  ) throws(MPIError) -> MPILibrary {
    if isStatic(auxiliaryVector: try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/auxv"))) {
      throw MPIError(
        "this program is linked statically and cannot open a library of MPI, so it cannot run under "
          + "\(launcher): build it without -static-executable (--static-swift-stdlib is possible)")
    }
    var reasons: [String] = []
    for file in chosen.map({ [$0] }) ?? launcher.files {
      // Plug-ins of Open MPI use symbols of the library without naming it.
      if let image = dlopen(file, RTLD_NOW | RTLD_GLOBAL) {
        return try MPILibrary(file: file, image)
      }
      reasons.append(dlerror().map { String(cString: $0) } ?? file)
    }
    let what =
      chosen.map { "the library \($0) that MOTIF_MPI_LIBRARY names cannot be opened" }
      ?? "its library of MPI cannot be opened"
    throw MPIError(
      "\(launcher) started this program, but \(what) (\(reasons.joined(separator: "; "))): "
        + "apt-get install \(launcher.packages), or name the file in MOTIF_MPI_LIBRARY")
  }

  private init(file: String, _ image: UnsafeMutableRawPointer) throws(MPIError) {
    var addresses: [MPIFunctions.Name: UnsafeMutableRawPointer] = [:]
    for name in MPIFunctions.Name.allCases { addresses[name] = dlsym(image, name.rawValue) }
    let missing = MPIFunctions.Name.allCases.filter { addresses[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      throw MPIError(
        "\(file) is not a whole library of MPI 3: it lacks \(missing.joined(separator: ", "))")
    }
    self.file = file
    functions = MPIFunctions { name in
      guard let address = addresses[name] else { preconditionFailure("no \(name.rawValue)") }
      return address
    }
    constants = try Self.constants(file, image)
  }

  private static func constants(
    _ file: String, _ image: UnsafeMutableRawPointer
  ) throws(MPIError) -> MPIConstants {
    if dlsym(image, "ompi_mpi_comm_world") != nil {
      return try MPIConstants.openMPI { name throws(MPIError) in
        guard let address = dlsym(image, name) else {
          throw MPIError("\(file) looks like Open MPI but lacks \(name)")
        }
        return UInt(bitPattern: address)
      }
    }
    typealias ABIVersion =
      @convention(c) (UnsafeMutablePointer<CInt>?, UnsafeMutablePointer<CInt>?) -> CInt
    if let address = dlsym(image, "MPI_Abi_get_version") {
      var (major, minor): (CInt, CInt) = (0, 0)
      // MPICH's own library has the function as well, and answers -1.
      if unsafeBitCast(address, to: ABIVersion.self)(&major, &minor) == 0, major >= 1 {
        return .standard
      }
    }
    return .mpich
  }

  /// Whether the kernel started the program without a dynamic linker: no base address in the vector.
  static func isStatic(auxiliaryVector: Data?) -> Bool {
    guard let auxiliaryVector else { return false }
    let words = auxiliaryVector.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    let base: UInt64 = 7
    let entry = stride(from: 0, to: words.count - 1, by: 2).first { words[$0] == base }
    return entry.map { words[$0 + 1] == 0 } ?? true
  }

  /// What the library calls itself: the beginning of a text that may go on over many lines.
  var version: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { text in
      text.initialize(repeating: 0)
      var length: CInt = 0
      guard functions.libraryVersion(text.baseAddress, &length) == 0, let start = text.baseAddress
      else { return file }
      let title = String(cString: start).prefix { $0 != "\n" && $0 != "," }
      return title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// What the library says of the error `code`.
  func text(_ code: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
      text.initialize(repeating: 0)
      var length: CInt = 0
      guard functions.errorString(code, text.baseAddress, &length) == 0,
        let start = text.baseAddress
      else { return "error \(code)" }
      return String(cString: start)
    }
  }
}

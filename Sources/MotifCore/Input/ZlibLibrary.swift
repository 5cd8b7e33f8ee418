/// What is used of libz.
struct ZlibLibrary: Sendable {
  /// `z_stream` of zlib.h on systems of 64 bits, field by field.
  struct Stream {
    var nextIn: UnsafePointer<UInt8>?
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutablePointer<UInt8>?
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>?
    var state: OpaquePointer?
    var allocate: OpaquePointer?
    var free: OpaquePointer?
    var opaque: OpaquePointer?
    var dataType: Int32 = 0
    var checksum: UInt = 0
    var reserved: UInt = 0
  }

  typealias Call = @convention(c) (UnsafeMutableRawPointer?) -> Int32
  typealias Inflate = @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32
  typealias Initialize =
    @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32) -> Int32
  typealias Version = @convention(c) () -> UnsafePointer<CChar>?

  let inflate: Inflate
  let reset, end: Call
  private let initialize: Initialize
  private let version: Version

  /// The library of this system.
  static let shared = Result { () throws(MissingLibrary) in
    try ZlibLibrary(["libz.so.1", "libz.so", "libz.1.dylib"])
  }

  /// Opens the first of `files` that is there.
  init(_ files: [String]) throws(MissingLibrary) {
    let library = try SystemLibrary(
      files, purpose: "is compressed with gzip, which needs libz", package: "zlib1g")
    inflate = try library.function("inflate")
    reset = try library.function("inflateReset")
    end = try library.function("inflateEnd")
    initialize = try library.function("inflateInit2_")
    version = try library.function("zlibVersion")
  }

  /// Makes `stream` ready for members of gzip; false without memory.
  func begin(_ stream: UnsafeMutablePointer<Stream>) -> Bool {
    // 16 takes gzip's header and trailer, 15 every window.
    initialize(stream, 16 + 15, version(), Int32(MemoryLayout<Stream>.size)) == 0
  }
}

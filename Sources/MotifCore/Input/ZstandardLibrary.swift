/// What is used of libzstd.
struct ZstandardLibrary: Sendable {
  /// `ZSTD_inBuffer` of zstd.h.
  struct Input {
    var source: UnsafeRawPointer?
    var size: Int
    var position: Int
  }

  /// `ZSTD_outBuffer` of zstd.h.
  struct Output {
    var target: UnsafeMutableRawPointer?
    var size: Int
    var position: Int
  }

  typealias Create = @convention(c) () -> OpaquePointer?
  typealias Free = @convention(c) (OpaquePointer?) -> Int
  typealias Decode =
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Int
  typealias IsError = @convention(c) (Int) -> UInt32
  typealias ErrorName = @convention(c) (Int) -> UnsafePointer<CChar>?

  let create: Create
  let free: Free
  let decode: Decode
  let isError: IsError
  private let errorName: ErrorName

  /// The library of this system.
  static let shared = Result { () throws(MissingLibrary) in
    try ZstandardLibrary(["libzstd.so.1", "libzstd.so", "libzstd.1.dylib"])
  }

  /// Opens the first of `files` that is there.
  init(_ files: [String]) throws(MissingLibrary) {
    let library = try SystemLibrary(
      files, purpose: "is compressed with Zstandard, which needs libzstd", package: "libzstd1")
    create = try library.function("ZSTD_createDStream")
    free = try library.function("ZSTD_freeDStream")
    decode = try library.function("ZSTD_decompressStream")
    isError = try library.function("ZSTD_isError")
    errorName = try library.function("ZSTD_getErrorName")
  }

  /// What the library says of the result `code`.
  func text(_ code: Int) -> String {
    errorName(code).map { String(cString: $0) } ?? "error \(code)"
  }
}

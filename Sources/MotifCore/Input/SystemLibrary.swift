internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A library of the system, opened when a file first needs it: nothing is linked.
struct SystemLibrary {
  private let file: String
  private let handle: UnsafeMutableRawPointer
  private let purpose: String
  private let package: String

  /// Opens the first of `files` that is there.
  ///
  /// - Parameters:
  ///   - purpose: what the library is needed for: "is compressed with gzip, which needs libz".
  ///   - package: the package of Debian that has it.
  init(_ files: [String], purpose: String, package: String) throws(MissingLibrary) {
    var reasons: [String] = []
    for file in files {
      if let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) {
        (self.file, self.handle, self.purpose, self.package) = (file, handle, purpose, package)
        return
      }
      reasons.append(dlerror().map { String(cString: $0) } ?? file)
    }
    throw MissingLibrary(
      reason: "\(purpose), and that cannot be opened (\(reasons.joined(separator: "; "))): "
        + "apt-get install \(package)")
  }

  /// The function called `name`, of the C type `Function`.
  func function<Function>(
    _ name: String, as type: Function.Type = Function.self
  ) throws(MissingLibrary) -> Function {
    guard let address = dlsym(handle, name) else {
      throw MissingLibrary(
        reason: "\(purpose), and \(file) is not a whole one: it lacks \(name); apt-get install "
          + "--reinstall \(package)")
    }
    return unsafeBitCast(address, to: type)
  }
}

import Foundation

extension FuzzFormat {
  /// Readers that are wrong on purpose: a replay that does not stop at each of them sees nothing.
  static let planted = [plantedTrap, plantedHang, plantedAllocation, plantedRecursion]

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Believes the index that the file declares.
  private static let plantedTrap = FuzzFormat("planted-trap", file: "case", seeds: ["3abcdefgh"]) {
    let bytes = try bytes($0)
    guard let first = bytes.first else { return }
    _ = bytes[Int(first & 15)]
  }

  /// Waits for an end that a damaged file does not have.
  private static let plantedHang = FuzzFormat("planted-hang", file: "case", seeds: ["one;two;"]) {
    let bytes = try bytes($0)
    var index = 0
    while !bytes.isEmpty, bytes[index % bytes.count] != UInt8(ascii: ";") { index &+= 1 }
  }

  /// Reserves as many bytes as the file declares, and never touches them.
  private static let plantedAllocation = FuzzFormat(
    "planted-allocation", file: "case", seeds: ["00000100 bytes"]
  ) {
    guard let count = Int(String(decoding: try bytes($0).prefix(8), as: UTF8.self)) else { return }
    var buffer: [UInt8] = []
    buffer.reserveCapacity(max(0, count))
    buffer.append(0)
  }

  /// Follows the nesting of the file on its own stack.
  private static let plantedRecursion = FuzzFormat(
    "planted-recursion", file: "case", seeds: ["[[[[]]]]"]
  ) {
    let bytes = try bytes($0)
    func depth(_ index: Int) -> Int {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else { return 0 }
      var padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, index)
      return withUnsafeMutableBytes(of: &padding) { $0.count > 0 ? 1 + depth(index + 1) : 0 }
    }
    precondition(depth(0) <= bytes.count)
  }
}

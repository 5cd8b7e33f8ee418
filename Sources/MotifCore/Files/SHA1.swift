/// The SHA-1 hash of bytes that are all there (FIPS 180-4).
///
/// Broken against attackers, so never a proof of what a file holds; published signatures of texts are
/// defined by it. The toolchain for Linux ships none.
package enum SHA1 {
  /// The five words of the hash.
  package typealias Words = (UInt32, UInt32, UInt32, UInt32, UInt32)

  /// The hash of `bytes`: 80 steps of a few instructions for 64 bytes.
  package static func words(of bytes: UnsafeBufferPointer<UInt8>) -> Words {
    var state: Words = (0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { schedule in
      let raw = UnsafeRawBufferPointer(bytes)
      let whole = raw.count & ~63
      for start in stride(from: 0, to: whole, by: 64) {
        add(UnsafeRawBufferPointer(rebasing: raw[start..<start + 64]))
      }
      // The rest, one set bit, zeros, and the length in bits.
      withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { tail in
        let rest = raw.count - whole
        let size = rest < 56 ? 64 : 128
        tail.initializeMemory(as: UInt8.self, repeating: 0)
        tail.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[whole...]))
        tail[rest] = 0x80
        tail.storeBytes(
          of: (UInt64(raw.count) &* 8).bigEndian, toByteOffset: size - 8, as: UInt64.self)
        for start in stride(from: 0, to: size, by: 64) {
          add(UnsafeRawBufferPointer(rebasing: tail[start..<start + 64]))
        }
      }

      func add(_ block: UnsafeRawBufferPointer) {
        for i in 0..<16 {
          schedule[i] = UInt32(
            bigEndian: block.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self))
        }
        for i in 16..<80 {
          let mixed = schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16]
          schedule[i] = rotate(mixed, 1)
        }
        compress(&state, schedule)
      }
    }
    return state
  }

  /// The first eight bytes of the hash as a little-endian number.
  package static func low64(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let words = words(of: bytes)
    return UInt64(words.0.byteSwapped) | UInt64(words.1.byteSwapped) << 32
  }

  private static func compress(
    _ state: inout Words, _ w: UnsafeMutableBufferPointer<UInt32>
  ) {
    var (a, b, c, d, e) = state
    @inline(__always) func step(_ mixed: UInt32, _ constant: UInt32, _ word: UInt32) {
      let next = rotate(a, 5) &+ mixed &+ e &+ constant &+ word
      (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
    }
    for i in 0..<20 { step((b & c) | (~b & d), 0x5a82_7999, w[i]) }
    for i in 20..<40 { step(b ^ c ^ d, 0x6ed9_eba1, w[i]) }
    for i in 40..<60 { step((b & c) | (b & d) | (c & d), 0x8f1b_bcdc, w[i]) }
    for i in 60..<80 { step(b ^ c ^ d, 0xca62_c1d6, w[i]) }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  @inline(__always)
  private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 {
    x &<< count | x &>> (32 &- count)
  }
}

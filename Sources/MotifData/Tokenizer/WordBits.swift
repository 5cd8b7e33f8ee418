/// Hashes and compares the bytes of words eight at a time.
///
/// Words are short, so what counts is the cost of the first bytes: no call, no loop over single bytes.
enum WordBits {
  /// A hash of 32 bits, the same on every run.
  static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash = UInt64(truncatingIfNeeded: word.count)
    forEachEight(of: word) { hash = mixed(hash ^ $0) }
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// Whether both words are the same bytes.
  static func equal(
    _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let count = first.count
    guard count == second.count else { return false }
    guard count >= 8 else { return fewBytes(first) == fewBytes(second) }
    var offset = 0
    while offset < count - 8 {
      if eightBytes(first, offset) != eightBytes(second, offset) { return false }
      offset += 8
    }
    return eightBytes(first, count - 8) == eightBytes(second, count - 8)
  }

  /// Calls `body` with all bytes of `word`; the last eight may overlap those before.
  @inline(__always)
  private static func forEachEight(
    of word: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void
  ) {
    guard word.count >= 8 else { return body(fewBytes(word)) }
    var offset = 0
    while offset < word.count - 8 {
      body(eightBytes(word, offset))
      offset += 8
    }
    body(eightBytes(word, word.count - 8))
  }

  /// Both halves of the product with an odd number: every bit of `value` reaches most bits.
  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func eightBytes(_ word: UnsafeBufferPointer<UInt8>, _ offset: Int) -> UInt64 {
    UnsafeRawBufferPointer(word).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Fewer than eight bytes as one number, different for different bytes of the same count.
  @inline(__always)
  private static func fewBytes(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let count = word.count
    if count >= 4 {
      let raw = UnsafeRawBufferPointer(word)
      return UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        | UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << 32
    }
    guard count > 0 else { return 0 }
    return UInt64(word[0]) | UInt64(word[count / 2]) << 8 | UInt64(word[count - 1]) << 16
  }
}

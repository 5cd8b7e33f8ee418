/// The place where buffers of a dry run seem to lie; nothing is read or written there.
private var nowhere: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 64) }

extension UnsafeMutableRawBufferPointer {
  /// `count` bytes that are not there, for a collective of a virtual world without numbers.
  package static func withoutNumbers(count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: count == 0 ? nil : nowhere, count: count)
  }

  var isWithoutNumbers: Bool { UnsafeRawBufferPointer(self).isWithoutNumbers }
}

extension UnsafeRawBufferPointer {
  var isWithoutNumbers: Bool { !isEmpty && baseAddress == UnsafeRawPointer(nowhere) }
}

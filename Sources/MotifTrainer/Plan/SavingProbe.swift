internal import MotifCore
internal import MotifTensor

/// Measures how long a checkpoint takes to be saved, on a sample that leaves nothing behind.
struct SavingProbe {
  /// Where checkpoints will be written.
  let folder: String
  private static let sampleBytes = 1 << 23
  /// What a checkpoint forces to the disk: five files and two folders.
  private static let syncs = 7.0

  /// Seconds for a checkpoint of `bytes` bytes: hashed and written, forced to the disk, read back and
  /// hashed, by a thread that shares the processors with the training threads.
  func seconds(bytes: Int) -> Double {
    let sample = [UInt8](repeating: 1, count: Self.sampleBytes)
    let hashing = Self.time { _ = sample.withUnsafeBytes { SHA256.digest($0) } }
    let writing = Self.time { try? write(sample) }
    let syncing = Self.time { try? write([0]) }
    let threads = Double(ComputeThreads.count)
    let share = Double(bytes) / Double(Self.sampleBytes)
    return ((2 * hashing + writing) * share + Self.syncs * syncing) * (threads + 1) / threads
  }

  /// Writes a file that has lost its name before it has content, so that no end leaves it behind.
  private func write(_ sample: [UInt8]) throws(FileError) {
    let operations = FileOperations.system
    let path = folder + "/.plan-probe"
    try operations.makeFolder(folder)
    let descriptor = try operations.create(path)
    try operations.remove(path)
    try sample.withUnsafeBufferPointer { bytes throws(FileError) in
      try operations.write(descriptor, UnsafeRawBufferPointer(bytes), path)
    }
    try operations.sync(descriptor, path)
    try operations.close(descriptor, path)
  }

  private static func time(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    return clock.measure(work) / .seconds(1)
  }
}

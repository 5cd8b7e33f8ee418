package import MotifCore
package import MotifDistributed
internal import MotifKernels
internal import MotifVector

/// Numbers on their way between ranks: float32, or rounded to bfloat16.
///
/// Tensors are written into it and made from it piece by piece; a piece is the box of a tensor, row by
/// row. Disjoint pieces may be read and written on several threads at once. A collective that uses the
/// buffer holds it until it has ended (``PendingExchange``).
package final class ExchangeBuffer {
  /// How the numbers travel.
  package enum Format: String, Sendable, Codable, CaseIterable {
    /// As they are.
    case float32
    /// Rounded to the nearest bfloat16, ties to even: half the bytes.
    case bfloat16

    /// The type of the elements.
    package var scalarType: ScalarType { self == .float32 ? .float32 : .bfloat16 }
  }

  /// How the numbers are held.
  package let format: Format
  /// How many there are.
  package let count: Int
  private let storage: Storage
  private var meter: LiveBytes?
  /// On a virtual clock, how much of the compute queue has to be done before a collective may send the
  /// numbers; nil for all that was put there before it.
  package var readyAfter: Int?

  /// A buffer whose numbers are still to be written, counted by `meter` as long as it lives.
  package init(count: Int, _ format: Format, countedBy meter: LiveBytes? = nil) {
    self.format = format
    self.count = count
    self.meter = meter
    let floats = format == .float32 ? count : (count + 1) / 2
    storage = Storage(count: floats, purpose: .buffers)
    if format == .bfloat16, let numbers = storage.numbers {
      UnsafeMutableRawPointer(numbers).bindMemory(to: UInt16.self, capacity: count)
    }
    meter?.add(byteCount)
  }

  deinit { meter?.add(-byteCount) }

  /// The bytes of all numbers.
  package var byteCount: Int { count * format.scalarType.byteCount }

  /// Is not counted any more.
  package func leaveMeter() {
    meter?.add(-byteCount)
    meter = nil
  }

  /// Writes the numbers of `tensor`, rounded to the format, from place `offset` on.
  package func write(_ tensor: Tensor, at offset: Int) {
    tensor.withUnsafePointer { write($0, at: offset, count: tensor.count) }
  }

  /// Writes those numbers of `tensor` that lie in `slice`, from place `offset` on.
  package func write(_ slice: TensorSlice, of tensor: Tensor, at offset: Int) {
    tensor.withUnsafePointer { source in
      slice.forEachRun(in: tensor.shape.dimensions) { own, whole, count in
        write(source + whole, at: offset + own, count: count)
      }
    }
  }

  /// A tensor of the numbers from place `offset` on.
  package func tensor(_ shape: Shape, at offset: Int) -> Tensor {
    Tensor(shape: shape, purpose: .buffers) { read(at: offset, into: $0, count: shape.count) }
  }

  /// A tensor whose boxes `pieces` are the numbers from each one's `offset` on.
  ///
  /// The pieces must hold every element once.
  package func tensor(
    _ shape: Shape, of pieces: [(slice: TensorSlice, offset: Int)]
  ) -> Tensor {
    Tensor(shape: shape, purpose: .buffers) { target in
      for (slice, offset) in pieces {
        slice.forEachRun(in: shape.dimensions) { own, whole, count in
          read(at: offset + own, into: target + whole, count: count)
        }
      }
    }
  }

  /// The bytes of all numbers, for a collective.
  var bytes: UnsafeMutableRawBufferPointer {
    guard let numbers = storage.numbers else { return .withoutNumbers(count: byteCount) }
    return UnsafeMutableRawBufferPointer(start: numbers, count: byteCount)
  }

  private func write(_ source: UnsafePointer<Float>, at offset: Int, count: Int) {
    precondition(offset >= 0 && offset + count <= self.count, "numbers beside an exchange buffer")
    guard let numbers = storage.numbers else { return }
    switch format {
    case .float32: (numbers + offset).update(from: source, count: count)
    case .bfloat16:
      let bits = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: UInt16.self)
      BFloat16.encode(source, into: bits + offset, count: count)
    }
  }

  private func read(at offset: Int, into target: UnsafeMutablePointer<Float>, count: Int) {
    precondition(offset >= 0 && offset + count <= self.count, "numbers beside an exchange buffer")
    guard let numbers = storage.numbers else { return }
    switch format {
    case .float32: target.update(from: numbers + offset, count: count)
    case .bfloat16:
      let bits = UnsafeRawPointer(numbers).assumingMemoryBound(to: UInt16.self)
      BFloat16.decode(bits + offset, into: target, count: count)
    }
  }
}

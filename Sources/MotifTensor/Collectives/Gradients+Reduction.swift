internal import MotifDistributed

extension Gradients {
  /// Replaces the gradient of each of `parameters` by the sum over the ranks of `group`, added in rank
  /// order in float32, so that all ranks have the same bits.
  ///
  /// A rank to which no gradient flowed counts as zero. With one rank nothing changes. All reductions
  /// are started before the first is waited for. Cost: the gradients travel once.
  public mutating func sum(
    _ parameters: [Parameter], over group: TensorGroup, fileID: String = #fileID, line: Int = #line
  ) {
    guard group.size > 1, group.failure == nil else { return }
    let targets = parameters.map { parameter in
      (parameter, take(parameter) ?? Tensor(repeating: 0, shape: parameter.spec.shape))
    }
    group.perform { communicator throws(CommunicatorError) in
      var pending: [PendingCollective] = []
      var buffers: [UnsafeMutableBufferPointer<Float>] = []
      defer { for buffer in buffers { buffer.deallocate() } }
      for (_, gradient) in targets {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: gradient.count)
        gradient.withUnsafePointer { source in
          buffer.baseAddress?.initialize(from: source, count: gradient.count)
        }
        buffers.append(buffer)
        pending.append(communicator.startAllReduce(buffer, .sum, fileID: fileID, line: line))
      }
      var first: CommunicatorError?
      for collective in pending {
        // Every one is waited for, also after a failure: only then are the buffers free.
        do throws(CommunicatorError) { try collective.wait() } catch { first = first ?? error }
      }
      if let first { throw first }
      for ((parameter, gradient), buffer) in zip(targets, buffers) {
        let sum = Tensor(shape: gradient.shape) { target in
          if let source = buffer.baseAddress { target.update(from: source, count: buffer.count) }
        }
        set(sum, for: parameter)
      }
    }
  }
}

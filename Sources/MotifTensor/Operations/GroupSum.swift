internal import MotifDistributed

/// The two conjugate operations of tensor parallelism: one sums forward, the other backward.
///
/// Both are one collective of the whole tensor, in float32 and in rank order, so that all ranks have the
/// same bits. One rank takes part in none: it gets the tensor itself, and nothing is recorded.
/// Inside `checkpointed` a body that is run again repeats its collectives, in the same order on all
/// ranks. After a failure of the group the numbers of this rank alone remain, and
/// ``TensorGroup/check()`` throws it. Source: Megatron-LM, arXiv 1909.08053, section 3, where they are
/// called g and f.
extension Tensor {
  /// The sum of the ranks' tensors, which is the same on all; forward a collective, backward none.
  ///
  /// Each rank computed a part of the sum. Gradient: `dx_r = dy` on every rank r, whose ranks must agree
  /// on dy, as they do where all compute the same from the sum.
  /// Precondition: all ranks have the same shape.
  package func summed(
    over group: TensorGroup, fileID: String = #fileID, line: Int = #line
  ) -> Tensor {
    guard group.size > 1 else { return self }
    let target = target
    let sum = sum(over: group, fileID, line)
    return sum.recorded("summed", from: [self]) { upstream, sink in
      sink.add(upstream, to: target)
    }
  }

  /// This tensor, which all ranks have and use for different parts; forward no collective, backward one.
  ///
  /// Gradient: `dx = Σ_r dy_r`, the same on all ranks.
  package func shared(
    over group: TensorGroup, fileID: String = #fileID, line: Int = #line
  ) -> Tensor {
    guard group.size > 1 else { return self }
    let target = target
    var result = detached.recorded("shared", from: [self]) { upstream, sink in
      sink.add(upstream.sum(over: group, fileID, line), to: target)
    }
    // Who keeps the result keeps no more than who keeps this tensor.
    result.recipe = recipe
    return result
  }

  /// The sum over the ranks outside the graph; a copy of this tensor after a failure.
  ///
  /// In a dry run there is nothing to exchange.
  package func sum(
    over group: TensorGroup, _ fileID: String = #fileID, _ line: Int = #line
  ) -> Tensor {
    guard group.size > 1 else { return detached }
    var sum = detached
    sum.withUnsafeMutablePointer { numbers in
      group.perform { communicator throws(CommunicatorError) in
        let buffer = UnsafeMutableBufferPointer(start: numbers, count: count)
        try communicator.allReduce(buffer, .sum, fileID: fileID, line: line)
      }
    }
    return sum
  }
}

internal import MotifKernels

extension Tensor {
  /// Embedding lookup: row `ids[i]` of this table for every id.
  ///
  /// Gradient: `dtable[ids[i]] += dy[i]`, added first to last. Precondition: ids are rows of the table.
  ///
  /// - Returns: the shape of `ids` followed by the table's columns.
  public func gather(_ ids: TokenTensor) -> Tensor {
    precondition(shape.rank == 2, "gather needs a table [rows, columns], not shape \(shape)")
    precondition(
      ids.values.allSatisfy { $0 >= 0 && Int($0) < shape[0] },
      "gather: ids \(ids.values.min() ?? 0) … \(ids.values.max() ?? 0), the table has \(shape[0]) rows"
    )
    return gathered(ids.values, ids.shape)
  }

  /// Vocabulary-parallel embedding lookup: the rows of the whole table, of which this rank has `tokens`.
  ///
  /// Each rank looks up its own rows, the others are zeros, and the sum over the ranks is the same on
  /// all. Gradient: that of the whole result, scattered to this rank's rows alone, without a collective;
  /// so its ranks must agree on it (``shared(over:)`` before what they compute apart). One rank has the
  /// whole table and takes ``gather(_:)``. Preconditions: `tokens` are as many as the table has rows,
  /// ids are rows of the whole table. Cost: the result travels once.
  /// Source: Megatron-LM, arXiv 1909.08053, section 3.
  ///
  /// - Parameters:
  ///   - tokens: the ids of this table's rows; may be empty.
  ///   - group: the ranks among which the table is split.
  /// - Returns: the shape of `ids` followed by the table's columns.
  package func gather(
    _ ids: TokenTensor, tokens: Range<Int>, over group: TensorGroup
  ) -> Tensor {
    precondition(
      shape.rank == 2 && shape[0] == tokens.count,
      "gather: a table of shape \(shape) for the ids \(tokens)")
    guard group.size > 1 else { return gather(ids) }
    precondition(
      ids.values.allSatisfy { $0 >= 0 }, "gather: id \(ids.values.min() ?? 0) is negative")
    let own = ids.values.map { tokens.contains(Int($0)) ? $0 - Int32(tokens.lowerBound) : -1 }
    return gathered(own, ids.shape).summed(over: group)
  }

  /// Row `ids[i]` for every id, zeros for negative ones.
  private func gathered(_ ids: [Int32], _ size: Shape) -> Tensor {
    let table = target
    let (rows, columns) = (size.count, shape.columns)
    let result = Tensor(shape: Shape(size.dimensions + [columns])) { y in
      withUnsafePointer {
        Vectorized.gather(table: $0, ids: ids, rows: rows, columns: columns, y: y)
      }
    }
    return result.recorded("gather", from: [self]) { upstream, sink in
      sink.accumulate(to: table) { dtable, accumulate in
        if !accumulate { dtable.update(repeating: 0, count: table.shape.count) }
        upstream.withUnsafePointer {
          Vectorized.scatterAdd(
            dy: $0, ids: ids, rows: rows, columns: columns, dtable: dtable)
        }
      }
    }
  }
}

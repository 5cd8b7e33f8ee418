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
    let table = target
    let columns = shape.columns
    let result = Tensor(shape: Shape(ids.shape.dimensions + [columns])) { y in
      withUnsafePointer {
        Vectorized.gather(table: $0, ids: ids.values, rows: ids.count, columns: columns, y: y)
      }
    }
    return result.recorded("gather", from: [self]) { upstream, sink in
      sink.accumulate(to: table) { dtable, accumulate in
        if !accumulate { dtable.update(repeating: 0, count: table.shape.count) }
        upstream.withUnsafePointer {
          Vectorized.scatterAdd(
            dy: $0, ids: ids.values, rows: ids.count, columns: columns, dtable: dtable)
        }
      }
    }
  }
}

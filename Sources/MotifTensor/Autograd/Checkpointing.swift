/// Runs `body` keeping nothing of it for the backward pass, which runs it again instead.
///
/// Until then the graph holds what `body` captures and the result: memory of one run of the body at a
/// time instead of all, for one more run of each. Gradients have the bits that they have without:
/// both runs compute the same, and gradients of what lies outside (captured tensors, parameters)
/// gather where they would. Only where three or more meet in one tensor, from inside a body and from
/// elsewhere, may their sum be taken in another order. Bodies may nest; the inner one then runs three
/// times. Cost: time of one more forward pass of the body.
/// Source: arXiv 1604.06174, section 4.
///
/// `body` must be a function of what it captures, and parameters must keep their values until the
/// backward pass. Of what it computes only the result takes part in the graph.
///
/// - Returns: the result of the first run.
public func checkpointed(_ body: @escaping () -> Tensor) -> Tensor {
  checkpointed { (body(), ()) }.0
}

/// Runs `body` as `checkpointed` does, for a body that also returns something else.
///
/// - Returns: result and byproduct of the first run; no gradient flows through the byproduct.
public func checkpointed<Byproduct>(
  _ body: @escaping () -> (Tensor, Byproduct)
) -> (Tensor, Byproduct) {
  let outer = Recording.current
  guard outer.extent != .nothing else { return body() }
  let region = RecordedRegion(isRepeated: outer.region?.isRepeated ?? false)
  let (first, byproduct) = Recording.$current.withValue(
    Recording(extent: .origins, region: region, keepsShort: outer.keepsShort)
  ) { body() }
  let origins = first.node?.ancestry(in: region).origins ?? []
  var result = first.detached
  if !origins.isEmpty {
    result.node = GradientNode(
      "checkpointed", parents: origins, region: outer.region,
      gradient: outer.extent == .graph
        ? .repeated { keepingBFloat16Activations(outer.keepsShort) { body().0 } } : nil)
  }
  return (result, byproduct)
}

/// Runs `body` keeping only results that are dear to make for the backward pass.
///
/// Results of RMSNorm, PolyNorm and the differential combination are row-wise functions of tensors
/// that their own gradients keep; they are made again when the first gradient reads them and freed
/// after the last. Results of matrix products and attention are kept. Rotary embedding needs no
/// second run: its gradient reads nothing, so keeping its result takes no more than keeping its input.
/// Gradients have the bits that they have without. Cost: time of those operations, a few per cent of
/// a step. Source: torchtitan's selective per-operation policy (arXiv 2410.06511).
public func selectivelyCheckpointed<Result>(_ body: () throws -> Result) rethrows -> Result {
  var recording = Recording.current
  recording.isSelective = true
  return try Recording.$current.withValue(recording) { try body() }
}

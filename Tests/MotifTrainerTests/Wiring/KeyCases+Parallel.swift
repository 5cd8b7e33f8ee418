/// Over how many ranks a run trains, and what travels between them.
extension KeyCase {
  private static let two = ["parallel.ranks=2"]
  private static let chunked = two + ["parallel.chunkSize=1", "model.num_hidden_layers=3"]
  private static let bytes = Trait.metric("communicationBytes")
  private static let memory = Trait.metric("muonPeakBytes")

  static let parallel = [
    KeyCase("parallel.ranks", "parallel.ranks=2", changes: .metric("ranks"), bytes),
    KeyCase(
      "parallel.dpReplicate", given: two, "parallel.dpReplicate=2", changes: bytes,
      keeps: [.metric("ranks")]),
    KeyCase("parallel.dpShard", "parallel.dpShard=2", changes: .metric("ranks"), bytes),
    KeyCase("parallel.tp", given: two, "parallel.tp=2", changes: bytes, keeps: [.metric("ranks")]),
    KeyCase(
      "parallel.muon", given: two, "parallel.muon=distributed", changes: bytes,
      keeps: [.weights("model")]),
    KeyCase(
      "parallel.assignment", given: two, "parallel.assignment=unsorted", changes: bytes,
      keeps: [.weights("model")]),
    KeyCase(
      "parallel.chunkSize", given: two, "parallel.chunkSize=2", changes: memory,
      keeps: [.weights("model")]),
    KeyCase(
      "parallel.warmup", given: chunked, "parallel.warmup=0", changes: memory,
      keeps: [.weights("model")]),
    KeyCase(
      "parallel.communication", given: two, "parallel.communication=bfloat16", changes: bytes,
      .weights("q_proj")),
    KeyCase("parallel.deadline", given: two, "parallel.deadline=0.000001", changes: .failure),
  ]
}

/// In what numbers a run stores and computes.
extension KeyCase {
  static let precision = [
    KeyCase("precision.preset", "precision=bf16", changes: .messages),
    stored("weights"), stored("gradients"), stored("communication"),
    KeyCase(
      "precision.activations", "precision.activations=bf16", changes: .messages, .memory,
      .weights("q_proj")),
    KeyCase("precision.matmul", "precision.matmul=bf16", changes: .messages),
    KeyCase(
      "precision.matmul", "precision.matmul=fp8FwdOnly", changes: .weights("q_proj"),
      .metric("float8Decibels"), .metric("float8Underflow")),
    KeyCase(
      "precision.matmul", given: ["precision.matmul=fp8FwdOnly"], "precision.matmul=fp8GwHP",
      changes: .weights("q_proj")),
    KeyCase(
      "precision.matmul", given: ["precision.matmul=fp8GwHP"], "precision.matmul=fp8Full",
      changes: .weights("q_proj")),
    KeyCase("precision.orthogonalisation", "precision.orthogonalisation=bf16", changes: .messages),
  ]

  /// What is stored in Float32 alone so far: anything else is refused.
  private static func stored(_ key: String) -> KeyCase {
    KeyCase("precision." + key, "precision.\(key)=bf16", changes: .failure)
  }
}

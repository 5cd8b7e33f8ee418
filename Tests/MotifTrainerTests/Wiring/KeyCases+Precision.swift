/// In what numbers a run stores and computes.
extension KeyCase {
  static let precision = [
    KeyCase("precision.preset", "precision=bf16", changes: .messages),
    stored("weights"), stored("activations"), stored("gradients"), stored("communication"),
    KeyCase("precision.matmul", "precision.matmul=bf16", changes: .messages),
    KeyCase("precision.orthogonalisation", "precision.orthogonalisation=bf16", changes: .messages),
  ]

  /// What is stored in Float32 alone so far: anything else is refused.
  private static func stored(_ key: String) -> KeyCase {
    KeyCase("precision." + key, "precision.\(key)=bf16", changes: .failure)
  }
}

extension Tensor {
  /// This tensor, its memory counted under `purpose` from now on.
  package func counted(as purpose: MemoryPurpose) -> Tensor {
    storage.count(as: purpose)
    return self
  }
}

internal import MotifKernels

/// What happens when the memory of tensors runs out.
public enum ComputeMemory {
  /// Sets how the process ends when the system refuses memory for a tensor or a kernel's scratch.
  ///
  /// Operations cannot fail half way, so `end` must not return; it is called with the bytes that were
  /// asked for, on whatever thread asked. By default the process ends with a sentence on
  /// standard error and status 2. A program sets its own: what is on disk then is as whole as after a kill.
  public static func whenRefused(_ end: @escaping @Sendable (_ bytes: Int) -> Never) {
    BufferPool.whenRefused(end)
  }

  /// Gives memory that is kept for the next step back to the system; a step after it takes fresh pages.
  package static func returnPages() { BufferPool.returnPages() }
}

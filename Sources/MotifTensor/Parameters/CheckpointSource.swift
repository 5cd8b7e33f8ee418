public import MotifCore

/// Start values read from a checkpoint under the parameters' own names.
public struct CheckpointSource: ParameterSource {
  private enum Place {
    case file(SafetensorsFile)
    case shards(CheckpointReader)
  }

  private let place: Place

  /// Reads from `file`.
  public init(_ file: SafetensorsFile) { place = .file(file) }

  /// Reads from one file or many, wherever the checkpoint lies.
  public init(_ checkpoint: CheckpointReader) { place = .shards(checkpoint) }

  /// The tensor of that name; throws `FileError` when it is missing or has another shape.
  public func value(for spec: ParameterSpec) throws(FileError) -> Tensor {
    let file = try file(of: spec.name)
    _ = try file.entry(spec.name, shape: spec.shape.dimensions)
    var failure: FileError?
    let tensor = Tensor(shape: spec.shape) { target in
      do throws(FileError) {
        try file.read(
          spec.name, into: UnsafeMutableBufferPointer(start: target, count: spec.shape.count))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return tensor
  }

  private func file(of name: String) throws(FileError) -> SafetensorsFile {
    switch place {
    case .file(let file): file
    case .shards(let reader): try reader.file(of: name)
    }
  }
}

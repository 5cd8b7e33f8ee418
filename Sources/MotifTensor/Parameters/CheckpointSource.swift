/// Start values read from a safetensors file under the parameters' own names.
public struct CheckpointSource: ParameterSource {
  private let file: SafetensorsFile

  /// Reads from `file`.
  public init(_ file: SafetensorsFile) { self.file = file }

  /// The tensor of that name; throws ``FileError`` when it is missing or has another shape.
  public func value(for spec: ParameterSpec) throws -> Tensor {
    let found = try file.entry(spec.name).shape
    guard Shape(found) == spec.shape else {
      throw FileError(
        path: file.path,
        reason: "tensor \(spec.name) has shape \(found), expected \(spec.shape)")
    }
    return Tensor(try file.floats(spec.name), shape: spec.shape)
  }
}

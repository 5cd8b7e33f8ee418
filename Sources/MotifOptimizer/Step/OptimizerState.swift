internal import MotifDistributed
package import MotifTensor

/// A state tensor of an optimizer, and what part of the whole a rank holds in it.
package struct OptimizerState {
  /// `name.state`.
  package let name: String
  /// The numbers.
  package let tensor: Tensor
  /// What this rank holds: as much as of the parameter, or a number for each of the rows of that.
  package let held: ParameterSpec
  /// Whether no rank holds the same beside an earlier part of the parameter's columns.
  package let isFirstOfRows: Bool

  /// A state of `parameter`, of its shape or with a number for each row.
  init(name: String, _ tensor: Tensor, of parameter: ParameterSpec) {
    self.name = name
    self.tensor = tensor
    if tensor.shape == parameter.shape {
      (held, isFirstOfRows) = (parameter, true)
    } else {
      held = parameter.ofRows
      isFirstOfRows = parameter.slice?.beginsRows ?? true
      precondition(
        tensor.shape == held.shape,
        "the state \(name) has shape \(tensor.shape), expected \(parameter.shape) or \(held.shape)")
    }
  }
}

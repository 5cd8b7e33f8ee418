internal import MotifCore
internal import MotifModel
internal import MotifTensor

/// The mean of the weights of several checkpoints.
///
/// Source: the training of Motif-2.6B, arXiv 2508.09148, which puts the mean of the last six checkpoints
/// in place of the weights at fixed intervals. Moments and momenta stay what they are.
struct WeightAverage {
  private let checkpoints: [RunCheckpoint]

  /// The mean of the newest `count` of `store` that were due, up to `step`; nil where there is none.
  ///
  /// Of fewer where there are not so many.
  /// Throws ``FileError`` for one that is damaged: another mean would be taken than in a run that was
  /// never stopped.
  init?(_ count: Int, of store: CheckpointStore, upTo step: Int) throws(FileError) {
    let found = try store.scheduled(count, upTo: step)
    if found.isEmpty { return nil }
    checkpoints = found.reversed()
  }

  /// The steps of the checkpoints, ascending.
  var steps: [Int] { checkpoints.map(\.step) }

  /// Gives `model` the mean, summed in double precision in the order of the steps.
  ///
  /// Everything is read before anything is changed. Memory: the weights once more.
  func apply(to model: CausalLanguageModel) throws {
    let tensors = try checkpoints.map { try CheckpointTensors($0) }
    let parameters = model.parameters.parameters
    let means = try parameters.map { parameter in
      var sum = [Double](repeating: 0, count: parameter.value.count)
      for tensors in tensors {
        for (place, number) in try tensors.value(for: parameter.spec).values.enumerated() {
          sum[place] += Double(number)
        }
      }
      let count = Double(tensors.count)
      return Tensor(sum.map { Float($0 / count) }, shape: parameter.value.shape)
    }
    for (parameter, mean) in zip(parameters, means) { parameter.value = mean }
  }
}

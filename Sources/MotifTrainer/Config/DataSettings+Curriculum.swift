package import MotifData

extension DataSettings {
  /// The shares of the sources over the run.
  package func curriculum() throws(DataError) -> CurriculumSchedule {
    let knots = mixture.knots.map { CurriculumSchedule.Knot(at: $0.at, weights: $0.weights) }
    return try CurriculumSchedule(
      .init(axis: .progress, knots: knots), domains: sources.map(\.name))
  }
}

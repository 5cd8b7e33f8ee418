import MotifModel
import MotifTensor
import Testing

@Suite("Seeded source") struct SeededSourceTests {
  private let config: ModelConfig
  private let source: SeededSource

  init() {
    config = GrowthModels.small
    source = SeededSource(config: config, seed: 3)
  }

  private func values(_ role: ParameterRole) -> [Float] {
    source.value(for: ParameterSpec(name: "w", shape: [64, 50], role: role)).values
  }

  private func deviation(_ role: ParameterRole) -> Double {
    let numbers = values(role).map(Double.init)
    return (numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)).squareRoot()
  }

  @Test("custom roles start as they say: like the model's matrices, with a scale, with a number")
  func customRoles() {
    func custom(
      _ initialization: CustomRole.Initialization, writesToResidual: Bool = false
    ) -> ParameterRole {
      .custom(
        "own", isHiddenMatrix: true, writesToResidual: writesToResidual,
        initialization: initialization)
    }
    #expect(values(custom(.matrix)) == values(.upProjection))
    #expect(values(custom(.matrix, writesToResidual: true)) == values(.downProjection))
    #expect(values(.upProjection) != values(.downProjection))
    #expect(values(custom(.constant(1.5))).allSatisfy { $0 == 1.5 })
    // Truncation at three deviations takes off a little more than one in a hundred.
    let measured = deviation(custom(.normal(deviation: 0.25)))
    #expect(abs(measured / 0.25 - 1) < 0.05, "\(measured)")
    #expect(values(custom(.normal(deviation: 0.25))).allSatisfy { abs($0) <= 0.75 })
  }
}

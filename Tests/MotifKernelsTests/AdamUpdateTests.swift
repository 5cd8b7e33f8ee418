import MotifKernels
import MotifTestSupport
import Testing

@Suite("AdamUpdate") struct AdamUpdateTests {
  struct State<T: BinaryFloatingPoint> {
    var weight: [T]
    var first: [T]
    var second: [T]

    init(weight: [T]) {
      self.weight = weight
      first = [T](repeating: 0, count: weight.count)
      second = first
    }

    mutating func reference(_ gradient: [Float], _ step: AdamStep<T>) {
      Reference.adamUpdate(
        weight: &weight, gradient: numbers(gradient, as: T.self), first: &first, second: &second,
        count: weight.count, step: step)
    }
  }

  private func step<T: BinaryFloatingPoint>(
    _ t: Int, scale: T = 1, _ type: T.Type = T.self
  ) -> AdamStep<T> {
    AdamStep(
      learningRate: 0.0078125, weightDecay: 0.125, beta1: 0.875, beta2: 0.984375, epsilon: 0x1p-27,
      step: t, gradientScale: scale)
  }

  private func update(_ state: inout State<Float>, _ gradient: [Float], _ step: AdamStep<Float>) {
    Vectorized.adamUpdate(
      weight: &state.weight, gradient: gradient, first: &state.first, second: &state.second,
      count: gradient.count, step: step)
  }

  @Test(
    "vectorised against reference over three steps", arguments: MatrixShape.awkwardSizes + [40_000])
  func precision(count: Int) {
    expectTwins(shape: [], seeds: ProofChain.seeds(numbers: count)) { seed in
      let start = randomNumbers(count, "adam.weight", seed: seed)
      var fast = State(weight: start)
      var (float, double) = (State(weight: start), State(weight: start.doubles))
      for t in 1...3 {
        let gradient = randomNumbers(count, "adam.gradient.\(t)", seed: seed)
        update(&fast, gradient, step(t, scale: 0.5))
        float.reference(gradient, step(t, scale: 0.5))
        double.reference(gradient, step(t, scale: 0.5))
      }
      return [
        Twin("weight", fast.weight, float: float.weight, double: double.weight),
        Twin("first", fast.first, float: float.first, double: double.first),
        Twin("second", fast.second, float: float.second, double: double.second),
      ]
    }
  }

  @Test("bias corrections keep their digits", arguments: [1, 2, 3, 10, 1000, 1_000_000])
  func corrections(t: Int) {
    for beta in [Float(0.9), 0.95, 0.999, 0.999_99] {
      let step = AdamStep<Float>(
        learningRate: 1, weightDecay: 0, beta1: beta, beta2: beta, epsilon: 0, step: t)
      var power = 1.0
      for _ in 0..<t where power > 1e-30 { power *= Double(beta) }
      let exact = 1 - power
      #expect(abs(Double(step.correction1) - exact) <= Double(Float(exact).ulp), "β = \(beta)")
      #expect(step.correction2 == step.correction1)
    }
  }

  @Test("the first step moves every weight by the learning rate against its gradient")
  func firstStep() {
    let gradient = randomNumbers(65, "adam.first").map { $0 == 0 ? 1 : $0 }
    var state = State(weight: [Float](repeating: 0, count: 65))
    update(&state, gradient, step(1))
    for (w, g) in zip(state.weight, gradient) {
      #expect(abs(w + (g > 0 ? 0.0078125 : -0.0078125)) < 1e-6)
    }
  }

  @Test("a zero gradient only decays")
  func decay() {
    let start = randomNumbers(33, "adam.decay")
    var state = State(weight: start)
    update(&state, [Float](repeating: 0, count: 33), step(1))
    #expect(state.weight == start.map { $0 * (1 - 0.0078125 * 0.125) })
  }

  /// As in ``MomentumTests``, with the update of Adam.
  @Test("a decay below the rounding of one still acts", arguments: [1e-7, 2e-8, 4e-9])
  func smallDecay(shrink: Float) {
    let count = 1 << 18
    let start = randomNumbers(count, "small.weight").map { 0.75 + 0.2 * max(-1, min(1, $0)) }
    let gradient = randomNumbers(count, "small.gradient")
    func sum(_ weightDecay: Float) -> Double {
      var state = State(weight: start)
      update(
        &state, gradient,
        AdamStep(
          learningRate: 1e-3, weightDecay: weightDecay, beta1: 0.5, beta2: 0.75, epsilon: 0.25,
          step: 1))
      return state.weight.reduce(0) { $0 + Double($1) }
    }
    let expected = Double(shrink) * start.reduce(0) { $0 + Double($1) }
    let taken = sum(0) - sum(shrink / 1e-3)
    let noise = 6 * 0x1p-24 * Double(count).squareRoot()
    #expect(abs(taken - expected) <= noise, "\(taken) instead of \(expected)")
    #expect(noise < expected / 2)
  }

  @Test("golden files", arguments: try Fixtures.cases("adamw"))
  func golden(fixture: FixtureCase) throws {
    let hyper = try fixture.doubles("hyper")
    let start = try fixture.floats("p0")
    var fast = State(weight: start)
    var double = State(weight: start.doubles)
    func compare(_ name: String, _ quick: [Float], _ slow: [Double]) throws {
      let golden = try fixture.doubles(name)
      let d = Comparison(name, slow, golden, relative: 1e-10, absolute: 1e-13)
      #expect(d.matches, "\(fixture): \(d)")
      let f = Comparison(name, quick, golden, relative: 2e-5)
      #expect(f.matches, "\(fixture): \(f)")
    }
    for t in 1...3 {
      let gradient = try fixture.floats("g\(t)")
      update(
        &fast, gradient,
        AdamStep(
          learningRate: Float(hyper[0]), weightDecay: Float(hyper[1]), beta1: Float(hyper[2]),
          beta2: Float(hyper[3]), epsilon: Float(hyper[4]), step: t))
      double.reference(
        gradient,
        AdamStep(
          learningRate: hyper[0], weightDecay: hyper[1], beta1: hyper[2], beta2: hyper[3],
          epsilon: hyper[4], step: t))
      try compare("p\(t)", fast.weight, double.weight)
    }
    try compare("m3", fast.first, double.first)
    try compare("v3", fast.second, double.second)
  }
}

@Suite("Momentum") struct MomentumTests {
  private func reference<T: BinaryFloatingPoint>(
    _ gradient: [Float], _ momentum: [Float], factor: T, nesterov: Bool, scale: T
  ) -> (momentum: [T], update: [T]) {
    var momentum = numbers(momentum, as: T.self)
    var update = [T](repeating: .nan, count: gradient.count)
    Reference.momentumUpdate(
      gradient: numbers(gradient, as: T.self), momentum: &momentum, factor: factor,
      nesterov: nesterov, gradientScale: scale, count: gradient.count, update: &update)
    return (momentum, update)
  }

  @Test(
    "vectorised against reference", arguments: MatrixShape.awkwardSizes + [40_000], [false, true])
  func precision(count: Int, nesterov: Bool) {
    expectTwins(shape: [], seeds: ProofChain.seeds(numbers: count)) { seed in
      let gradient = randomNumbers(count, "momentum.gradient", seed: seed)
      var fast = randomNumbers(count, "momentum.start", seed: seed)
      let float = reference(gradient, fast, factor: Float(0.9375), nesterov: nesterov, scale: 0.5)
      let double = reference(gradient, fast, factor: 0.9375, nesterov: nesterov, scale: 0.5)
      var update = [Float](repeating: .nan, count: count)
      Vectorized.momentumUpdate(
        gradient: gradient, momentum: &fast, factor: 0.9375, nesterov: nesterov,
        gradientScale: 0.5, count: count, update: &update)
      #expect((update == fast) == !nesterov)
      return [
        Twin("momentum", fast, float: float.momentum, double: double.momentum),
        Twin("update", update, float: float.update, double: double.update),
      ]
    }
  }

  @Test("decayed step against reference", arguments: MatrixShape.awkwardSizes + [40_000])
  func decayedStep(count: Int) {
    expectTwins(shape: [], seeds: ProofChain.seeds(numbers: count)) { seed in
      let start = randomNumbers(count, "decayed.weight", seed: seed)
      let update = randomNumbers(count, "decayed.update", seed: seed)
      var (fast, float, double) = (start, start, start.doubles)
      Vectorized.decayedStep(
        weight: &fast, update: update, shrink: 0.0625, rate: 0.125, count: count)
      Reference.decayedStep(
        weight: &float, update: update, shrink: 0.0625, rate: 0.125, count: count)
      Reference.decayedStep(
        weight: &double, update: update.doubles, shrink: 0.0625, rate: 0.125, count: count)
      return [Twin("weight", fast, float: float, double: double)]
    }
  }

  /// A factor 1 − 2e-8 is 1 in Float; taken from the weights with the update, it acts on their mean.
  @Test("a decay below the rounding of one still acts", arguments: [1e-7, 5e-8, 2e-8, 1e-8, 4e-9])
  func smallDecay(shrink: Float) {
    let count = 1 << 18
    // Between a half and one, where Floats lie 6e-8 apart.
    let start = randomNumbers(count, "small.weight").map { 0.75 + 0.2 * max(-1, min(1, $0)) }
    let update = randomNumbers(count, "small.update")
    func moved(_ shrink: Float, _ step: (inout [Float], Float) -> Void) -> Double {
      var weight = start
      step(&weight, shrink)
      return zip(weight, start).reduce(0) { $0 + (Double($1.0) - Double($1.1)) }
    }
    let expected = Double(shrink) * start.reduce(0) { $0 + Double($1) }
    for step: (inout [Float], Float) -> Void in [
      { Vectorized.decayedStep(weight: &$0, update: update, shrink: $1, rate: 1e-3, count: count) },
      { Reference.decayedStep(weight: &$0, update: update, shrink: $1, rate: 1e-3, count: count) },
    ] {
      let taken = moved(0, step) - moved(shrink, step)
      // Roundings of single weights are random: their sum is within six standard deviations.
      let noise = 6 * 0x1p-24 * Double(count).squareRoot()
      #expect(abs(taken - expected) <= noise, "\(taken) instead of \(expected)")
      #expect(noise < expected / 2)
    }
  }

  @Test("the momentum of the golden Muon steps", arguments: try Fixtures.cases("muon"))
  func golden(fixture: FixtureCase) throws {
    let hyper = try fixture.doubles("hyper")
    let count = try fixture.floats("g1").count
    var fast = [Float](repeating: 0, count: count)
    var (double, update, wide) = (fast.doubles, fast, fast.doubles)
    for t in 1...3 {
      let gradient = try fixture.floats("g\(t)")
      Vectorized.momentumUpdate(
        gradient: gradient, momentum: &fast, factor: Float(hyper[2]), nesterov: hyper[3] != 0,
        gradientScale: 1, count: count, update: &update)
      Reference.momentumUpdate(
        gradient: gradient.doubles, momentum: &double, factor: hyper[2], nesterov: hyper[3] != 0,
        gradientScale: 1, count: count, update: &wide)
    }
    let golden = try fixture.doubles("buf3")
    let slow = Comparison("buf3", double, golden, relative: 1e-10, absolute: 1e-13)
    #expect(slow.matches, "\(fixture): \(slow)")
    let quick = Comparison("buf3", fast, golden, relative: 2e-5)
    #expect(quick.matches, "\(fixture): \(quick)")
  }
}

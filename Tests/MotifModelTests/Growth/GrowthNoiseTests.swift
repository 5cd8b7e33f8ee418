import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import Testing

/// Noise parts the copies, cancels exactly, has the strength asked for, and is seeded; and the
/// measures of symmetry see the difference.
@Suite("Growth noise and symmetry") struct GrowthNoiseTests {
  private func plan(
    noise: Bool, form: GrowthOptions.Form = .symmetric, seed: UInt64 = 1, width: Int = 2,
    signalHeads: Int = 4
  ) throws -> GrowthPlan {
    try GrowthPlan(
      from: GrowthModels.small,
      to: GrowthModels.grown(width: width, signalHeads: signalHeads),
      options: GrowthOptions(form: form, hasNoise: noise, seed: seed))
  }

  private func apply(_ step: GrowthStep) -> [Double] {
    step.apply(to: UnevenSource().value(for: step.source.spec).values.doubles)
  }

  /// The grown tensor `role` of layer 0 as blocks `[output copy][input copy]`, each
  /// `rows × columns`; for dimensions that are tiled.
  private func blocks(_ plan: GrowthPlan, _ role: ParameterRole) throws -> [[[Double]]] {
    let step = try #require(plan.steps.first { $0.target.role == role })
    let grown = apply(step)
    let (rows, columns) = (step.source.shape[0], step.source.shape[1])
    let width = step.target.shape[1]
    return (0..<step.target.shape[0] / rows).map { output in
      (0..<width / columns).map { input in
        (0..<rows * columns).map { index in
          let (row, column) = index.quotientAndRemainder(dividingBy: columns)
          return grown[(output * rows + row) * width + input * columns + column]
        }
      }
    }
  }

  @Test(
    "blocks of a row add up to the source; copies differ with noise alone",
    arguments: GrowthOptions.Form.allCases, [2, 3])
  func cancellation(form: GrowthOptions.Form, width: Int) throws {
    for noise in [false, true] {
      let plan = try plan(noise: noise, form: form, width: width)
      let step = try #require(plan.steps.first { $0.target.role == .gateProjection })
      let source = UnevenSource().value(for: step.source.spec).values.doubles
      let blocks = try blocks(plan, .gateProjection)
      for row in blocks {
        let sum = source.indices.map { index in row.reduce(0) { $0 + $1[index] } }
        let comparison = Comparison("row sum", sum, source, relative: 1e-15, absolute: 0)
        #expect(comparison.matches, "\(comparison)")
      }
      if form == .symmetric { #expect((blocks[0] == blocks[1]) == !noise) }
      #expect((blocks[0][0] == blocks[1][form == .symmetric ? 0 : 1]) == !noise)
    }
  }

  @Test("the noise is 10 dB below its block, and as loud as asked for", arguments: [10.0, 20])
  func strength(decibels: Double) throws {
    var options = GrowthOptions()
    options.noiseDecibels = decibels
    let source = try #require(ModelPresets.named("nano-seed"))
    let target = try #require(ModelPresets.named("nano"))
    let plan = try GrowthPlan(from: source, to: target, options: options)
    let quiet = try GrowthPlan(
      from: source, to: target, options: GrowthOptions(form: .symmetric, hasNoise: false))
    for (step, plain) in zip(plan.steps, quiet.steps) where step.target.role.isHiddenMatrix {
      let (noisy, clean) = (apply(step), apply(plain))
      let signal = clean.reduce(0) { $0 + $1 * $1 }
      guard signal > 0 else { continue }
      let noise = zip(noisy, clean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let measured = 10 * log10(signal / noise)
      #expect(abs(measured - decibels) < 0.5, "\(step.target.name): \(measured) dB")
    }
  }

  @Test("embedding, head, gains and λ get no noise")
  func untouched() throws {
    let (noisy, quiet) = (try plan(noise: true), try plan(noise: false))
    var changed: Set<ParameterRole> = []
    for (step, plain) in zip(noisy.steps, quiet.steps) where apply(step) != apply(plain) {
      changed.insert(step.target.role)
    }
    #expect(changed == Set(ParameterRole.known.filter(\.isHiddenMatrix)))
  }

  @Test("the same seed gives the same bits, another seed others, Float as Double")
  func seeded() throws {
    let step = try #require(try plan(noise: true).steps.first { $0.target.role == .upProjection })
    let other = try #require(
      try plan(noise: true, seed: 2).steps.first { $0.target.role == .upProjection })
    #expect(apply(step) == apply(step))
    #expect(apply(step) != apply(other))
    let floats = step.apply(to: UnevenSource().value(for: step.source.spec).values)
    let comparison = Comparison("Float", floats, apply(step), relative: 1e-6, absolute: 0)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test("signal heads of a group: copies have rank 1 and cosine 1, noisy ones more and less")
  func symmetry() throws {
    for noise in [false, true] {
      let plan = try plan(noise: noise)
      let grown = try CausalLanguageModel(
        plan.target, source: GrownSource(plan, from: UnevenSource()))
      #expect(grown.signalHeadSymmetry.count == plan.target.layerCount)
      for layer in grown.signalHeadSymmetry {
        #expect((abs(layer.effectiveRank - 1) < 1e-6) == !noise)
        #expect((abs(layer.pairwiseCosine - 1) < 1e-6) == !noise)
        #expect(layer.effectiveRank <= 4 && layer.pairwiseCosine <= 1 + 1e-6)
      }
    }
    let single = try CausalLanguageModel(GrowthModels.small, source: UnevenSource())
    #expect(single.signalHeadSymmetry.isEmpty)
  }

  @Test("trained on, plain copies stay copies while noisy ones change")
  func training() throws {
    for noise in [false, true] {
      let plan = try plan(noise: noise)
      let model = try CausalLanguageModel(
        plan.target, source: GrownSource(plan, from: UnevenSource()))
      let start = model.signalHeadSymmetry
      let ids = GrowthModels.tokens(plan.target.vocabSize)
      let labels = TokenTensor(Array(ids.values.reversed()), shape: ids.shape)
      var losses: [Float] = []
      for _ in 0..<20 {
        let loss = model.loss(model(ids), labels: labels, normalizer: Double(ids.count))
        losses.append(loss.item)
        let gradients = loss.backward()
        for parameter in model.parameters.parameters {
          guard let gradient = gradients[parameter] else { continue }
          parameter.value = Tensor(
            zip(parameter.value.values, gradient.values).map { $0 - 0.5 * $1 },
            shape: parameter.value.shape)
        }
      }
      #expect(try #require(losses.last) < 0.9 * losses[0], "\(losses)")
      for (before, after) in zip(start, model.signalHeadSymmetry) {
        if noise {
          #expect(abs(after.effectiveRank - before.effectiveRank) > 1e-4)
        } else {
          #expect(abs(after.effectiveRank - 1) < 1e-5 && abs(after.pairwiseCosine - 1) < 1e-5)
        }
      }
    }
  }

  @Test("effective rank and cosine of matrices known by hand")
  func byHand() {
    let diagonal = Tensor([3, 0, 0, 0, 2, 0, 0, 0, 1], shape: [3, 3])
    #expect(abs(CloneSymmetry.effectiveRank(diagonal) - 14.0 / 9) < 1e-9)
    #expect(abs(CloneSymmetry.meanPairwiseCosine(diagonal)) < 1e-12)
    let identity = Tensor([1, 0, 0, 1], shape: [2, 2])
    #expect(abs(CloneSymmetry.effectiveRank(identity) - 2) < 1e-9)
    let opposite = Tensor([1, 2, -2, -4], shape: [2, 2])
    #expect(abs(CloneSymmetry.effectiveRank(opposite) - 1) < 1e-9)
    #expect(abs(CloneSymmetry.meanPairwiseCosine(opposite) + 1) < 1e-12)
    #expect(CloneSymmetry.effectiveRank(Tensor(shape: [2, 3])) == 0)
  }
}

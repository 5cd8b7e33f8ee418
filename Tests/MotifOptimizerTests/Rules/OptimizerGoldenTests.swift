import Foundation
import MotifModel
import MotifTensor
import MotifTestSupport
import MotifOptimizer
import Testing

/// AdamW, Muon and QK-Clip against float64 references.
@Suite("Optimizer goldens") struct OptimizerGoldenTests {
  private func tensor(_ golden: FixtureCase, _ name: String) throws -> Tensor {
    Tensor(try golden.floats(name), shape: Shape(try golden.shape(name)))
  }

  private func expect(
    _ golden: FixtureCase, _ name: String, _ actual: [Float], relative: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let comparison = Comparison(
      "\(golden.label) \(name)", actual, try golden.doubles(name), relative: relative)
    #expect(comparison.matches, "\(comparison)", sourceLocation: sourceLocation)
  }

  @Test("AdamW, three steps") func adamW() throws {
    for golden in try Fixtures.cases("adamw") {
      let hyper = try golden.doubles("hyper")
      var options = AdamW.Options()
      (options.weightDecay, options.beta1, options.beta2, options.epsilon) =
        (hyper[1], hyper[2], hyper[3], hyper[4])
      // An embedding decays and takes AdamW whatever its shape.
      let start = try tensor(golden, "p0")
      let parameter = Parameter(
        ParameterSpec(name: "p", shape: start.shape, role: .embedding), value: start)
      var rule = AdamW(options, for: parameter.spec)
      for step in 1...3 {
        rule.update(
          parameter, gradient: try tensor(golden, "g\(step)"),
          StepContext(learningRate: hyper[0], step: step))
        try expect(golden, "p\(step)", parameter.value.values, relative: 2e-5)
      }
      try expect(golden, "m3", try #require(rule.state["first"]).values, relative: 2e-5)
      try expect(golden, "v3", try #require(rule.state["second"]).values, relative: 2e-5)
    }
  }

  @Test("Muon, three steps", arguments: [NewtonSchulzPreset.motif, .jordan])
  func muon(preset: NewtonSchulzPreset) throws {
    for golden in try Fixtures.cases("muon") {
      let hyper = try golden.doubles("hyper")
      var options = Muon.Options()
      (options.weightDecay, options.momentum, options.nesterov) =
        (hyper[1], hyper[2], hyper[3] != 0)
      options.orthogonalization = Orthogonalization(preset)
      let start = try tensor(golden, "p0")
      let parameter = Parameter(
        ParameterSpec(name: "p", shape: start.shape, role: .upProjection), value: start)
      var rule = Muon(options, for: parameter.spec)
      for step in 1...3 {
        rule.update(
          parameter, gradient: try tensor(golden, "g\(step)"),
          StepContext(learningRate: hyper[0], step: step))
        try expect(
          golden, "\(preset.rawValue).p\(step)", parameter.value.values, relative: 1e-3)
      }
      try expect(golden, "buf3", try #require(rule.state["momentum"]).values, relative: 1e-3)
    }
  }

  /// Moonlight's factor makes the root mean square of an update 0.2 η whatever the shape.
  @Test("updates of random gradients are 0.2 η large", arguments: [(48, 48), (32, 160), (160, 32)])
  func updateSize(rows: Int, columns: Int) {
    let spec = ParameterSpec(name: "w", shape: [rows, columns], role: .gateProjection)
    let parameter = Parameter(spec, value: Tensor(repeating: 0, shape: spec.shape))
    var rule = Muon(.init(), for: spec)
    let gradient = Tensor(randomNumbers(rows * columns, "g"), shape: spec.shape)
    rule.update(parameter, gradient: gradient, StepContext(learningRate: 0.01, step: 1))
    let size = (parameter.value.squaredNorm / Double(rows * columns)).squareRoot()
    #expect(abs(size / 0.002 - 1) < 0.06, "root mean square \(size)")
  }

  /// What the files call `balanced` is the form with the smallest factor of a group.
  @Test(
    "QK-Clip scales in every mode of the files",
    arguments: [
      (QKClip.Mode.balancedMinimum, "balanced"), (.motifPublic, "motifPublic"),
      (.motif3, "motif3"), (.qOnly, "qOnly"),
    ])
  func clipScales(mode: QKClip.Mode, name file: String) throws {
    for golden in try Fixtures.cases("muonclip") {
      let clip = QKClip(mode: mode, threshold: try golden.scalar("tau"))
      let scales = clip.scales(
        maxLogits: try golden.doubles("max_logits"),
        keyHeadOfQuery: try golden.integers("key_of_query"))
      for (name, actual) in [("scales_q", scales.queries), ("scales_k", scales.keys)] {
        let comparison = Comparison(
          "\(golden.label) \(mode) \(name)", actual,
          try golden.doubles("\(file).\(name)"), relative: 1e-10, absolute: 1e-13)
        #expect(comparison.matches, "\(comparison)")
      }
    }
  }

  /// The files have no geometric form, but its parts: every γ (`qOnly`) and the smallest one of every
  /// key (`motifPublic`).
  @Test("balanced scales logits by γ and keys by the geometric mean") func geometricScales() throws
  {
    for golden in try Fixtures.cases("muonclip") {
      let keyOfQuery = try golden.integers("key_of_query")
      let scales = QKClip(mode: .balanced, threshold: try golden.scalar("tau")).scales(
        maxLogits: try golden.doubles("max_logits"), keyHeadOfQuery: keyOfQuery)
      let factors = try golden.doubles("qOnly.scales_q")
      let minimum = try golden.doubles("balanced.scales_k")
      for key in scales.keys.indices {
        let readers = factors.indices.filter { keyOfQuery[$0] == key }
        let product = readers.reduce(1) { $0 * factors[$1] }
        let count = Double(readers.count)
        let expected = pow(product, 1 / (count * (1 + count.squareRoot())))
        #expect(abs(scales.keys[key] - expected) <= 1e-12 * expected, "\(golden) key \(key)")
        #expect(scales.keys[key] >= minimum[key] * (1 - 1e-12))
        for head in readers {
          let logit = scales.queries[head] * scales.keys[key]
          #expect(abs(logit - factors[head]) <= 1e-12, "\(golden) head \(head)")
        }
      }
    }
  }

  @Test("a Muon step, then QK-Clip as the files balance it") func muonClipStep() throws {
    for golden in try Fixtures.cases("muonclip") {
      let hyper = try golden.doubles("hyper")
      var options = Muon.Options()
      (options.weightDecay, options.momentum, options.nesterov) =
        (hyper[1], hyper[2], hyper[3] != 0)
      let clip = QKClip(mode: .balancedMinimum, threshold: try golden.scalar("tau"))
      let scales = clip.scales(
        maxLogits: try golden.doubles("max_logits"),
        keyHeadOfQuery: try golden.integers("key_of_query"))
      for (letter, role, factors) in [
        ("q", ParameterRole.queryProjection, scales.queries),
        ("k", .keyProjection, scales.keys),
      ] {
        let start = try tensor(golden, "\(letter)0")
        var clipped = start
        clipped.scaleRows(by: factors.map(Float.init))
        try expect(golden, "clip_\(letter)", clipped.values, relative: 1e-3)
        let parameter = Parameter(
          ParameterSpec(name: letter, shape: start.shape, role: role), value: start)
        var rule = Muon(options, for: parameter.spec)
        rule.update(
          parameter, gradient: try tensor(golden, "g\(letter)"),
          StepContext(learningRate: hyper[0], step: 1))
        parameter.value.scaleRows(by: factors.map(Float.init))
        try expect(golden, "step_\(letter)", parameter.value.values, relative: 1e-3)
      }
    }
  }

  @Test("the golden file's key heads are the model's") func keyHeads() throws {
    for golden in try Fixtures.cases("muonclip") {
      struct Meta: Decodable { let config: ModelConfig }
      let meta = try JSONDecoder().decode(Meta.self, from: Data(golden.metadata().utf8))
      let heads = AttentionHeads.differential(
        groups: meta.config.groupCount, signalHeads: meta.config.signalHeadsPerGroup,
        keyGroups: meta.config.keyGroupCount, headDim: meta.config.headDim)
      #expect(heads.keyHeadOfQuery == (try golden.integers("key_of_query")))
    }
  }
}

package import MotifOptimizer
internal import MotifTensor

extension TrainConfig {
  /// The rule of the matrices inside blocks, with its numbers.
  package var rule: Optimizer.Kind {
    optimizer.rule(in: precision.orthogonalisation.products)
  }
}

extension OptimizerSettings {
  /// The rule of the matrices inside blocks, with its numbers, which orthogonalises in `precision`.
  fileprivate func rule(in precision: ProductPrecision) -> Optimizer.Kind {
    var muon = Muon.Options()
    muon.weightDecay = weightDecay
    muon.momentum = momentum
    muon.nesterov = nesterov
    muon.orthogonalization = Orthogonalization(
      newtonSchulz, steps: newtonSchulzSteps, lowerBound: newtonSchulzLowerBound,
      isPreconditioned: newtonSchulzPreconditioned, precision: precision)
    muon.updateScale = updateScale
    muon.neuronBeta2 = neuronNormalization ? neuronBeta2 : nil
    return switch kind {
    case .adamw: .adamW
    case .muon: .muon(muon)
    case .muonClip:
      .muonClip(
        muon, QKClip(mode: qkClip.mode, threshold: qkClip.threshold), interval: qkClip.interval)
    }
  }

  /// The numbers of AdamW, which all other parameters follow.
  package var adamW: AdamW.Options {
    var options = AdamW.Options()
    options.weightDecay = weightDecay
    options.beta1 = beta1
    options.beta2 = beta2
    options.epsilon = epsilon
    return options
  }
}

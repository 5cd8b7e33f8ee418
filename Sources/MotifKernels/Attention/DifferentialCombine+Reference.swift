extension Reference {
  /// Subtracts the noise attention and normalises each head (arXiv 2510.06949).
  ///
  /// z_{g,j} = o¹_{g,j} − λ o²_g; y_{g,j} = (1 − λ_init) z r ∘ w with
  /// r = (mean(z²) + ε)^(−1/2) over the 2d numbers of a head.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func differentialCombine<T: BinaryFloatingPoint>(
    _ shape: DifferentialShape, o: UnsafePointer<T>, lambda: T, lambdaInit: T,
    weight: UnsafePointer<T>, epsilon: T, y: UnsafeMutablePointer<T>
  ) {
    let (width, heads) = (shape.width, shape.signalHeads)
    for group in 0..<shape.rows * shape.groups {
      let signals = o + group * (heads + 1) * width
      let noise = signals + heads * width
      for j in 0..<heads {
        let signal = signals + j * width
        var squares: T = 0
        for c in 0..<width {
          let z = signal[c] - lambda * noise[c]
          squares += z * z
        }
        let r = 1 / (squares / T(width) + epsilon).squareRoot()
        for c in 0..<width {
          let z = signal[c] - lambda * noise[c]
          y[(group * heads + j) * width + c] = (1 - lambdaInit) * (z * r * weight[c])
        }
      }
    }
  }

  /// The gradients of ``differentialCombine``, written (not added).
  ///
  /// With ẑ = z r and u = (1 − λ_init) dy ∘ w: dz = r (u − ẑ mean(u ∘ ẑ)); do¹_{g,j} = dz_{g,j},
  /// do²_g = −λ Σ_j dz_{g,j}, dλ = −Σ ⟨dz_{g,j}, o²_g⟩, dw = (1 − λ_init) Σ dy ∘ ẑ.
  @specialized(where T == Float)
  @specialized(where T == Double)
  package static func differentialCombineBackward<T: BinaryFloatingPoint>(
    _ shape: DifferentialShape, o: UnsafePointer<T>, lambda: T, lambdaInit: T,
    weight: UnsafePointer<T>, epsilon: T, dy: UnsafePointer<T>,
    outputGradient: UnsafeMutablePointer<T>, lambdaGradient: UnsafeMutablePointer<T>,
    weightGradient: UnsafeMutablePointer<T>
  ) {
    let (width, heads, gain) = (shape.width, shape.signalHeads, 1 - lambdaInit)
    lambdaGradient.pointee = 0
    for c in 0..<width { weightGradient[c] = 0 }
    for group in 0..<shape.rows * shape.groups {
      let base = group * (heads + 1) * width
      let noise = base + heads * width
      for c in 0..<width { outputGradient[noise + c] = 0 }
      for j in 0..<heads {
        let signal = base + j * width
        let gradient = dy + (group * heads + j) * width
        var squares: T = 0
        for c in 0..<width {
          let z = o[signal + c] - lambda * o[noise + c]
          squares += z * z
        }
        let r = 1 / (squares / T(width) + epsilon).squareRoot()
        var mean: T = 0
        for c in 0..<width {
          let z = (o[signal + c] - lambda * o[noise + c]) * r
          mean += gain * gradient[c] * weight[c] * z / T(width)
          weightGradient[c] += gain * gradient[c] * z
        }
        for c in 0..<width {
          let z = (o[signal + c] - lambda * o[noise + c]) * r
          let dz = r * (gain * gradient[c] * weight[c] - z * mean)
          outputGradient[signal + c] = dz
          outputGradient[noise + c] -= lambda * dz
          lambdaGradient.pointee -= dz * o[noise + c]
        }
      }
    }
  }
}

internal import MotifVector

extension Vectorized {
  /// Subtracts the noise attention and normalises each head; see
  /// ``Reference/differentialCombine(_:o:lambda:lambdaInit:weight:epsilon:y:)``.
  package static func differentialCombine(
    _ shape: DifferentialShape, o: UnsafePointer<Float>, lambda: Float, lambdaInit: Float,
    weight: UnsafePointer<Float>, epsilon: Float, y: UnsafeMutablePointer<Float>
  ) {
    let (width, heads) = (shape.width, shape.signalHeads)
    Parallel.forEachRange(shape.rows, chunk: combineRows) { rows in
      for group in rows.lowerBound * shape.groups..<rows.upperBound * shape.groups {
        let signals = o + group * (heads + 1) * width
        let noise = signals + heads * width
        for j in 0..<heads {
          let signal = signals + j * width
          let output = y + (group * heads + j) * width
          let factor = (1 - lambdaInit) * inverseRMS(signal, noise, lambda, width, epsilon)
          forEachVector(width) { c, lanes in
            let z = difference(signal, noise, lambda, c, lanes)
            put(z * factor * get(weight, c, lanes), output, c, lanes)
          }
        }
      }
    }
  }

  /// The gradients of ``differentialCombine``, written (not added); see
  /// ``Reference/differentialCombineBackward(_:o:lambda:lambdaInit:weight:epsilon:dy:outputGradient:lambdaGradient:weightGradient:)``.
  ///
  /// dλ and dw are summed over chunks of rows and then over the chunks, in order.
  package static func differentialCombineBackward(
    _ shape: DifferentialShape, o: UnsafePointer<Float>, lambda: Float, lambdaInit: Float,
    weight: UnsafePointer<Float>, epsilon: Float, dy: UnsafePointer<Float>,
    outputGradient: UnsafeMutablePointer<Float>, lambdaGradient: UnsafeMutablePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>
  ) {
    let pass = CombineBackward(
      shape: shape, o: o, lambda: lambda, gain: 1 - lambdaInit, weight: weight, epsilon: epsilon,
      dy: dy, outputGradient: outputGradient)
    let chunks = (shape.rows + combineRows - 1) / combineRows
    let size = shape.width + 1
    BufferPool.withScratch(chunks * size) { partials in
      Parallel.forEachRange(shape.rows, chunk: combineRows) { rows in
        pass.run(rows, partial: partials + rows.lowerBound / combineRows * size)
      }
      for c in 0..<size {
        var sum = 0.0
        for chunk in 0..<chunks { sum += Double(partials[chunk * size + c]) }
        if c < shape.width {
          weightGradient[c] = Float(sum)
        } else {
          lambdaGradient.pointee = Float(sum)
        }
      }
    }
  }
}

/// Rows of a parallel body.
private let combineRows = 16

private struct CombineBackward {
  let shape: DifferentialShape
  let o: UnsafePointer<Float>
  let lambda: Float
  let gain: Float
  let weight: UnsafePointer<Float>
  let epsilon: Float
  let dy: UnsafePointer<Float>
  let outputGradient: UnsafeMutablePointer<Float>

  /// A chunk of rows; `partial` receives its dw and, after it, its dλ.
  func run(_ rows: Range<Int>, partial: UnsafeMutablePointer<Float>) {
    let (width, heads) = (shape.width, shape.signalHeads)
    partial.update(repeating: 0, count: width)
    var lambdaSum = Vector.zero
    for group in rows.lowerBound * shape.groups..<rows.upperBound * shape.groups {
      let base = group * (heads + 1) * width
      (outputGradient + base + heads * width).update(repeating: 0, count: width)
      for j in 0..<heads {
        head(
          base + j * width, base + heads * width, dy + (group * heads + j) * width, partial,
          &lambdaSum)
      }
    }
    partial[width] = horizontalSum(lambdaSum)
  }

  /// One signal head: writes its do, adds to do of the noise head, to dw and to dλ.
  @inline(__always)
  private func head(
    _ signalAt: Int, _ noiseAt: Int, _ gradient: UnsafePointer<Float>,
    _ weightSum: UnsafeMutablePointer<Float>, _ lambdaSum: inout Vector
  ) {
    let width = shape.width
    let (signal, noise) = (o + signalAt, o + noiseAt)
    let r = inverseRMS(signal, noise, lambda, width, epsilon)
    var meanSum = Vector.zero
    forEachVector(width) { c, lanes in
      let normal = difference(signal, noise, lambda, c, lanes) * r
      let product = get(gradient, c, lanes) * gain * normal
      meanSum = multiplyAdd(product, get(weight, c, lanes), meanSum)
      put(get(weightSum, c, lanes) + product, weightSum, c, lanes)
    }
    let mean = horizontalSum(meanSum) / Float(width)
    forEachVector(width) { c, lanes in
      let normal = difference(signal, noise, lambda, c, lanes) * r
      let inner = get(gradient, c, lanes) * gain * get(weight, c, lanes) - normal * mean
      let dz = inner * r
      put(dz, outputGradient + signalAt, c, lanes)
      let noiseGradient = get(outputGradient + noiseAt, c, lanes) - dz * lambda
      put(noiseGradient, outputGradient + noiseAt, c, lanes)
      lambdaSum -= dz * get(noise, c, lanes)
    }
  }
}

/// Runs `body(offset, lanes)` over whole vectors and then over what is left.
@inline(__always)
private func forEachVector(_ count: Int, _ body: (Int, Int) -> Void) {
  var c = 0
  while c + vectorWidth <= count {
    body(c, vectorWidth)
    c += vectorWidth
  }
  if c < count { body(c, count - c) }
}

@inline(__always)
private func get(_ pointer: UnsafePointer<Float>, _ offset: Int, _ lanes: Int) -> Vector {
  lanes == vectorWidth ? load(pointer, offset) : loadPartial(pointer, offset, count: lanes)
}

@inline(__always)
private func put(
  _ value: Vector, _ pointer: UnsafeMutablePointer<Float>, _ offset: Int, _ lanes: Int
) {
  if lanes == vectorWidth {
    store(value, pointer, offset)
  } else {
    storePartial(value, pointer, offset, count: lanes)
  }
}

/// z = signal − λ noise.
@inline(__always)
private func difference(
  _ signal: UnsafePointer<Float>, _ noise: UnsafePointer<Float>, _ lambda: Float, _ offset: Int,
  _ lanes: Int
) -> Vector {
  multiplyAdd(
    Vector(repeating: -lambda), get(noise, offset, lanes), get(signal, offset, lanes))
}

/// (mean(z²) + ε)^(−1/2).
@inline(__always)
private func inverseRMS(
  _ signal: UnsafePointer<Float>, _ noise: UnsafePointer<Float>, _ lambda: Float, _ width: Int,
  _ epsilon: Float
) -> Float {
  var squares = Vector.zero
  forEachVector(width) { c, lanes in
    let z = difference(signal, noise, lambda, c, lanes)
    squares = multiplyAdd(z, z, squares)
  }
  return 1 / (horizontalSum(squares) / Float(width) + epsilon).squareRoot()
}
